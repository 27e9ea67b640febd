/** Server tools outside a run: what the reference implementation shows, and no specification yet (D-30). */
import { requirement } from '../../requirement.js';
import type { Trial } from '../../trial.js';
import type { Body } from './bodies.js';
import { ABSENT, type Change, changed } from './change.js';
import { EXECUTE, execute, member } from './client.js';
import { assertRefused, type Refusal } from './control.js';

const scripted = { model: 'scripted' } as const;
const search: Body = {
  tool: 'vai_web_search',
  input: { query: 'noon' },
  server_tool_config: { vai_web_search: { provider: 'tavily' } },
};
const playing = (scenario: string) => ({ headers: { 'X-VAI-Scenario': scenario } });

/** The search that every refusal of this chapter differs from: it is answered with one text block. */
async function searched(t: Trial): Promise<string> {
  const answer = await execute(t, search, playing('search-once'));
  t.equal(answer.status, 200, { what: 'The status', in: answer });
  const content = member(answer.json(), 'content');
  t.equal(Array.isArray(content) && content.length, 1, { what: 'The number of blocks', path: 'content', in: answer });
  t.equal(member(answer.json(), 'content[0].type'), 'text', {
    what: 'The type of the block',
    path: 'content[0].type',
    in: answer,
  });
  const text = member(answer.json(), 'content[0].text');
  t.match(text, /^\{/, { what: 'The text of the block', path: 'content[0].text', in: answer });
  return text;
}

/** A search passes; with each of these changes it is refused. */
function refuses(id: string, change: Change | readonly Change[], expected: Refusal = {}): void {
  requirement(id, scripted, async (t) => {
    await searched(t);
    for (const one of [change].flat()) {
      const answer = await execute(t, changed(search, one));
      assertRefused(t, answer, { param: Object.keys(one)[0] ?? null, ...expected });
    }
  });
}

requirement('VAI-GW-STX-001', scripted, async (t) => {
  const found: unknown = JSON.parse(await searched(t));
  t.equal(member(found, 'provider'), 'tavily', { what: 'The provider in the result', path: 'provider' });
  t.oneOf(Array.isArray(member(found, 'results')), [true], { what: 'A list of results', path: 'results' });
});
refuses('VAI-GW-STX-002', [{ tool: ABSENT }, { tool: ' ' }, { input: ABSENT }, { input: null }]);
refuses('VAI-GW-STX-003', [{ zeal: 1 }, { server_tools: [] }]);
refuses(
  'VAI-GW-STX-004',
  { tool: 'vai_teleport' },
  { code: 'unsupported_server_tool', param: ['tool', 'server_tools[0]'] },
);
requirement('VAI-GW-STX-005', scripted, async (t) => {
  await searched(t);
  const answer = await execute(t, search, { headers: { 'X-Provider-Key-Tavily': null } });
  assertRefused(t, answer, {
    status: 401,
    type: 'authentication_error',
    code: 'provider_key_missing',
    param: 'X-Provider-Key-Tavily',
  });
});
refuses('VAI-GW-STX-006', [{ 'input.query': ABSENT }, { 'input.query': ' ' }, { 'input.query': 5 }], {
  code: 'run_validation_failed',
  param: ['query', 'input', 'input.query'],
});
requirement('VAI-GW-STX-007', scripted, async (t) => {
  await searched(t);
  const answer = await execute(t, search, playing('tool-fails'));
  assertRefused(t, answer, { status: 500, type: 'api_error', code: 'tool_provider_error' });
});
requirement('VAI-GW-STX-008', scripted, async (t) => {
  await searched(t);
  for (const method of ['GET', 'PUT', 'DELETE']) {
    assertRefused(t, await t.send({ method, path: EXECUTE }), { status: 405, code: 'method_not_allowed' });
  }
});
