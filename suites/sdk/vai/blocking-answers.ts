import { setTimeout as pause } from 'node:timers/promises';
import { sdkRequirement } from '../requirement.js';
import { bytes, headStep, json, program, text } from '../server/replies.js';
import type { SdkTrial } from '../trial.js';
import { MESSAGE, MODELS, message, RUN_RESULT, runResult, withStrangers } from './answers.js';
import { BLOCKING, CREATES, objectOf } from './operations.js';

const ID = 'VAI-SDK-RSP';
const APART_MS = 3;
const CREATE = 'messages.create';
const RUN = 'runs.create';
const LIST = 'models.list';
const UNKNOWN_BLOCK = { type: 'x_hologram', depth: [1, { of: null }], text: 'not text' };
const TRICKY_INPUT = {
  nested: { list: [1, 2.5, { deep: null }], empty: {} },
  none: null,
  flag: false,
  zero: 0,
  '': 'x',
};
const JSON_HEAD = { headers: { 'Content-Type': 'application/json; charset=utf-8' } };
const WIDE_TEXT = 'é 漢字 😀 \u{10ffff} \u2028\u2029 \u0000 "\\ </script>';

sdkRequirement(`${ID}-001`, { operations: [CREATE] }, async (t) => returnsMessage(t, MESSAGE));
sdkRequirement(`${ID}-002`, { operations: [RUN] }, async (t) => returnsRun(t, RUN_RESULT));

sdkRequirement(`${ID}-003`, { operations: [LIST] }, async (t) => {
  const call = await t.once(LIST, { reply: json({ models: MODELS }) });
  t.same('models', call.result().value, { models: MODELS }, { what: 'The models', in: call });
});

sdkRequirement(`${ID}-004`, { operations: [CREATE] }, async (t) => returnsMessage(t, withStrangers(MESSAGE), MESSAGE));
sdkRequirement(`${ID}-005`, { operations: [RUN] }, async (t) => returnsRun(t, withStrangers(RUN_RESULT), RUN_RESULT));

sdkRequirement(`${ID}-006`, { operations: [CREATE] }, async (t: SdkTrial) => {
  const known = [
    { type: 'text', text: 'before' },
    { type: 'text', text: 'after' },
  ];
  const call = await t.once(CREATE, { reply: json(message({ content: [known[0], UNKNOWN_BLOCK, known[1]] })) });
  const { content } = objectOf(call.result().value);
  const texts = Array.isArray(content) ? content.map(objectOf).filter((block) => block.type === 'text') : [];
  t.same('content', texts, known, { what: 'The text blocks around a block of an unknown type', in: call });
});

sdkRequirement(`${ID}-007`, { operations: [CREATE], features: ['raw_events'] }, async (t) => {
  const call = await t.once(CREATE, { reply: json(message({ content: [UNKNOWN_BLOCK] })) });
  t.equal(objectOf(call.result().value).content, [UNKNOWN_BLOCK], { what: 'The block of an unknown type', in: call });
});

sdkRequirement(`${ID}-008`, { operations: [CREATE] }, async (t) =>
  returnsMessage(t, message({ stop_reason: 'x_bored' })),
);
sdkRequirement(`${ID}-009`, { operations: [RUN] }, async (t) => returnsRun(t, runResult({ stop_reason: 'x_bored' })));

sdkRequirement(`${ID}-010`, { operations: [CREATE] }, async (t) => {
  // What contract-vai 3.1 marks as always present, and nothing else; then the rest as null.
  const bare = { ...MESSAGE, content: MESSAGE.content.slice(1) };
  await returnsMessage(t, bare);
  await returnsMessage(t, { ...bare, stop_sequence: null, metadata: null });
});

sdkRequirement(`${ID}-011`, { operations: [RUN] }, async (t) => {
  const { steps, tool_call_count, turn_count, usage, stop_reason } = RUN_RESULT;
  await returnsRun(t, { steps, tool_call_count, turn_count, usage, stop_reason });
  const bare = steps.map(({ index, duration_ms }) => ({ index, duration_ms }));
  await returnsRun(t, { steps: bare, tool_call_count, turn_count, usage, stop_reason });
});

sdkRequirement(`${ID}-012`, { operations: [CREATE] }, async (t: SdkTrial) => {
  const call = await t.once(CREATE, { reply: json(message({ content: null })) });
  const value = objectOf(call.result().value);
  t.equal(value.id, MESSAGE.id, { what: 'The id of a message without content', in: call });
  t.that(
    value.content === undefined ||
      value.content === null ||
      (Array.isArray(value.content) && value.content.length === 0),
    {
      what: 'The content',
      in: call,
      expected: 'none',
      actual: JSON.stringify(value.content),
    },
  );
});

sdkRequirement(`${ID}-013`, { operations: [RUN] }, async (t) => {
  const results = [{ tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'ok' }], is_error: null, error: null }];
  const steps = [{ ...RUN_RESULT.steps[0], tool_results: results }, RUN_RESULT.steps[1]];
  await returnsRun(t, runResult({ steps }));
});

sdkRequirement(`${ID}-014`, { operations: [CREATE] }, async (t) => {
  for (const input of [TRICKY_INPUT, {}]) {
    const block = { type: 'tool_use', id: 'toolu_1', name: 'weather', input };
    const call = await t.once(CREATE, { reply: json(message({ content: [block] })) });
    const { content } = objectOf(call.result().value);
    // Free JSON: null is null here, and zero is zero.
    t.equal(Array.isArray(content) ? objectOf(content[0]).input : undefined, input, {
      what: "The tool's input",
      in: call,
    });
  }
});

sdkRequirement(`${ID}-015`, { operations: [CREATE] }, async (t) =>
  returnsMessage(t, message({ content: [{ type: 'text', text: WIDE_TEXT }] })),
);

sdkRequirement(`${ID}-016`, { operations: BLOCKING }, (t) =>
  t.each(async (op) => {
    await t.control(op);
    const page = { headers: { 'Content-Type': 'text/html' } };
    for (const reply of [
      text('so far, so good'),
      text('<html><body>ok</body></html>', page),
      text('{"id":', JSON_HEAD),
    ]) {
      const call = await t.once(op, { reply });
      t.kind(call, ['protocol', 'api', 'transport'], { what: 'The error for a 2xx body that is not JSON', in: call });
    }
  }),
);

sdkRequirement(`${ID}-017`, { operations: BLOCKING, errorFields: ['request_id'] }, (t) =>
  t.each(async (op) => {
    const call = await t.once(op, { reply: text('not json', { headers: { 'X-Request-ID': 'req_of_the_header' } }) });
    t.equal(call.error().request_id, 'req_of_the_header', { what: 'The request id of the error', in: call });
  }),
);

sdkRequirement(`${ID}-018`, { operations: BLOCKING }, (t) =>
  t.each(async (op) => {
    await t.control(op);
    const call = await t.once(op, { reply: text('', { headers: { 'Content-Type': 'application/json' } }) });
    t.kind(call, ['protocol', 'api', 'transport'], { what: 'The error for an empty 2xx body', in: call });
  }),
);

sdkRequirement(`${ID}-019`, { operations: CREATES }, (t) =>
  t.each(async (op) => {
    await t.control(op);
    const whole = Buffer.from(JSON.stringify(op === RUN ? { result: RUN_RESULT } : MESSAGE));
    for (const cut of [1, whole.length - 1]) {
      const head = headStep(200, { 'Content-Type': 'application/json', 'Content-Length': String(whole.length) });
      const call = await t.once(op, {
        reply: [head, { step: 'write', bytes: whole.subarray(0, cut) }, { step: 'truncate' }],
      });
      t.kind(call, ['transport', 'protocol'], {
        what: `The error for a body that breaks off after ${cut} bytes`,
        in: call,
      });
    }
  }),
);

sdkRequirement(`${ID}-020`, { operations: [RUN] }, async (t) => {
  await t.control(RUN);
  const call = await t.once(RUN, { reply: json({}) });
  t.kind(call, ['protocol', 'api'], { what: 'The error for a run without a result', in: call });
});

sdkRequirement(`${ID}-021`, { operations: [CREATE] }, async (t) => {
  for (const type of [
    'Application/JSON; Charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; x="a;b"',
  ]) {
    const call = await t.once(CREATE, { reply: json(MESSAGE, { headers: { 'Content-Type': type } }) });
    t.same('message', call.result().value, MESSAGE, { what: `The message sent as ${type}`, in: call });
  }
});

sdkRequirement(`${ID}-022`, { operations: [CREATE], resultFields: ['text'] }, async (t) => {
  const call = await t.once(CREATE, { reply: json(MESSAGE) });
  t.equal(call.result().text, 'One moment é漢😀', { what: 'The text of the message', in: call });
});

sdkRequirement(`${ID}-023`, { operations: BLOCKING, features: ['request_id'], resultFields: ['request_id'] }, (t) =>
  t.each(async (op) => {
    const body = op === LIST ? { models: MODELS } : op === RUN ? { result: RUN_RESULT } : MESSAGE;
    const call = await t.once(op, { reply: json(body, { headers: { 'X-Request-ID': 'req_of_the_header' } }) });
    t.equal(call.result().request_id, 'req_of_the_header', { what: 'The request id of the call', in: call });
  }),
);

sdkRequirement(`${ID}-024`, { operations: [CREATE] }, async (t) =>
  returnsMessage(
    t,
    message({ usage: { input_tokens: 9007199254740991, output_tokens: 4294967296, total_tokens: 2147483648 } }),
  ),
);

sdkRequirement(`${ID}-025`, { operations: [CREATE], features: ['raw_events'] }, async (t) => {
  const call = await t.once(CREATE, { reply: json(MESSAGE) });
  const { content } = objectOf(call.result().value);
  t.equal(Array.isArray(content) ? objectOf(content[0]).signature : undefined, 'c2lnbmVk', {
    what: 'The signature of the thinking block',
    in: call,
  });
});

sdkRequirement(`${ID}-026`, { operations: [CREATE] }, async (t) => {
  const said = message({ content: [{ type: 'text', text: 'é漢😀' }] });
  const whole = Buffer.from(JSON.stringify(said));
  const from = whole.indexOf('é');
  const call = await t.once(CREATE, {
    reply: program(async function* () {
      yield headStep(200, { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' });
      yield { step: 'write', bytes: whole.subarray(0, from) };
      for (const byte of whole.subarray(from)) {
        // So far apart that the SDK reads each for itself.
        await pause(APART_MS);
        yield { step: 'write', bytes: Uint8Array.of(byte) };
      }
      yield { step: 'end' };
    }),
  });
  t.same('message', call.result().value, said, { what: 'The message that came byte by byte', in: call });
});

sdkRequirement(`${ID}-027`, { operations: [LIST] }, async (t) => {
  const empty = await t.once(LIST, { reply: json({ models: [] }) });
  t.same('models', empty.result().value, { models: [] }, { what: 'An empty list of models', in: empty });
  const call = await t.once(LIST, { reply: json({ models: withStrangers(MODELS), x_page: 1 }) });
  t.same('models', call.result().value, { models: MODELS }, { what: 'Models with unknown members', in: call });
});

sdkRequirement(`${ID}-028`, { operations: [RUN] }, async (t) => {
  const { response: _none, ...unanswered } = RUN_RESULT;
  for (const stop_reason of ['max_turns', 'max_tool_calls', 'timeout', 'cancelled', 'error']) {
    await returnsRun(t, { ...unanswered, stop_reason });
  }
});

async function returnsMessage(t: SdkTrial, said: unknown, expected: unknown = said): Promise<void> {
  const call = await t.once(CREATE, { reply: bytes(Buffer.from(JSON.stringify(said)), JSON_HEAD) });
  t.same('message', call.result().value, expected, { what: 'The message', in: call });
}

async function returnsRun(t: SdkTrial, said: unknown, expected: unknown = said): Promise<void> {
  const call = await t.once(RUN, { reply: json({ result: said }) });
  t.same('run', call.result().value, expected, { what: 'The result of the run', in: call });
}
