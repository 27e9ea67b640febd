/** The tools that a gateway runs by itself: which there are, how they are enabled and configured. */
import { requirement } from '../../requirement.js';
import { acceptedRun } from './acceptance.js';
import { addressed, clockTool, fetchRun, helloRun, offering, searchRun, UNCURATED } from './bodies.js';
import { RUNS } from './client.js';
import { assertRefused, passes, refused } from './control.js';
import { runRefusal } from './refusal.js';

const search = 'server_tool_config.vai_web_search';
const fetch = 'server_tool_config.vai_web_fetch';
const invalid = { code: 'run_validation_failed' };
const bothConfigs = { vai_web_search: { provider: 'tavily' }, vai_web_fetch: { provider: 'firecrawl' } };
const both = { ...searchRun, server_tools: ['vai_web_search', 'vai_web_fetch'], server_tool_config: bothConfigs };

runRefusal(
  'VAI-GW-RVAL-021',
  searchRun,
  [{ server_tools: 'vai_web_search' }, { server_tools: {} }, { 'server_tools[0]': 5 }],
  { param: 'server_tools' },
);
runRefusal('VAI-GW-RVAL-022', both, [{ 'server_tools[1]': '' }, { 'server_tools[1]': ' ' }]);
runRefusal('VAI-GW-RVAL-023', both, { 'server_tools[1]': 'vai_web_search' });
const byAlias = { request: helloRun.request, builtins: both.server_tools, server_tool_config: bothConfigs };
runRefusal('VAI-GW-RVAL-024', byAlias, [{ 'builtins[1]': '' }, { 'builtins[1]': ' ' }]);
runRefusal(
  'VAI-GW-RVAL-025',
  { ...both, builtins: both.server_tools },
  [{ builtins: ['vai_web_fetch'] }, { server_tools: ['vai_web_search'] }],
  { param: 'server_tools' },
);
acceptedRun('VAI-GW-RVAL-026', { ...both, builtins: ['vai_web_fetch', 'vai_web_search'] });
runRefusal('VAI-GW-RVAL-028', both, { 'server_tools[1]': 'vai_teleport' }, { code: 'unsupported_server_tool' });

runRefusal('VAI-GW-RVAL-030', searchRun, { [fetch]: { provider: 'firecrawl' } }, invalid);
runRefusal('VAI-GW-RVAL-031', searchRun, { [`${search}.zeal`]: 1 }, { ...invalid, param: search });
runRefusal(
  'VAI-GW-RVAL-032',
  searchRun,
  [{ [`${search}.max_results`]: 'all' }, { [`${search}.allowed_domains`]: 'example.com' }],
  { ...invalid, param: search },
);
runRefusal(
  'VAI-GW-RVAL-033',
  fetchRun,
  { [`${fetch}.format`]: 'pdf' },
  { ...invalid, param: [fetch, `${fetch}.format`] },
);
runRefusal('VAI-GW-RVAL-034', searchRun, [
  { server_tool_config: 'x' },
  { server_tool_config: [] },
  { server_tool_config: 5 },
]);
runRefusal('VAI-GW-RVAL-035', searchRun, [{ [search]: null }, { [search]: 'tavily' }, { [search]: [] }]);
runRefusal(
  'VAI-GW-RVAL-036',
  searchRun,
  [{ [`${search}.provider`]: 'nobody' }, { [`${search}.provider`]: 'firecrawl' }],
  { code: 'unsupported_tool_provider' },
);

const named = { 'request.tools': [{ ...clockTool, name: 'vai_web_search' }] };
runRefusal('VAI-GW-RVAL-040', searchRun, named, { ...invalid, param: ['tools[0].name', 'request.tools[0].name'] });
acceptedRun('VAI-GW-RVAL-052', {
  request: { ...offering({ type: 'web_search' }, { type: 'code_execution' }), model: UNCURATED },
});

/** `searchRun` without a provider in its config, so that only the keys can tell. */
const undecided = { ...searchRun, server_tool_config: { vai_web_search: {} } };
const undecidable = { code: 'tool_provider_missing', param: `${search}.provider` };
const TAVILY = 'X-Provider-Key-Tavily';
const EXA = 'X-Provider-Key-Exa';
const NO_KEYS = { [TAVILY]: null, [EXA]: null, 'X-Provider-Key-Firecrawl': null };

requirement('VAI-GW-RVAL-037', {}, async (t) => {
  await passes(t, { path: RUNS, json: addressed(t, searchRun), spends: true });
  const answer = await t.send({ path: RUNS, json: addressed(t, undecided), headers: NO_KEYS });
  assertRefused(t, answer, undecidable);
});

requirement('VAI-GW-RVAL-038', {}, async (t) => {
  const twoKeys = { [TAVILY]: 'canary-tavily', [EXA]: 'canary-exa' };
  await passes(t, { path: RUNS, json: addressed(t, searchRun), headers: twoKeys, spends: true });
  assertRefused(t, await t.send({ path: RUNS, json: addressed(t, undecided), headers: twoKeys }), undecidable);
});

for (const header of [TAVILY, EXA]) {
  requirement('VAI-GW-RVAL-039', { variant: header }, async (t) => {
    const oneKey = { ...NO_KEYS, [header]: 'canary-one-key' };
    const answer = await passes(t, { path: RUNS, json: addressed(t, undecided), headers: oneKey, spends: true });
    t.proved(`${answer.status} with ${header} alone`);
  });
}

/** The alias alone enables the tool: its config is taken, and its key is asked for. */
requirement('VAI-GW-RVAL-027', {}, async (t) => {
  const { server_tools, ...rest } = searchRun;
  const run = { path: RUNS, json: addressed(t, { ...rest, builtins: server_tools }), spends: true };
  const missing = { status: 401, type: 'authentication_error', code: 'provider_key_missing', param: TAVILY };
  await refused(t, { control: run, request: { ...run, headers: { [TAVILY]: null } }, ...missing });
});
