import { sdkRequirement } from '../requirement.js';
import { json } from '../server/replies.js';
import type { CallOptions, SdkTrial } from '../trial.js';
import { MESSAGES, RUNS, STREAMS } from './operations.js';

const ID = 'VAI-SDK-RETRY';
const LIST = 'models.list';
const RETRYING = { operations: [LIST], features: ['retries'] };

/** A refusal by the gateway; `retry_after` 0 so that whoever repeats it does so at once. */
const refusal = (status: number, type: string) => json({ error: { type, message: 'not now' } }, { status });
const LIMITED = json(
  { error: { type: 'rate_limit_error', message: 'rate limit exceeded', retry_after: 0 } },
  { status: 429, headers: { 'Retry-After': '0' } },
);
const PASSING = [
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [503, 'overloaded_error'],
  [529, 'overloaded_error'],
] as const;

sdkRequirement(`${ID}-001`, { operations: MESSAGES }, (t: SdkTrial) =>
  t.each((op) => sentOnce(t, op, { reply: LIMITED }, 'a 429')),
);

sdkRequirement(`${ID}-002`, { operations: ['messages.create'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [status, type] of PASSING.slice(1))
      await sentOnce(t, op, { reply: refusal(status, type) }, `a ${status}`);
  }),
);

sdkRequirement(`${ID}-003`, { operations: RUNS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [status, type] of PASSING) await sentOnce(t, op, { reply: refusal(status, type) }, `a ${status}`);
  }),
);

sdkRequirement(`${ID}-004`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [status, type] of PASSING.slice(1))
      await sentOnce(t, op, { reply: refusal(status, type) }, `a ${status}`);
  }),
);

sdkRequirement(`${ID}-005`, { operations: [...MESSAGES, ...RUNS], inBrowser: false }, (t: SdkTrial) =>
  t.each((op) => sentOnce(t, op, { reply: [{ step: 'reset' }] }, 'a reset')),
);

sdkRequirement(`${ID}-006`, RETRYING, async (t: SdkTrial) => {
  for (const [status, type] of PASSING) {
    const plain = await t.control(LIST);
    const call = await t.once(LIST, {
      client: { max_retries: 2 },
      reply: (request, index) => (index === 0 ? refusal(status, type) : t.plainReply(LIST, request)),
    });
    t.equal(call.result().value, plain.result().value, { what: `The models after one ${status}`, in: call });
    t.equal(call.requests.length, 2, { what: `The number of requests after one ${status}`, in: call });
  }
});

sdkRequirement(`${ID}-007`, RETRYING, async (t: SdkTrial) => {
  const call = await t.once(LIST, { client: { max_retries: 2 }, reply: LIMITED });
  t.kind(call, ['api']);
  t.equal(call.requests.length, 3, { what: 'The number of requests with max_retries 2', in: call });
});

sdkRequirement(`${ID}-008`, RETRYING, async (t: SdkTrial) => {
  const call = await t.once(LIST, { client: { max_retries: 0 }, reply: LIMITED });
  t.kind(call, ['api']);
  t.equal(call.requests.length, 1, { what: 'The number of requests with max_retries 0', in: call });
});

sdkRequirement(`${ID}-009`, RETRYING, async (t: SdkTrial) => {
  for (const [status, type] of [
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [404, 'not_found_error'],
  ] as const) {
    const call = await t.once(LIST, { client: { max_retries: 2 }, reply: refusal(status, type) });
    t.kind(call, ['api']);
    t.equal(call.requests.length, 1, { what: `The number of requests after a ${status}`, in: call });
  }
});

sdkRequirement(`${ID}-010`, RETRYING, async (t: SdkTrial) => {
  const call = await t.once(LIST, { client: { max_retries: 1 }, reply: LIMITED });
  t.equal(
    call.requests.map((request) => request.header('authorization')),
    [`Bearer ${t.keys.gateway}`, `Bearer ${t.keys.gateway}`],
    { what: 'Authorization of both attempts', in: call },
  );
});

sdkRequirement(`${ID}-011`, { ...RETRYING, waits: true }, async (t: SdkTrial) => {
  const call = await t.once(LIST, {
    client: { max_retries: 1 },
    reply: (request, index) =>
      index === 0
        ? json(
            { error: { type: 'rate_limit_error', message: 'rate limit exceeded', retry_after: 1 } },
            { status: 429, headers: { 'Retry-After': '1' } },
          )
        : t.plainReply(LIST, request),
  });
  call.result();
  const [first, second] = call.requests;
  const waited = (second?.at ?? 0) - (first?.at ?? 0);
  t.that(waited >= 990, {
    what: 'The pause before the second attempt',
    in: call,
    expected: 'at least the second that Retry-After asks for',
    actual: second === undefined ? 'no second attempt' : `${Math.round(waited)} ms`,
  });
});

/** The operation fails with the reply's error, and exactly one request arrived. */
async function sentOnce(t: SdkTrial, op: string, { reply }: CallOptions, after: string): Promise<void> {
  const call = await t.once(op, reply === undefined ? {} : { reply });
  t.equal(call.answer.type, 'error', { what: `The answer after ${after}`, in: call });
  t.equal(call.requests.length, 1, {
    what: `The number of requests after ${after}`,
    in: call,
    hint: 'A POST is the caller’s to repeat: hand over the error with its retry hint.',
  });
}
