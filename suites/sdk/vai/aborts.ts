import { setTimeout as pause } from 'node:timers/promises';
import { sdkRequirement } from '../requirement.js';
import { headStep, program, sse } from '../server/replies.js';
import type { CallOptions, SdkTrial } from '../trial.js';
import { abort, endedByAbort, holding, leaves, opening, silent } from './leaving.js';
import { moment } from './moment.js';
import { CREATES, POSTS, STREAMS } from './operations.js';

const ID = 'VAI-SDK-ABT';
const ABORT = { features: ['abort'] };
const HEAD_MS = 100;
const BURST = 2_000;
/** What an SDK may have been handing over while it was told. */
const HANDED_OVER = 64;
/** What runtimes print of a rejection or panic that nobody took. */
const UNHANDLED = /unhandled|never retrieved|never awaited|panicked at|^panic:/im;

sdkRequirement(`${ID}-001`, { ...ABORT, operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    const call = await t.once(op, { options: { abort: 'before' } });
    t.equal(call.requests.length, 0, { what: 'The number of requests after an abort before the call', in: call });
    endedByAbort(t, call);
  }),
);

sdkRequirement(`${ID}-002`, { ...ABORT, operations: CREATES }, (t) => t.each((op) => abortWaiting(t, op)));
sdkRequirement(`${ID}-003`, { ...ABORT, operations: STREAMS }, (t) => t.each((op) => abortWaiting(t, op)));

sdkRequirement(`${ID}-004`, { ...ABORT, operations: STREAMS }, (t) =>
  t.each(async (op) => {
    const running = await t.start(op, { reply: holding(opening(op)) });
    const request = await running.requested;
    await running.event(1);
    await abort(t, running);
    await leaves(t, request, 'after an abort inside the stream');
    await running.done;
  }),
);

sdkRequirement(`${ID}-005`, { ...ABORT, operations: CREATES }, (t) =>
  t.each(async (op) => {
    const { reply, begun } = halfBody();
    const running = await t.start(op, { reply });
    const request = await running.requested;
    await begun;
    await abort(t, running);
    await leaves(t, request, 'after an abort while the body came');
    await running.done;
  }),
);

sdkRequirement(`${ID}-006`, { ...ABORT, operations: POSTS }, (t) =>
  t.each(async (op) => {
    const waiting = await t.start(op, { reply: silent });
    await waiting.requested;
    await abort(t, waiting);
    endedByAbort(t, await waiting.done);
    if (!STREAMS.includes(op)) return;
    const reading = await t.start(op, { reply: holding(opening(op)) });
    await reading.event(1);
    await abort(t, reading);
    endedByAbort(t, await reading.done);
  }),
);

sdkRequirement(`${ID}-007`, { features: ['stop'], operations: STREAMS }, (t) =>
  t.each(async (op) => {
    const call = await stopped(t, op, { stop_after: 1 });
    await leaves(t, call.request, 'after the iteration was left', call);
  }),
);

sdkRequirement(`${ID}-008`, { features: ['stop'], operations: STREAMS }, (t) =>
  t.each(async (op) => {
    const call = await stopped(t, op, { stop_after: 1, stop_how: 'close' });
    await leaves(t, call.request, 'after the stream was closed', call);
  }),
);

sdkRequirement(`${ID}-009`, { features: ['stop'], operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await stopped(t, op, { stop_after: 1, then: 'close-twice' });
    t.equal(call.answer.type, 'result', { what: 'The answer to closing a stream twice', in: call });
    await leaves(t, call.request, 'after the stream was closed twice', call);
  }),
);

sdkRequirement(`${ID}-010`, { features: ['stop', 'final'], operations: STREAMS }, (t) =>
  t.each(async (op) => {
    const call = await stopped(t, op, { stop_after: 1, stop_how: 'close', then: 'final' });
    t.equal(call.lines.length > 0, true, { what: 'Whether events came before the stream was closed', in: call });
    t.proved(`the final value settled as ${call.answer.type}`);
  }),
);

sdkRequirement(`${ID}-011`, { features: ['stop'], operations: STREAMS }, (t) =>
  t.each(async (op) => {
    const call = await stopped(t, op, { stop_after: 1, stop_how: 'close', then: 'iterate-again' });
    t.equal(call.lines.length > 0, true, { what: 'Whether events came before the stream was closed', in: call });
    t.proved(`iterating again ended as ${call.answer.type}`);
  }),
);

sdkRequirement(`${ID}-012`, { features: ['abort', 'final'], operations: STREAMS }, (t) =>
  t.each(async (op) => {
    const running = await t.start(op, { reply: holding(opening(op)), options: { consume: 'final' } });
    await running.requested;
    await abort(t, running);
    endedByAbort(t, await running.done);
  }),
);

sdkRequirement(`${ID}-013`, { features: ['abort', 'share'], operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const server = await t.serve((request, index) =>
      index === 0 ? silent(request, index) : t.plainReply(op, request),
    );
    const client = { share: `abort-${op}-${t.seed}` };
    const running = await t.start(op, { server, client });
    await running.requested;
    await abort(t, running);
    await running.done;
    const next = await t.once(op, { server, client });
    next.result();
    t.equal(server.requests.length, 2, {
      what: 'The number of requests of the client that was aborted once',
      in: next,
    });
  }),
);

sdkRequirement(`${ID}-014`, { features: ['abort', 'share'], operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const go = moment();
    const server = await t.serve((request, index) =>
      index === 0
        ? holding(opening(op))(request, index)
        : program(async function* () {
            let said = 0;
            for await (const step of await t.plainReply(op, request)) {
              if (step.step === 'write' && said++ === 1) await go.has;
              yield step;
            }
          }),
    );
    const client = { share: `abort-one-${op}-${t.seed}` };
    const leaving = await t.start(op, { server, client });
    await leaving.event(1);
    const staying = await t.start(op, { server, client });
    await staying.event(1);
    await abort(t, leaving);
    await leaving.done;
    go.come();
    const call = await staying.done;
    call.result();
    t.that(call.lines.length > 1, {
      what: 'The stream beside the one that was aborted',
      in: call,
      expected: 'all its events',
      actual: `${call.lines.length} events`,
    });
  }),
);

sdkRequirement(`${ID}-016`, { ...ABORT, operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const moments: CallOptions['options'][] = [
      { abort: 'before' },
      { abort: { after_events: 1 } },
      { abort: { after_events: 1 }, ...(t.has('final', op) ? { consume: 'both' } : {}) },
    ];
    for (const options of moments) {
      await t.once(op, { reply: holding(opening(op)), ...(options === undefined ? {} : { options }) });
    }
    const running = await t.start(op, { reply: silent });
    await running.requested;
    await abort(t, running);
    await running.done;
    const call = await t.control(op);
    const complaint = UNHANDLED.exec(t.stderr())?.[0];
    t.equal(complaint, undefined, { what: 'What stderr says of errors that nobody took', in: call });
  }),
);

sdkRequirement(`${ID}-017`, { ...ABORT, operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    // Pings may be hidden: the burst is of an event that every SDK hands over.
    const again = opening(op)[1] ?? { type: 'ping' };
    const frames = [...opening(op), ...Array.from({ length: BURST }, () => again)];
    const call = await t.once(op, { reply: sse(frames, { split: 'one' }), options: { abort: { after_events: 1 } } });
    endedByAbort(t, call);
    t.that(call.lines.length <= HANDED_OVER, {
      what: `The number of events after an abort at the first of ${BURST} that had come`,
      in: call,
      expected: `at most ${HANDED_OVER}`,
      actual: String(call.lines.length),
    });
  }),
);

/** Aborts an operation whose request has arrived and is not answered; its connection is closed. */
async function abortWaiting(t: SdkTrial, op: string): Promise<void> {
  const running = await t.start(op, { reply: silent });
  const request = await running.requested;
  await abort(t, running);
  await leaves(t, request, 'after an abort before the answer');
  await running.done;
}

/** A stream that goes on for ever, of which the SDK's user takes the first event. */
async function stopped(t: SdkTrial, op: string, options: NonNullable<CallOptions['options']>) {
  const call = await t.once(op, { reply: holding(opening(op)), options });
  t.equal(call.requests.length, 1, { what: 'The number of requests', in: call });
  return call;
}

/** A JSON answer of which half comes; `begun` resolves when that half was written. */
function halfBody(): { reply: NonNullable<CallOptions['reply']>; begun: Promise<void> } {
  const begun = moment();
  return {
    begun: begun.has,
    reply: (request) =>
      program(async function* () {
        yield headStep(200, { 'Content-Type': 'application/json', 'Content-Length': '500' });
        yield { step: 'write', bytes: Buffer.from('{"id":"msg_1","type"') };
        // That the head has come no SDK tells: it is given the time for it.
        await pause(HEAD_MS);
        begun.come();
        await request.left;
        yield { step: 'truncate' };
      }),
  };
}
