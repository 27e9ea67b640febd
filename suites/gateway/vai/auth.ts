/** Who may come in: the gateway's token, in three modes. */
import { requirement } from '../../requirement.js';
import type { Trial } from '../../trial.js';
import { addressed, hello } from './bodies.js';
import { EXECUTE, MESSAGES, MODELS, RUNS, RUNS_STREAM } from './client.js';
import { assertRefused, type HeaderPatch, passes, type Refusal } from './control.js';
import { letIn, type Route, showing } from './let-in.js';
import { assertRefusedPlainly } from './refusal-kinds.js';

const required = { profile: 'auth-required' };
const optional = { profile: 'auth-optional' };
const disabled = { profile: 'auth-disabled' };
const refused: Refusal = { status: 401, type: 'authentication_error' };
const missing: Refusal = { ...refused, param: 'Authorization' };

const bearer = (token: string, scheme = 'Bearer'): HeaderPatch => ({ Authorization: `${scheme} ${token}` });
const noToken: HeaderPatch = { Authorization: null };
const unknownToken = bearer('vai_sk_of_nobody');

/** The key that the subject accepts; without one, a test about known tokens has nothing to send. */
function knownKey(t: Trial): string {
  return t.subject.keys.gateway ?? t.skip('needs-configuration', 'needs the gateway key: set VAI_GATEWAY_API_KEY');
}

/** With the usual headers the request is let in; with each of these instead it is refused. */
async function refuses(
  t: Trial,
  patches: readonly HeaderPatch[],
  expected: Refusal,
  route: Route = MESSAGES,
): Promise<void> {
  await letIn(t, {}, route);
  for (const patch of patches) assertRefused(t, await t.send(showing(t, route, patch)), expected);
}

requirement('VAI-GW-AUTH-001', required, async (t) => {
  const request = { path: MESSAGES, json: addressed(t, hello), spends: true };
  await passes(t, request);
  assertRefused(t, await t.send({ ...request, headers: noToken }), missing);
});
requirement('VAI-GW-AUTH-002', required, async (t) => {
  const request = { path: MESSAGES, json: addressed(t, hello), spends: true };
  await passes(t, request);
  assertRefused(t, await t.send({ ...request, headers: unknownToken }), refused);
});
requirement('VAI-GW-AUTH-003', required, async (t) => {
  await letIn(t, bearer(knownKey(t)));
});

requirement('VAI-GW-AUTH-004', optional, async (t) => {
  await letIn(t, noToken);
});
requirement('VAI-GW-AUTH-005', optional, async (t) => {
  await letIn(t, noToken);
  assertRefused(t, await t.send(showing(t, MESSAGES, unknownToken)), refused);
});
requirement('VAI-GW-AUTH-006', optional, async (t) => {
  await letIn(t, bearer(knownKey(t)));
});
requirement('VAI-GW-AUTH-007', disabled, async (t) => {
  await letIn(t, noToken);
});
requirement('VAI-GW-AUTH-008', disabled, async (t) => {
  for (const patch of [unknownToken, { Authorization: 'Basic dXNlcjpwYXNz' }, { Authorization: 'Bearer ' }])
    await letIn(t, patch);
});

requirement('VAI-GW-AUTH-009', required, async (t) => {
  for (const scheme of ['bearer', 'BEARER', 'bEaReR']) await letIn(t, bearer(knownKey(t), scheme));
});
requirement('VAI-GW-AUTH-010', optional, async (t) => {
  await letIn(t, noToken);
  for (const value of ['Basic dXNlcjpwYXNz', 'Token vai_sk_of_nobody']) {
    assertRefused(t, await t.send(showing(t, MESSAGES, { Authorization: value })), refused);
  }
});
requirement('VAI-GW-AUTH-011', required, (t) =>
  refuses(t, [{ Authorization: 'Bearer ' }, { Authorization: 'Bearer' }], refused),
);
requirement('VAI-GW-AUTH-012', required, async (t) => {
  const key = knownKey(t);
  const swapped = key.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  const nearly = [
    `${key}x`,
    key.slice(0, -1),
    `x${key}`,
    key.slice(1),
    `${key.slice(0, -1)}~`,
    `${key},${key}`,
    swapped,
  ];
  await refuses(
    t,
    nearly.filter((token) => token !== key && token !== '').map((token) => bearer(token)),
    refused,
  );
});
requirement('VAI-GW-AUTH-013', required, async (t) => {
  await refuses(t, [noToken], missing);
  for (const body of ['{', '', '[]']) {
    assertRefused(t, await t.send({ method: 'POST', path: MESSAGES, body, headers: noToken }), missing);
  }
});

const onRoute = (id: string, route: Route) =>
  requirement(id, required, (t) => refuses(t, [noToken, unknownToken], refused, route));
onRoute('VAI-GW-AUTH-014', RUNS);
requirement('VAI-GW-AUTH-015', required, async (t) => {
  await letIn(t, {}, RUNS_STREAM);
  assertRefusedPlainly(t, await t.send(showing(t, RUNS_STREAM, noToken)), missing);
});
onRoute('VAI-GW-AUTH-016', MODELS);
onRoute('VAI-GW-AUTH-017', EXECUTE);

requirement('VAI-GW-AUTH-018', required, async (t) => {
  await letIn(t, { Authorization: `Bearer   ${knownKey(t)}` });
});
requirement('VAI-GW-AUTH-019', required, async (t) => {
  const key = knownKey(t);
  await letIn(t);
  for (const header of ['X-API-Key', 'Api-Key', 'X-Authorization', 'X-VAI-API-Key', 'Proxy-Authorization', 'Cookie']) {
    const value = header === 'Proxy-Authorization' ? `Bearer ${key}` : header === 'Cookie' ? `api_key=${key}` : key;
    assertRefused(t, await t.send(showing(t, MESSAGES, { ...noToken, [header]: value })), missing);
  }
  for (const name of ['api_key', 'key', 'token', 'access_token', 'Authorization']) {
    const request = showing(t, MESSAGES, noToken);
    const query = `?${name}=${encodeURIComponent(key)}`;
    assertRefused(t, await t.send({ ...request, path: request.path + query }), missing);
  }
});
