/** Which browsers are let in, and what they may send and see. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { addressed, hello, helloRun } from './bodies.js';
import { MESSAGES, MODELS, RUNS, RUNS_STREAM } from './client.js';
import { assertRefused, type HeaderPatch } from './control.js';
import { letIn, showing } from './let-in.js';

const cors = { profile: 'cors' };
const STRANGER = 'https://stranger.example';
const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';
const noToken = { Authorization: null };
const missing = { status: 401, type: 'authentication_error' };

/** The first of the origins that the gateway lets in. */
const origin = (t: Trial) => t.subject.setting('cors_origins').split(',')[0]?.trim() ?? '';

/** Asks, as a browser does, whether a page of this origin may send a request with these headers. */
function preflight(
  t: Trial,
  from: string,
  headers: readonly string[] = [],
  path: string = MESSAGES,
): Promise<Exchange> {
  const asked: HeaderPatch = headers.length > 0 ? { 'Access-Control-Request-Headers': headers.join(', ') } : {};
  return t.send({
    method: 'OPTIONS',
    path,
    headers: { ...noToken, Origin: from, 'Access-Control-Request-Method': 'POST', ...asked },
  });
}

/** The names in a list header, in lower case. */
function namesIn(answer: Exchange, header: string): string[] {
  const names = answer.headerAll(header).join(',').toLowerCase().split(',');
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

function assertHeader(t: Trial, answer: Exchange, name: string, expected: string | undefined): void {
  t.equal(answer.header(name), expected, { what: `The header ${name}`, in: answer });
  t.proved(`${answer.status} with ${name} ${expected ?? 'absent'}`);
}

function assertGranted(t: Trial, answer: Exchange, from: string): void {
  // To a browser any status of success will do.
  t.oneOf(answer.status, [200, 204], { what: 'The status of the preflight', in: answer });
  assertHeader(t, answer, ALLOW_ORIGIN, from);
}

/** Asserts that the named entries are in a list header. */
function assertNames(t: Trial, answer: Exchange, header: string, expected: readonly string[]): void {
  const names = namesIn(answer, header);
  const absent = expected.filter((name) => !names.includes(name.toLowerCase()));
  t.equal(absent, [], { what: `What is missing in ${header}`, in: answer });
  t.proved(`${header}: ${names.join(', ')}`);
}

requirement('VAI-GW-CORS-001', cors, async (t) => {
  for (const from of t.subject.setting('cors_origins').split(','))
    assertGranted(t, await preflight(t, from.trim()), from.trim());
});
requirement('VAI-GW-CORS-002', cors, async (t) => {
  assertNames(t, await preflight(t, origin(t)), 'Access-Control-Allow-Methods', ['GET', 'POST', 'OPTIONS']);
});

const ALLOWED = ['Authorization', 'content-type', 'X-VAI-VERSION', 'x-provider-key-anthropic', 'X-Provider-Key-Tavily'];
requirement('VAI-GW-CORS-003', cors, async (t) => {
  const answer = await preflight(t, origin(t), ALLOWED);
  assertGranted(t, answer, origin(t));
  assertNames(t, answer, 'Access-Control-Allow-Headers', ALLOWED);
});
requirement('VAI-GW-CORS-004', cors, async (t) => {
  const answer = await preflight(t, origin(t), ['Authorization', 'X-Not-Allowed', 'Cookie']);
  assertGranted(t, answer, origin(t));
  const granted = namesIn(answer, 'Access-Control-Allow-Headers');
  // A gateway may name all that it allows, asked for or not.
  const forbidden = granted.filter((name) => ['x-not-allowed', 'cookie', '*'].includes(name));
  t.equal(forbidden, [], { what: 'The headers granted that are not allowed', in: answer });
  t.proved(`granted: ${granted.join(', ')}`);
});
requirement('VAI-GW-CORS-005', cors, async (t) => {
  const answer = await preflight(t, origin(t), ['X-Provider-Key-VertexAI']);
  assertNames(t, answer, 'Access-Control-Allow-Headers', ['X-Provider-Key-VertexAI']);
});
requirement('VAI-GW-CORS-006', cors, async (t) => {
  assertGranted(t, await preflight(t, origin(t)), origin(t));
  const near = [`${origin(t)}.evil.example`, origin(t).replace('https:', 'http:'), origin(t).replace('//', '//sub.')];
  for (const from of [STRANGER, ...near, 'null']) {
    const answer = await preflight(t, from);
    assertHeader(t, answer, ALLOW_ORIGIN, undefined);
  }
});
requirement('VAI-GW-CORS-007', cors, async (t) => {
  if (t.subject.setting('auth_mode') === 'required')
    assertRefused(t, await t.send(showing(t, MESSAGES, noToken)), missing);
  assertGranted(t, await preflight(t, origin(t)), origin(t));
});
requirement('VAI-GW-CORS-008', cors, async (t) => {
  for (const path of [RUNS, RUNS_STREAM, MODELS, '/healthz', '/v1/nothing-here']) {
    assertGranted(t, await preflight(t, origin(t), ['Authorization'], path), origin(t));
  }
});

requirement('VAI-GW-CORS-009', cors, async (t) => {
  for (const from of t.subject.setting('cors_origins').split(',')) {
    assertHeader(t, await letIn(t, { Origin: from.trim() }, MODELS), ALLOW_ORIGIN, from.trim());
  }
});
requirement('VAI-GW-CORS-010', cors, async (t) => {
  assertNames(t, await letIn(t, { Origin: origin(t) }, MODELS), 'Vary', ['Origin']);
  assertNames(t, await preflight(t, origin(t)), 'Vary', ['Origin']);
});
requirement('VAI-GW-CORS-011', cors, async (t) => {
  const answer = await letIn(t, { Origin: origin(t) }, MODELS);
  assertNames(t, answer, 'Access-Control-Expose-Headers', ['X-Request-ID', 'X-Input-Tokens', 'X-Output-Tokens']);
});
requirement('VAI-GW-CORS-012', cors, async (t) => {
  assertHeader(t, await letIn(t, { Origin: origin(t) }, MODELS), ALLOW_ORIGIN, origin(t));
  for (const from of [STRANGER, `${origin(t)}.evil.example`, 'null']) {
    assertNoCors(t, await letIn(t, { Origin: from }, MODELS));
    assertNoCors(t, await letIn(t, { Origin: from }));
  }
});

function assertNoCors(t: Trial, answer: Exchange): void {
  const found = answer.headers.map(([name]) => name.toLowerCase()).filter((name) => name.startsWith('access-control-'));
  t.equal(found, [], { what: 'The CORS headers of the answer', in: answer });
  t.proved(`${answer.status} without CORS headers`);
}

requirement('VAI-GW-CORS-013', cors, async (t) => {
  const granted = await preflight(t, origin(t), ALLOWED);
  assertGranted(t, granted, origin(t));
  const answers = [granted, await preflight(t, STRANGER, ALLOWED)];
  for (const from of [origin(t), STRANGER, null])
    answers.push(await letIn(t, { Origin: from }, MODELS), await letIn(t, { Origin: from }));
  for (const answer of answers) {
    t.oneOf(answer.header(ALLOW_ORIGIN), [undefined, origin(t)], { what: `The header ${ALLOW_ORIGIN}`, in: answer });
    assertHeader(t, answer, 'Access-Control-Allow-Credentials', undefined);
  }
});
requirement('VAI-GW-CORS-014', cors, async (t) => {
  const from: HeaderPatch = { Origin: origin(t) };
  const unknownToken = { Authorization: 'Bearer vai_sk_of_nobody' };
  const cases = [
    { request: showing(t, MESSAGES, from), refusal: { param: 'model' } },
    ...(t.subject.setting('auth_mode') === 'disabled'
      ? []
      : [{ request: showing(t, MESSAGES, { ...from, ...unknownToken }), refusal: missing }]),
    { request: showing(t, MESSAGES, { ...from, 'X-VAI-Version': '9' }), refusal: { code: 'unsupported_version' } },
    { request: { path: '/v1/nothing-here', headers: from }, refusal: { status: 404, type: 'not_found_error' } },
    { request: { path: MESSAGES, headers: from }, refusal: { status: 405, code: 'method_not_allowed' } },
  ];
  for (const { request, refusal } of cases) {
    const answer = await t.send(request);
    assertRefused(t, answer, refusal);
    assertHeader(t, answer, ALLOW_ORIGIN, origin(t));
    assertNames(t, answer, 'Access-Control-Expose-Headers', ['X-Request-ID']);
  }
});
requirement('VAI-GW-CORS-015', { ...cors, model: 'any' }, async (t) => {
  const bodies = { [MESSAGES]: { ...hello, stream: true }, [RUNS_STREAM]: helloRun };
  for (const [path, body] of Object.entries(bodies)) {
    const answer = await t.send({ path, json: addressed(t, body), headers: { Origin: origin(t) }, spends: true });
    t.oneOf(
      answer.events.some(({ type }) => type === 'message_start' || type === 'run_start'),
      [true],
      { what: 'An event stream in the answer', in: answer },
    );
    assertHeader(t, answer, ALLOW_ORIGIN, origin(t));
    assertNames(t, answer, 'Vary', ['Origin']);
  }
});
requirement('VAI-GW-CORS-016', {}, async (t) => {
  if (t.subject.setting('cors_origins') !== '') t.skip('needs-configuration', 'needs a target without cors_origins');
  assertNoCors(t, await letIn(t, { Origin: STRANGER }, MODELS));
  const refused = await preflight(t, STRANGER, ALLOWED);
  assertNoCors(t, refused);
});
requirement('VAI-GW-CORS-017', cors, async (t) => {
  const answer = await preflight(t, origin(t));
  assertGranted(t, answer, origin(t));
  assertHeader(t, answer, 'Access-Control-Max-Age', '600');
});
requirement('VAI-GW-CORS-018', cors, async (t) => {
  const options = { method: 'OPTIONS', headers: { Origin: origin(t) } };
  assertGranted(t, await preflight(t, origin(t)), origin(t));
  assertRefused(t, await t.send({ ...options, path: MESSAGES }), { status: 405, code: 'method_not_allowed' });
  assertRefused(t, await t.send({ ...options, path: '/v1/nothing-here' }), { status: 404, type: 'not_found_error' });
});
requirement('VAI-GW-CORS-019', cors, async (t) => {
  const granted = await preflight(t, origin(t));
  assertGranted(t, granted, origin(t));
  const statuses = [granted.status, (await preflight(t, STRANGER)).status];
  t.equal(statuses, [204, 403], {
    what: 'The statuses of a preflight of an allowed and of another origin',
    in: granted,
  });
});
