/** The version of the protocol, as a header. */
import { requirement } from '../../requirement.js';
import { MESSAGES, RUNS, RUNS_STREAM } from './client.js';
import { assertRefused, type HeaderPatch } from './control.js';
import { letIn, showing } from './let-in.js';

const unsupported = { code: 'unsupported_version', param: 'X-VAI-Version' };
const version = (value: string | readonly string[] | null): HeaderPatch => ({ 'X-VAI-Version': value });

/** Version 1 is let in, and each of these is refused. */
function refuses(id: string, values: readonly (string | readonly string[])[]): void {
  requirement(id, {}, async (t) => {
    await letIn(t, version('1'));
    for (const value of values) assertRefused(t, await t.send(showing(t, MESSAGES, version(value))), unsupported);
  });
}

/** Each of these is let in. */
function serves(id: string, values: readonly (string | readonly string[] | null)[]): void {
  requirement(id, {}, async (t) => {
    for (const value of values) await letIn(t, version(value));
  });
}

serves('VAI-GW-VER-001', [null]);
serves('VAI-GW-VER-002', ['1']);
refuses('VAI-GW-VER-003', ['2', '0', '1.0', 'v1', '11']);
refuses('VAI-GW-VER-004', ['1, 2', '2, 1', '1,1,3']);
refuses('VAI-GW-VER-005', [
  ['1', '2'],
  ['2', '1'],
]);
serves('VAI-GW-VER-006', ['1, 1', '1,1', ['1', '1']]);
serves('VAI-GW-VER-007', ['', '  ']);

requirement('VAI-GW-VER-008', {}, async (t) => {
  for (const route of [RUNS, RUNS_STREAM] as const) {
    await letIn(t, version('1'), route);
    assertRefused(t, await t.send(showing(t, route, version('2'))), unsupported);
  }
});
requirement('VAI-GW-VER-009', { profile: 'auth-required' }, async (t) => {
  const noToken = { Authorization: null };
  const refusedToken = { status: 401, type: 'authentication_error' };
  assertRefused(t, await t.send(showing(t, MESSAGES, { ...version('1'), ...noToken })), refusedToken);
  assertRefused(t, await t.send(showing(t, MESSAGES, { ...version('2'), ...noToken })), unsupported);
});
