import { sdkRequirement } from '../requirement.js';
import { text } from '../server/replies.js';
import type { CallOptions, ScriptServer, SdkTrial } from '../trial.js';
import { holding, leaves, opening, settles } from './leaving.js';
import { CALLS, CREATES, POSTS, STREAMS } from './operations.js';

const ID = 'VAI-SDK-CONN';
const ALONE = { features: ['share'], alone: true } as const;
/** Over all operations of a test; of each there are still more than a pool keeps. */
const CALLS_IN_ALL = 200;
/** A pool may keep a connection for each call that was under way at once, and some that are just closing. */
const POOL = 24;

sdkRequirement(`${ID}-001`, { ...ALONE, operations: CREATES }, (t: SdkTrial) =>
  t.each(async (op) => {
    const server = await t.serve((request) => t.plainReply(op, request));
    await many(t, op, server, {}, 'result');
    await settles(t, server, POOL, 'many calls');
  }),
);

sdkRequirement(`${ID}-002`, { ...ALONE, operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const server = await t.serve((request) => t.plainReply(op, request));
    await many(t, op, server, {}, 'result');
    await settles(t, server, POOL, 'many streams');
  }),
);

sdkRequirement(`${ID}-003`, { features: ['share', 'stop'], alone: true, operations: STREAMS }, (t) =>
  t.each(async (op) => {
    const server = await t.serve(holding(opening(op)));
    await many(t, op, server, { options: { stop_after: 1 } }, 'result');
    for (const request of server.requests) await leaves(t, request, 'of a stream that was left early');
    // Not 0: undici opens a connection anew for each that it closed by an abort, and keeps that one for the next call.
    await settles(t, server, POOL, 'many streams that were left early');
  }),
);

sdkRequirement(`${ID}-004`, { ...ALONE, operations: POSTS }, (t) =>
  t.each(async (op) => {
    const page = `<html>${'x'.repeat(64 * 1024)}</html>`;
    const server = await t.serve(text(page, { status: 502, headers: { 'Content-Type': 'text/html' } }));
    await many(t, op, server, {}, 'error');
    await settles(t, server, POOL, 'many errors');
  }),
);

sdkRequirement(`${ID}-005`, { ...ALONE, operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const server = await t.serve((request) => t.plainReply(op, request));
    const client = { share: `reuse-${op}-${t.seed}` };
    for (let call = 0; call < 20; call++) (await t.once(op, { server, client })).result();
    t.that(server.connections.total <= 10, {
      what: 'The connections of twenty calls, one after the other',
      expected: 'at most 10',
      actual: String(server.connections.total),
      hint: 'Keep one HTTP client for each SDK client, and read bodies to their end.',
    });
  }),
);

sdkRequirement(`${ID}-007`, { ...ALONE, operations: CREATES }, (t: SdkTrial) =>
  t.each(async (op) => {
    const server = await t.serve((request) => t.plainReply(op, request));
    const share = `closing-${op}-${t.seed}`;
    (await t.once(op, { server, client: { share } })).result();
    await t.once('forget', { server, client: { share } });
    await settles(t, server, 0, 'the client was closed');
  }),
);

/** So many calls on one client, some at a time; each must end as said. */
async function many(
  t: SdkTrial,
  op: string,
  server: ScriptServer,
  options: CallOptions,
  end: 'result' | 'error',
): Promise<void> {
  const client = { share: `many-${op}-${t.id}-${t.seed}` };
  const calls = Math.ceil(CALLS_IN_ALL / t.operations.length);
  await t.all(
    Array.from({ length: calls }, (_, index) => index),
    async (index) => {
      const call = await t.once(op, { ...options, server, client });
      t.equal(call.answer.type, end, { what: `The end of call ${index + 1}`, in: call });
    },
  );
  t.equal(server.requests.length, calls, { what: 'The number of requests' });
}
