import { sdkRequirement } from '../requirement.js';
import { headStep, program, sseHead, write } from '../server/replies.js';
import type { CallOptions, SdkTrial } from '../trial.js';
import { holding, leaves, opening, silent } from './leaving.js';
import { CREATES, STREAMS } from './operations.js';

const ID = 'VAI-SDK-TIME';
const TIMEOUT = { features: ['timeout'], waits: true } as const;
/** Far longer than a request takes on loopback, and short enough to wait for. */
const LIMIT_MS = 400;
/** A stream that talks in steps well below the limit, for nearly twice as long. */
const STEP_MS = 120;
const STEPS = 6;
const CLIENT = { timeout_ms: LIMIT_MS };

sdkRequirement(`${ID}-001`, { ...TIMEOUT, operations: CREATES }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { client: CLIENT, reply: silent });
    t.kind(call, ['timeout']);
    t.that(call.tookMs < LIMIT_MS * 10, {
      what: 'The time until the timeout',
      in: call,
      expected: `about ${LIMIT_MS} ms`,
      actual: `${Math.round(call.tookMs)} ms`,
    });
  }),
);

sdkRequirement(`${ID}-002`, { ...TIMEOUT, operations: CREATES }, (t) =>
  t.each(async (op) => {
    const call = await t.once(op, { client: CLIENT, reply: silent });
    t.kind(call, ['timeout']);
    await leaves(t, call.request, 'after a timeout', call);
  }),
);

sdkRequirement(`${ID}-003`, { ...TIMEOUT, operations: CREATES }, (t) =>
  t.each(async (op) => {
    const body = Buffer.from(JSON.stringify({ id: 'msg_1', content: 'x'.repeat(200) }));
    const call = await t.once(op, { client: CLIENT, reply: dripping(body) });
    t.kind(call, ['timeout'], { what: 'The end of a call whose answer drips for longer than its time', in: call });
  }),
);

sdkRequirement(`${ID}-004`, { ...TIMEOUT, operations: CREATES }, (t) =>
  t.each(async (op) => {
    const call = await t.once(op, { client: CLIENT, reply: silent });
    t.kind(call, ['timeout']);
    t.equal(call.requests.length, 1, { what: 'The number of requests after a timeout', in: call });
  }),
);

sdkRequirement(`${ID}-005`, { ...TIMEOUT, operations: ['models.list'] }, async (t) => {
  const call = await t.once('models.list', { client: { ...CLIENT, max_retries: 0 }, reply: silent });
  t.kind(call, ['timeout']);
});

sdkRequirement(`${ID}-006`, { ...TIMEOUT, features: ['timeout', 'share'], operations: CREATES }, (t: SdkTrial) =>
  t.each(async (op) => {
    const server = await t.serve((request, index) =>
      index === 0 ? silent(request, index) : t.plainReply(op, request),
    );
    const client = { ...CLIENT, share: `timeout-${op}-${t.seed}` };
    t.kind(await t.once(op, { server, client }), ['timeout']);
    const next = await t.once(op, { server, client });
    next.result();
    t.equal(next.requests.length, 1, { what: 'The number of requests after the one that timed out', in: next });
  }),
);

sdkRequirement(`${ID}-007`, { operations: STREAMS, waits: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    if (t.described.streamTimeout === 'total')
      t.skip('capability-not-declared', 'the timeout of streams is a total one');
    const call = await t.once(op, { client: CLIENT, reply: talking(t, op, () => write({ type: 'ping' })) });
    call.result();
    t.that(call.tookMs > LIMIT_MS, {
      what: 'The stream',
      in: call,
      expected: 'longer than the limit',
      actual: 'shorter',
    });
  }),
);

sdkRequirement(`${ID}-008`, { features: ['stream_timeout'], operations: STREAMS, waits: true }, (t) =>
  t.each(async (op) => {
    const reply: CallOptions['reply'] = t.described.streamTimeout === 'headers' ? silent : holding(opening(op));
    const call = await t.once(op, { client: CLIENT, ...(reply === undefined ? {} : { reply }) });
    t.kind(call, ['timeout'], { what: 'The end of a stream that is silent', in: call });
    await leaves(t, call.request, 'after a stream timed out', call);
  }),
);

sdkRequirement(`${ID}-009`, { features: ['stream_timeout'], operations: STREAMS, waits: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    if (t.described.streamTimeout !== 'idle')
      t.skip('capability-not-declared', 'the timeout of streams is not an idle one');
    for (const sign of [write({ type: 'ping' }), write(': still here\n\n')]) {
      const call = await t.once(op, { client: CLIENT, reply: talking(t, op, () => sign) });
      call.result();
      t.equal(call.requests.length, 1, { what: 'The number of requests', in: call });
    }
  }),
);

/** A JSON answer that comes a byte at a time, for far longer than the limit. */
function dripping(body: Uint8Array): CallOptions['reply'] {
  return (request) =>
    program(async function* () {
      yield headStep(200, { 'Content-Type': 'application/json', 'Content-Length': String(body.byteLength) });
      for (const [index, byte] of body.entries()) {
        if (request.hasLeft) return;
        yield { step: 'write', bytes: Uint8Array.of(byte) };
        yield { step: 'wait', until: (index + 1) * (LIMIT_MS / 8) };
      }
      yield { step: 'end' };
    });
}

/** The plain stream of an operation, with a sign of life in steps before it, for longer than the limit in all. */
function talking(t: SdkTrial, op: string, sign: () => ReturnType<typeof write>): CallOptions['reply'] {
  return (request) =>
    program(async function* () {
      yield sseHead();
      for (let step = 1; step <= STEPS; step++) {
        yield sign();
        yield { step: 'wait', until: step * STEP_MS };
      }
      for await (const step of await t.plainReply(op, request)) if (step.step !== 'head') yield step;
    });
}
