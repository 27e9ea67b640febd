/** How many requests one client may send in a second. */
import { setTimeout as pause } from 'node:timers/promises';
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { MESSAGES, MODELS, member } from './client.js';
import type { HeaderPatch } from './control.js';
import { assertLetIn, type Route, showing } from './let-in.js';
import { assertLimited, assertRetryAfter } from './refusal-kinds.js';

const rate = { profile: 'rate', alone: true } as const;

/** So many requests at once, each of which shows whether it was let in. */
function burst(t: Trial, count: number, headers: HeaderPatch = {}, route: Route = MESSAGES): Promise<Exchange[]> {
  const one = () => t.send({ ...showing(t, route, headers), limits: true });
  return Promise.all(Array.from({ length: count }, one));
}

/** Spends the whole burst, and returns the answers that were refused for it: at least one. */
async function overTheLimit(t: Trial, headers: HeaderPatch = {}): Promise<Exchange[]> {
  const size = t.subject.settingNumber('rate_limit_burst');
  const started = performance.now();
  const answers = await burst(t, 2 * size + 1, headers);
  const refilled = Math.ceil(((performance.now() - started) / 1_000) * t.subject.settingNumber('rate_limit_rps'));
  const refused = answers.filter(({ status }) => status === 429);
  for (const answer of answers) if (answer.status !== 429) assertLetIn(t, answer);
  const least = size + 1 - refilled;
  t.that(refused.length >= Math.max(1, least), {
    what: `How many of ${answers.length} requests at once were refused`,
    expected: `at least ${Math.max(1, least)}`,
    actual: String(refused.length),
  });
  for (const answer of refused) assertLimited(t, answer);
  // An earlier test may have left nothing of the rate; what is not limited then shows that not everything is refused.
  if (refused.length === answers.length) {
    const health = await t.send({ path: '/healthz', limits: true });
    t.equal(health.status, 200, { what: 'The status of /healthz while requests are over the limit', in: health });
  }
  return refused;
}

requirement('VAI-GW-RATE-001', rate, async (t) => {
  await overTheLimit(t);
});
requirement('VAI-GW-RATE-002', rate, async (t) => {
  for (const answer of await overTheLimit(t)) assertRetryAfter(t, answer);
});

requirement('VAI-GW-RATE-003', rate, async (t) => {
  for (const answer of await burst(t, t.subject.settingNumber('rate_limit_burst'))) assertLetIn(t, answer);
});
requirement('VAI-GW-RATE-004', rate, async (t) => {
  const spare = t.subject.keys.spare ?? t.skip('needs-configuration', 'needs a second gateway key');
  await overTheLimit(t);
  const size = t.subject.settingNumber('rate_limit_burst');
  for (const answer of await burst(t, size, { Authorization: `Bearer ${spare}` })) assertLetIn(t, answer);
});
requirement('VAI-GW-RATE-005', rate, async (t) => {
  await overTheLimit(t);
  for (let i = 0; i < 4; i++) {
    const health = await t.send({ path: '/healthz', limits: true });
    t.equal([health.status, health.text.trim()], [200, 'ok'], { what: 'The answer of /healthz', in: health });
    const ready = await t.send({ path: '/readyz', limits: true });
    t.equal(member(ready.json(), 'ok'), true, { what: 'ok in the answer of /readyz', path: 'ok', in: ready });
  }
});
requirement('VAI-GW-RATE-006', { ...rate, waits: true }, async (t) => {
  const [refused] = await overTheLimit(t);
  if (!refused) return t.broken('No request was refused.');
  await pause(assertRetryAfter(t, refused) * 1_000, undefined, { signal: t.signal });
  assertLetIn(t, await t.send({ ...showing(t), limits: true }));
});
requirement('VAI-GW-RATE-007', rate, async (t) => {
  const unknown = { Authorization: 'Bearer vai_sk_of_nobody' };
  const size = t.subject.settingNumber('rate_limit_burst');
  for (const answer of await burst(t, size + 1, unknown, MODELS)) {
    t.equal(answer.status, 401, { what: 'The status for an unknown token', in: answer });
  }
  for (const answer of await burst(t, size, {}, MODELS)) assertLetIn(t, answer, MODELS);
});
