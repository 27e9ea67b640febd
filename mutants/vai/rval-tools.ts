import { isObject, listOf, misreadsBody, objectOf, type When } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';
import { body, configOf, someConfig } from './runs.js';

const { all, asked, at, coded, serves } = lies;

const searchKeys = ['provider', 'max_results', 'allowed_domains', 'blocked_domains', 'country', 'language'];
const fetchKeys = ['provider', 'format', 'allowed_domains', 'blocked_domains'];

const strangeKey: When = someConfig((config, tool) => {
  const known = tool === 'vai_web_fetch' ? fetchKeys : searchKeys;
  return isObject(config) && Object.keys(config).some((each) => !known.includes(each));
});
const strangeFormat = configOf(
  'vai_web_fetch',
  ({ format }) => typeof format === 'string' && !['text', 'markdown', 'html'].includes(format),
);
const namesTwice: When = body(({ server_tools: list }) => new Set(listOf(list)).size < listOf(list).length);
/** The providers of a search whose keys are sent. */
const searchers = (ask: Parameters<When>[0]) =>
  ['tavily', 'exa'].filter((name) => ask.request.header(`x-provider-key-${name}`)?.trim());

/** Server tools and their configs. */
export const rvalTools = mutantsOf('VAI-GW-RVAL', [
  ['021', 'takes-one-server-tool-as-text', 'Takes server_tools that are no list of texts.', serves(at('server_tools'))],
  [
    '022',
    'skips-blank-server-tools',
    'Leaves blank server tools out.',
    serves(
      all(
        at(/^server_tools\[\d+\]$/),
        asked(
          body(({ server_tools: list }) => listOf(list).some((each) => typeof each === 'string' && each.trim() === '')),
        ),
      ),
    ),
  ],
  [
    '023',
    'counts-server-tools-once',
    'Leaves repeated server tools out.',
    serves(all(at(/^server_tools\[\d+\]$/), asked(namesTwice))),
  ],
  ['024', 'skips-blank-builtins', 'Leaves blank builtins out.', serves(at(/^builtins\[\d+\]$/))],
  [
    '025',
    'prefers-server-tools',
    'Leaves builtins out where they differ from server_tools.',
    serves(all(at('server_tools'), asked(body(({ builtins }) => Array.isArray(builtins))))),
  ],
  [
    '026',
    'wants-builtins-in-order',
    'Refuses server_tools and builtins in different order.',
    lies.refuses(
      body(
        ({ builtins, server_tools }) =>
          Array.isArray(builtins) && Array.isArray(server_tools) && builtins.join() !== server_tools.join(),
      ),
      'server_tools',
    ),
  ],
  [
    '027',
    'forgets-builtins',
    'Does not read builtins.',
    misreadsBody(
      body(({ builtins, server_tools }) => builtins !== undefined && server_tools === undefined),
      ({ builtins: _gone, ...rest }) => rest,
    ),
  ],
  [
    '028',
    'unknown-server-tool-has-no-code',
    'Refuses an unknown server tool without the code.',
    lies.dropsCode(coded('unsupported_server_tool')),
  ],
  [
    '030',
    'ignores-configs-of-other-tools',
    'Drops the config of a tool that is not enabled.',
    serves(
      all(
        coded('run_validation_failed'),
        asked(
          body(({ server_tools: list, builtins, server_tool_config: config }) =>
            Object.keys(objectOf(config)).some((each) => ![...listOf(list), ...listOf(builtins)].includes(each)),
          ),
        ),
      ),
    ),
  ],
  [
    '031',
    'ignores-unknown-keys-of-server-tool-configs',
    'Drops keys of a server tool config that it does not know.',
    serves(all(coded('run_validation_failed'), asked(strangeKey))),
  ],
  [
    '032',
    'breaks-down-over-server-tool-configs',
    'Answers 500 to a server tool config value of the wrong type.',
    lies.crashes(
      all(
        coded('run_validation_failed'),
        asked(
          someConfig(
            (config) =>
              isObject(config) && Object.entries(config).some(([name, value]) => wrongConfigValue(name, value)),
          ),
        ),
      ),
    ),
  ],
  [
    '033',
    'takes-markdown-for-unknown-formats',
    'Takes markdown where the fetch format does not exist.',
    serves(all(coded('run_validation_failed'), asked(strangeFormat))),
  ],
  [
    '034',
    'ignores-configs-that-are-lists',
    'Drops a server_tool_config that is no object.',
    serves(at('server_tool_config')),
  ],
  [
    '035',
    'ignores-configs-that-are-text',
    'Drops the config of a tool that is no object.',
    serves(all(at(/^server_tool_config\.[a-z_]+$/), asked(someConfig((config) => !isObject(config))))),
  ],
  [
    '036',
    'searches-by-another-provider',
    'Takes a provider of its own where the one that is asked for does not exist.',
    serves(coded('unsupported_tool_provider')),
  ],
  [
    '037',
    'searches-by-nobody',
    'Enables a tool that has neither provider nor key.',
    serves(all(coded('tool_provider_missing'), (_fault, ask) => searchers(ask).length === 0)),
  ],
  [
    '038',
    'picks-one-of-two-keys',
    'Picks a provider where two keys are sent.',
    serves(all(coded('tool_provider_missing'), (_fault, ask) => searchers(ask).length > 1)),
  ],
  [
    '039',
    'infers-no-provider',
    'Asks for a provider though one key tells which.',
    lies.refuses(
      (ask) =>
        lies.anyRun(ask) &&
        searchers(ask).length === 1 &&
        namedTools(ask).some((tool) => objectOf(objectOf(ask.body.server_tool_config)[tool]).provider === undefined),
      'server_tool_config.vai_web_search.provider',
    ),
  ],
  [
    '040',
    'collision-is-any-function',
    'Refuses a function tool that hides a server tool as if it were any other.',
    lies.misreports(all(coded('run_validation_failed'), at(/tools\[\d+\]\.name$/)), ({ error }) => ({
      error: { ...error, code: 'unsupported_function_tool' },
    })),
  ],
]);

function wrongConfigValue(name: string, value: unknown): boolean {
  if (name === 'max_results') return !Number.isInteger(value);
  if (name.endsWith('_domains')) return !Array.isArray(value) || value.some((each) => typeof each !== 'string');
  return typeof value !== 'string';
}

function namedTools(ask: Parameters<When>[0]): readonly string[] {
  return [...listOf(ask.body.server_tools), ...listOf(ask.body.builtins)].filter((each) => typeof each === 'string');
}
