/** Whether a gateway lives, is ready, and how it leaves. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { addressed, hello, helloRun } from './bodies.js';
import { changed } from './change.js';
import { MESSAGES, member, RUNS, RUNS_STREAM } from './client.js';
import { assertRefused, passes } from './control.js';
import { assertRefusedPlainly } from './refusal-kinds.js';

const draining = { profile: 'draining' };
const noToken = { Authorization: null };

function assertAlive(t: Trial, answer: Exchange): void {
  t.equal(answer.status, 200, { what: 'The status', in: answer });
  t.equal(answer.text.trim(), 'ok', { what: 'The body', in: answer });
  t.match(answer.header('content-type'), /^text\/plain\b/i, { what: 'The content type', in: answer });
  t.proved('200 ok');
}

/** The members that a readiness answer always has, of their types. */
function assertReadiness(t: Trial, answer: Exchange, status: number): void {
  t.equal(answer.status, status, { what: 'The status', in: answer });
  const body = answer.json();
  t.equal(member(body, 'ok'), status === 200, { what: 'ok', path: 'ok', in: answer });
  t.oneOf(member(body, 'auth_mode'), ['required', 'optional', 'disabled'], {
    what: 'auth_mode',
    path: 'auth_mode',
    in: answer,
  });
  for (const name of ['allowlist_enabled', 'limits_enabled']) {
    t.equal(typeof member(body, name), 'boolean', { what: `The type of ${name}`, path: name, in: answer });
  }
  t.proved(`${status} ${answer.text.trim()}`);
}

requirement('VAI-GW-HLT-001', {}, async (t) => assertAlive(t, await t.send({ path: '/healthz' })));
requirement('VAI-GW-HLT-002', { profile: 'auth-required' }, async (t: Trial) => {
  assertAlive(t, await t.send({ path: '/healthz', headers: noToken }));
});
requirement('VAI-GW-HLT-003', {}, async (t: Trial) => {
  const answer = await t.send({ path: '/readyz' });
  assertReadiness(t, answer, 200);
  const issues = member(answer.json(), 'issues');
  t.oneOf(issues, [undefined, []], { what: 'The issues of a ready gateway', path: 'issues', in: answer });
});
/** What it says of the gateway's settings. */
function says(profile: string, name: string, expected: unknown): void {
  requirement('VAI-GW-HLT-003', { profile, variant: `${name} ${String(expected)}` }, async (t: Trial) => {
    const answer = await t.send({ path: '/readyz' });
    assertReadiness(t, answer, 200);
    t.equal(member(answer.json(), name), expected, { what: name, path: name, in: answer });
  });
}
says('auth-required', 'auth_mode', 'required');
says('auth-optional', 'auth_mode', 'optional');
says('auth-disabled', 'auth_mode', 'disabled');
says('allowlist', 'allowlist_enabled', true);

requirement('VAI-GW-HLT-004', { profile: 'auth-required' }, async (t: Trial) => {
  assertReadiness(t, await t.send({ path: '/readyz', headers: noToken }), 200);
});

requirement('VAI-GW-HLT-005', draining, async (t: Trial) => {
  const answer = await t.send({ path: '/readyz' });
  assertReadiness(t, answer, 503);
  const issues = member(answer.json(), 'issues');
  const text = Array.isArray(issues) ? issues.join('; ') : undefined;
  t.match(text, /\S/, { what: 'The issues', path: 'issues', in: answer });
});

const refusedStream = { status: 529, type: 'overloaded_error', code: 'draining' };
const stream = { ...hello, stream: true };
requirement('VAI-GW-HLT-006', draining, async (t: Trial) => {
  await passes(t, { path: MESSAGES, json: addressed(t, hello), spends: true });
  assertRefusedPlainly(t, await t.send({ path: MESSAGES, json: addressed(t, stream) }), refusedStream);
});
requirement('VAI-GW-HLT-007', draining, async (t: Trial) => {
  await passes(t, { path: RUNS, json: addressed(t, helloRun), spends: true });
  assertRefusedPlainly(t, await t.send({ path: RUNS_STREAM, json: addressed(t, helloRun) }), refusedStream);
});
requirement('VAI-GW-HLT-008', draining, async (t: Trial) => {
  for (const request of [
    { path: MESSAGES, json: addressed(t, hello) },
    { path: RUNS, json: addressed(t, helloRun) },
  ]) {
    const answer = await passes(t, { ...request, spends: true });
    t.proved(`${answer.status} from ${request.path}`);
  }
});
requirement('VAI-GW-HLT-009', draining, async (t: Trial) => {
  const faulty = changed(addressed(t, stream), { 'messages[0].role': 'system' });
  assertRefusedPlainly(t, await t.send({ path: MESSAGES, json: addressed(t, stream) }), refusedStream);
  assertRefused(t, await t.send({ path: MESSAGES, json: faulty }), { param: 'messages[0].role' });
  assertRefused(t, await t.send({ path: RUNS_STREAM, json: changed(addressed(t, helloRun), { zeal: 1 }) }), {
    param: 'zeal',
  });
});
