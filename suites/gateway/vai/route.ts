/** Paths and methods: what is where, and what is nowhere. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { addressed, hello, helloRun } from './bodies.js';
import { MESSAGES, MODELS, member, RUNS, RUNS_STREAM } from './client.js';
import { assertRefused, type Refusal } from './control.js';
import { assertLetIn, letIn, type Route, showing } from './let-in.js';

const any = { model: 'any' } as const;
const unknown: Refusal = { status: 404, type: 'not_found_error' };
const wrongMethod: Refusal = { status: 405, code: 'method_not_allowed' };

/** Asserts a 200 of this media type. */
function assertOk(t: Trial, answer: Exchange, mediaType: string): void {
  t.equal(answer.status, 200, { what: 'The status', in: answer });
  const type = answer.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  t.equal(type, mediaType, { what: 'The content type', in: answer });
}

requirement('VAI-GW-ROUTE-001', any, async (t) => {
  const answer = await t.send({ path: MESSAGES, json: addressed(t, hello), spends: true });
  assertOk(t, answer, 'application/json');
  t.equal(member(answer.json(), 'type'), 'message', { what: 'The type of the answer', path: 'type', in: answer });
});
requirement('VAI-GW-ROUTE-002', any, async (t) => {
  const answer = await t.send({ path: MESSAGES, json: addressed(t, { ...hello, stream: true }), spends: true });
  assertOk(t, answer, 'text/event-stream');
  assertSeen(t, answer, 'message_start');
});
requirement('VAI-GW-ROUTE-003', any, async (t) => {
  const answer = await t.send({ path: RUNS, json: addressed(t, helloRun), spends: true });
  assertOk(t, answer, 'application/json');
  t.oneOf(Array.isArray(member(answer.json(), 'result.messages')), [true], {
    what: 'result.messages as an array',
    in: answer,
  });
});
requirement('VAI-GW-ROUTE-004', any, async (t) => {
  const answer = await t.send({ path: RUNS_STREAM, json: addressed(t, helloRun), spends: true });
  assertOk(t, answer, 'text/event-stream');
  assertSeen(t, answer, 'run_start');
});
requirement('VAI-GW-ROUTE-005', {}, async (t) => {
  assertOk(t, await letIn(t, {}, MODELS), 'application/json');
});

function assertSeen(t: Trial, answer: Exchange, type: string): void {
  const types = answer.events.map((event) => event.type);
  t.that(types.includes(type), {
    what: 'The events of the stream',
    expected: `a ${type}`,
    actual: types.join(' '),
    in: answer,
  });
}

/** The request is let in where the path is right, and each of these paths does not exist. */
async function unknownPaths(t: Trial, route: Route, paths: readonly string[]): Promise<void> {
  await letIn(t, {}, route);
  for (const path of paths) assertRefused(t, await t.send({ ...showing(t, route), path }), unknown);
}

requirement('VAI-GW-ROUTE-006', {}, (t) =>
  unknownPaths(t, MESSAGES, ['/v1/nothing-here', '/nothing-here', '/v1/messages/1', '/v1', '/']),
);
requirement('VAI-GW-ROUTE-006', { variant: 'GET' }, (t) =>
  unknownPaths(t, MODELS, ['/v1/nothing-here', '/v1/models/1']),
);

function methods(id: string, route: Route, wrong: readonly string[]): void {
  requirement(id, {}, async (t) => {
    await letIn(t, {}, route);
    for (const method of wrong) assertRefused(t, await t.send({ path: route, method }), wrongMethod);
  });
}
methods('VAI-GW-ROUTE-007', MESSAGES, ['GET', 'PUT', 'DELETE', 'PATCH']);
methods('VAI-GW-ROUTE-008', RUNS, ['GET', 'PUT', 'DELETE', 'PATCH']);
methods('VAI-GW-ROUTE-009', RUNS_STREAM, ['GET', 'PUT', 'DELETE', 'PATCH']);
methods('VAI-GW-ROUTE-010', MODELS, ['POST', 'PUT', 'DELETE', 'PATCH']);

requirement('VAI-GW-ROUTE-011', {}, (t) => unknownPaths(t, MESSAGES, ['/v1/messages/']));
requirement('VAI-GW-ROUTE-012', {}, (t) => unknownPaths(t, MESSAGES, ['/v1/Messages', '/V1/messages']));

requirement('VAI-GW-ROUTE-013', {}, async (t) => {
  for (const query of ['?', '?stream=true&model=x', '?a=%20b', '?a=/v1/models']) {
    assertLetIn(t, await t.send({ ...showing(t), path: MESSAGES + query }));
  }
});
requirement('VAI-GW-ROUTE-014', {}, async (t) => {
  for (const path of ['/v1/%6Dessages', '/v1/message%73', '/%76%31/messages']) {
    assertLetIn(t, await t.send({ ...showing(t), path }));
  }
});
requirement('VAI-GW-ROUTE-015', {}, async (t) => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', null])
    await letIn(t, { 'Content-Type': type });
});
