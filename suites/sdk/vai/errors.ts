import { sdkRequirement } from '../requirement.js';
import { json, text } from '../server/replies.js';
import type { SdkTrial } from '../trial.js';
import { CREATES, POSTS, STREAMS } from './operations.js';

export const ID = 'VAI-SDK-ERR';

/** Requirement, status and type of contract-vai 6.3. */
export const TYPES = [
  ['001', 400, 'invalid_request_error'],
  ['002', 401, 'authentication_error'],
  ['003', 403, 'permission_error'],
  ['004', 404, 'not_found_error'],
  ['005', 429, 'rate_limit_error'],
  ['006', 500, 'api_error'],
  ['007', 529, 'overloaded_error'],
] as const;

export const MESSAGE = 'the model is not served here';

/** An error envelope with these members beside type and message. */
export function refusal(status: number, type: string, members: Readonly<Record<string, unknown>> = {}, headers = {}) {
  return json({ error: { type, message: MESSAGE, ...members } }, { status, headers });
}

for (const [number, status, type] of TYPES) {
  sdkRequirement(`${ID}-${number}`, { operations: CREATES, errorFields: ['type'] }, (t: SdkTrial) =>
    t.each(async (op) => {
      const call = await t.once(op, { reply: refusal(status, type) });
      t.equal(t.kind(call, ['api']).type, type, { what: `The type of the error for a ${status}`, in: call });
    }),
  );
}

sdkRequirement(`${ID}-008`, { operations: CREATES, errorFields: ['type'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [status, type] of [
      [502, 'provider_error'],
      [504, 'api_error'],
      [408, 'api_error'],
    ] as const) {
      const call = await t.once(op, { reply: refusal(status, type) });
      t.equal(t.kind(call, ['api']).type, type, { what: `The type of the error for a ${status}`, in: call });
    }
  }),
);

sdkRequirement(`${ID}-009`, { operations: CREATES }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const status of [402, 405, 418, 451, 503, 599]) {
      t.kind(await t.once(op, { reply: refusal(status, 'api_error') }), ['api'], { what: `The error for a ${status}` });
    }
  }),
);

sdkRequirement(`${ID}-010`, { operations: CREATES, errorFields: ['message'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { reply: refusal(400, 'invalid_request_error') });
    says(t, t.kind(call, ['api']).message, MESSAGE);
  }),
);

/** Requirement, field of the error, and what the envelope says there. */
const MEMBERS = [
  ['011', 'param', 'messages[0].content'],
  ['012', 'code', 'unsupported_version'],
  ['013', 'request_id', 'req_of_the_body'],
  ['015', 'retry_after', 7],
  ['019', 'provider_error', { type: 'x', nested: [1, { two: null }] }],
  ['020', 'compat_issues', [{ severity: 'error', param: 'tools[0]', code: 'unsupported_tool', message: 'no' }]],
] as const;

for (const [number, field, value] of MEMBERS) {
  sdkRequirement(`${ID}-${number}`, { operations: CREATES, errorFields: [field] }, (t: SdkTrial) =>
    t.each(async (op) => {
      const headers = { 'X-Request-ID': 'req_of_the_header', 'Retry-After': '99' };
      const call = await t.once(op, { reply: refusal(429, 'rate_limit_error', { [field]: value }, headers) });
      t.equal(t.kind(call, ['api'])[field], value, { what: `\`${field}\` of the error`, in: call });
    }),
  );
}

sdkRequirement(`${ID}-014`, { operations: CREATES, errorFields: ['request_id'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, {
      reply: refusal(400, 'invalid_request_error', {}, { 'X-Request-ID': 'req_of_the_header' }),
    });
    t.equal(t.kind(call, ['api']).request_id, 'req_of_the_header', { what: 'The request id of the error', in: call });
  }),
);

sdkRequirement(`${ID}-016`, { operations: CREATES, errorFields: ['retry_after'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { reply: refusal(429, 'rate_limit_error', {}, { 'Retry-After': '17' }) });
    t.equal(t.kind(call, ['api']).retry_after, 17, { what: 'The retry hint of the error', in: call });
  }),
);

sdkRequirement(`${ID}-017`, { operations: CREATES, errorFields: ['retry_after'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [when, most] of [
      [new Date(Date.now() + 60_000), 61],
      [new Date(0), 0],
    ] as const) {
      const call = await t.once(op, {
        reply: refusal(429, 'rate_limit_error', {}, { 'Retry-After': when.toUTCString() }),
      });
      const { retry_after } = t.kind(call, ['api']);
      const sound =
        retry_after === null || retry_after === undefined || (Number(retry_after) >= 0 && Number(retry_after) <= most);
      t.that(sound, {
        what: 'The retry hint of a Retry-After that is a date',
        in: call,
        expected: `nothing, or 0 to ${most} seconds`,
        actual: String(retry_after),
      });
    }
  }),
);

sdkRequirement(`${ID}-018`, { operations: CREATES, errorFields: ['http_status'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [, status, type] of TYPES) {
      const call = await t.once(op, { reply: refusal(status, type) });
      t.equal(t.kind(call, ['api']).http_status, status, { what: 'The status of the error', in: call });
    }
  }),
);

sdkRequirement(`${ID}-030`, { operations: CREATES, errorFields: ['retryable'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const retryable = ['rate_limit_error', 'api_error', 'overloaded_error'];
    for (const [, status, type] of TYPES) {
      const call = await t.once(op, { reply: refusal(status, type) });
      t.equal(t.kind(call, ['api']).retryable, retryable.includes(type), {
        what: `\`retryable\` of ${type}`,
        in: call,
      });
    }
  }),
);

sdkRequirement(`${ID}-031`, { operations: STREAMS, errorFields: ['type', 'message'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [, status, type] of TYPES) {
      const call = await t.once(op, { reply: refusal(status, type) });
      const error = t.kind(call, ['api']);
      t.equal(error.type, type, { what: `The type of a stream's error for a ${status}`, in: call });
      says(t, error.message, MESSAGE);
      t.equal(call.events.length, 0, { what: 'The number of events', in: call });
    }
  }),
);

sdkRequirement(`${ID}-045`, { operations: ['models.list'], errorFields: ['type', 'message'] }, async (t: SdkTrial) => {
  for (const [, status, type] of TYPES) {
    const call = await t.once('models.list', { client: { max_retries: 0 }, reply: refusal(status, type) });
    const error = t.kind(call, ['api']);
    t.equal(error.type, type, { what: `The type of the error for a ${status}`, in: call });
    says(t, error.message, MESSAGE);
  }
});

sdkRequirement(`${ID}-046`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const gone = await t.serve(json({}));
    await gone.close();
    const calls = [
      await t.once(op, { reply: refusal(400, 'invalid_request_error') }),
      await t.once(op, { reply: text('not json') }),
      await t.once(op, { baseUrl: gone.origin }),
    ];
    for (const call of calls) {
      const error = t.kind(call, ['api', 'protocol', 'transport']);
      t.equal(error.own, true, { what: `\`own\` of the error of kind ${error.kind} (${error.class})`, in: call });
    }
  }),
);

sdkRequirement(`${ID}-047`, { operations: CREATES, errorFields: ['message'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const wide = 'é 漢字 😀 \u2028 "quoted" \\ <b>';
    const call = await t.once(op, { reply: refusal(400, 'invalid_request_error', { message: wide }) });
    says(t, t.kind(call, ['api']).message, wide);
  }),
);

/** An SDK may say more than the gateway did, but what the gateway said must be in it. */
export function says(t: SdkTrial, actual: unknown, expected: string): void {
  t.that(typeof actual === 'string' && actual.includes(expected), {
    what: 'The message of the error',
    expected: `a text that contains ${JSON.stringify(expected)}`,
    actual: JSON.stringify(actual) ?? 'absent',
  });
}

sdkRequirement(`${ID}-039`, { operations: CREATES }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    const envelope = { error: { type: 'api_error', message: MESSAGE } };
    const call = await t.once(op, { reply: json(envelope) });
    t.equal(call.answer.type, 'error', { what: 'The answer to an error envelope in a 200', in: call });
    t.that(call.requests.length > 0, { what: 'The request', in: call, expected: 'one', actual: 'none arrived' });
  }),
);
