import { sdkRequirement } from '../requirement.js';
import { byHand, json, program, sse, sseHead, text, write } from '../server/replies.js';
import type { Call, SdkTrial } from '../trial.js';
import { POSTS, STREAMS } from './operations.js';
import { taggedEvents } from './tagged-streams.js';

const ID = 'VAI-SDK-ERR';
const MESSAGE = 'the model has gone away';
const ERROR = { type: 'overloaded_error', message: MESSAGE };

/** The first events of a stream that ends in an error. */
function begun(op: string): readonly Readonly<{ type: string; [member: string]: unknown }>[] {
  if (op === 'runs.stream') {
    return [
      { type: 'run_start', request_id: 'req_1', model: 'anthropic/some-model', protocol_version: '1' },
      { type: 'step_start', index: 0 },
    ];
  }
  const usage = { input_tokens: 1, output_tokens: 0, total_tokens: 1 };
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'anthropic/some-model',
    content: [],
    usage,
  };
  return [
    { type: 'message_start', message: { ...message, stop_reason: '' } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Half' } },
  ];
}

function failing(op: string, members: Readonly<Record<string, unknown>> = {}) {
  return sse([...begun(op), { type: 'error', error: { ...ERROR, ...members } }]);
}

sdkRequirement(`${ID}-032`, { operations: ['messages.stream'], errorFields: ['type', 'message'] }, (t: SdkTrial) =>
  t.each((op) => fails(t, op)),
);
sdkRequirement(`${ID}-036`, { operations: ['runs.stream'], errorFields: ['type', 'message'] }, (t: SdkTrial) =>
  t.each((op) => fails(t, op)),
);

sdkRequirement(`${ID}-033`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { reply: failing(op) });
    t.kind(call, ['api']);
    t.same('events', withoutErrors(call), begun(op), { what: 'The events before the error', in: call });
  }),
);

sdkRequirement(`${ID}-034`, { operations: STREAMS, features: ['final'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { reply: failing(op), options: { consume: 'final' } });
    t.kind(call, ['api'], { what: 'What whoever waits for the final value gets', in: call });
  }),
);

sdkRequirement(`${ID}-035`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const members = { code: 'draining', param: 'stream', request_id: 'req_of_the_event', retry_after: 3 };
    const call = await t.once(op, { reply: failing(op, members) });
    const error = t.kind(call, ['api']);
    let judged = 0;
    for (const [field, value] of Object.entries(members)) {
      if (!t.judgesError(field)) continue;
      judged++;
      t.equal(error[field], value, { what: `\`${field}\` of an error inside a stream`, in: call });
    }
    if (judged === 0) t.skip('capability-not-declared', 'none of code, param, request_id and retry_after is declared');
  }),
);

sdkRequirement(`${ID}-037`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, {
      reply: (request) =>
        program(async function* () {
          yield sseHead();
          for (const event of [...begun(op), { type: 'error', error: ERROR }, ...begun(op)]) yield write(event);
          // The body stays open: an SDK that waits for its end would hang here until the harness gives it up.
          await request.left;
          yield { step: 'end' };
        }),
    });
    t.kind(call, ['api']);
    t.same('events', withoutErrors(call), begun(op), {
      what: 'The events of a stream that goes on after an error',
      in: call,
    });
  }),
);

sdkRequirement(`${ID}-038`, { operations: STREAMS, errorFields: ['http_status'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { reply: failing(op) });
    t.oneOf(t.kind(call, ['api']).http_status ?? null, [200, null], {
      what: 'The status of an error inside a stream',
      in: call,
    });
  }),
);

sdkRequirement(`${ID}-040`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    const page = { headers: { 'Content-Type': 'text/html' } };
    for (const reply of [json({ ok: true }), json({ error: ERROR }), text('<html><body>hello</body></html>', page)]) {
      await noSuccess(t, op, reply, 'an answer with 200 that is no event stream');
    }
  }),
);

sdkRequirement(`${ID}-041`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    await noSuccess(t, op, sse(withTypelessError(op)), 'an error without a type');
  }),
);

sdkRequirement(`${ID}-042`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    const gone = await t.serve(json({}));
    await gone.close();
    const call = await t.once(op, { baseUrl: gone.origin });
    t.kind(call, ['transport'], { what: 'The error where nobody listens', in: call });
  }),
);

sdkRequirement(`${ID}-043`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    const call = await t.once(op, { reply: [{ step: 'reset' }] });
    t.kind(call, ['transport'], { what: 'The error for a reset before the answer', in: call });
    t.that(call.requests.length > 0, { what: 'The request', in: call, expected: 'one', actual: 'none arrived' });
  }),
);

sdkRequirement(`${ID}-044`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    for (const noise of ['SSH-2.0-OpenSSH_9.2\r\n', 'HTTP/1.1 abc\r\n\r\n', '{"ok":true}\n']) {
      const call = await t.once(op, { reply: byHand(noise) });
      t.kind(call, ['transport', 'protocol'], { what: `The error for the answer ${JSON.stringify(noise)}`, in: call });
    }
  }),
);

/** A stream that would be whole but for one frame in its middle, which holds an error and no type. */
function withTypelessError(op: string) {
  const events = taggedEvents(op, 'tag-a', 2);
  return [...events.slice(0, 3), `data: ${JSON.stringify({ error: ERROR })}\n\n`, ...events.slice(3)];
}

/** The stream ends as an API error with the event's type and message, from its first event on and after others. */
async function fails(t: SdkTrial, op: string): Promise<void> {
  for (const reply of [failing(op), sse([{ type: 'error', error: ERROR }])]) {
    const call = await t.once(op, { reply });
    const error = t.kind(call, ['api']);
    t.equal(error.type, ERROR.type, { what: 'The type of an error inside a stream', in: call });
    t.that(typeof error.message === 'string' && error.message.includes(MESSAGE), {
      what: 'The message of an error inside a stream',
      in: call,
      expected: `a text that contains ${JSON.stringify(MESSAGE)}`,
      actual: JSON.stringify(error.message) ?? 'absent',
    });
  }
}

async function noSuccess(
  t: SdkTrial,
  op: string,
  reply: Parameters<SdkTrial['serve']>[0],
  what: string,
): Promise<void> {
  const call = await t.once(op, { reply });
  t.equal(call.answer.type, 'error', { what: `The end of ${what}`, in: call });
  t.that(call.requests.length > 0, { what: 'The request', in: call, expected: 'one', actual: 'none arrived' });
}

/** The events without the one `error` event that may stand before a final error (protocol 6). */
function withoutErrors(call: Call) {
  return call.events.filter((event) => event.type !== 'error');
}
