import { isObject, type JsonObject, listOf, misreadsBody, objectOf, type When } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const { all, asked, at, coded, serves } = lies;

const body =
  (fits: (body: JsonObject) => boolean): When =>
  (ask) =>
    lies.anyRun(ask) && fits(ask.body);
const option = (fits: (run: JsonObject) => boolean): When => body(({ run }) => fits(objectOf(run)));
const configOf = (tool: string, fits: (config: JsonObject) => boolean): When =>
  body(({ server_tool_config: config }) => fits(objectOf(objectOf(config)[tool])));
const someConfig = (fits: (config: unknown, tool: string) => boolean): When =>
  body(({ server_tool_config: config }) => Object.entries(objectOf(config)).some(([tool, each]) => fits(each, tool)));

const runKeys = ['max_turns', 'max_tool_calls', 'max_tokens', 'timeout_ms', 'parallel_tools', 'tool_timeout_ms'];
const searchKeys = ['provider', 'max_results', 'allowed_domains', 'blocked_domains', 'country', 'language'];
const fetchKeys = ['provider', 'format', 'allowed_domains', 'blocked_domains'];
const below = (name: string, least: number) =>
  all(at(`run.${name}`), asked(option((run) => Number(run[name]) < least)));
const above = (name: string, most: number) => all(at(`run.${name}`), asked(option((run) => Number(run[name]) > most)));
const refusesValue = (name: string, value: number) =>
  lies.refuses(
    option((run) => run[name] === value),
    `run.${name}`,
  );

const strangeKey: When = someConfig((config, tool) => {
  const known = tool === 'vai_web_fetch' ? fetchKeys : searchKeys;
  return isObject(config) && Object.keys(config).some((each) => !known.includes(each));
});
const strangeFormat = configOf(
  'vai_web_fetch',
  ({ format }) => typeof format === 'string' && !['text', 'markdown', 'html'].includes(format),
);
const namesTwice: When = body(({ server_tools: list }) => new Set(listOf(list)).size < listOf(list).length);
const toolKeys = (ask: Parameters<When>[0]) =>
  ['tavily', 'exa', 'firecrawl'].filter((name) => ask.request.header(`x-provider-key-${name}`)?.trim());
const prefixed: lies.Suspect = (fault) => fault.param?.startsWith('request.') === true;
const unprefixed = (suspect: lies.Suspect) =>
  lies.misreports(all(prefixed, suspect), ({ error, param }) => ({
    error: { ...error, param: param?.replace(/^request\./, '') },
  }));
const takesFunctions = all(coded('unsupported_function_tool'));

export const rval = mutantsOf('VAI-GW-RVAL', [
  [
    '001',
    'ignores-unknown-keys-of-runs',
    'Drops keys of a run that it does not know.',
    serves(
      (fault, ask) =>
        lies.anyRun(ask) &&
        fault.param !== undefined &&
        fault.param in ask.body &&
        !['request', 'run', 'server_tools', 'server_tool_config', 'builtins'].includes(fault.param),
    ),
    { source: 'REQ-01' },
  ],
  [
    '002',
    'runs-nothing',
    'Takes a run without a request.',
    serves(all(at('request'), asked(body(({ request }) => request === undefined)))),
  ],
  [
    '003',
    'runs-null',
    'Takes a run whose request is null.',
    serves(all(at('request'), asked(body(({ request }) => request === null)))),
  ],
  [
    '004',
    'breaks-down-over-text-for-request',
    'Answers 500 to a run whose request is no object.',
    lies.crashes(asked(body(({ request }) => request !== undefined && request !== null && !isObject(request)))),
    { source: 'D-01' },
  ],
  ['005', 'streams-inside-runs', 'Takes a run whose request asks for a stream.', serves(at('request.stream'))],
  [
    '006',
    'takes-no-turns-for-the-default',
    'Takes a max_turns below 1 for the default.',
    serves(below('max_turns', 1)),
  ],
  ['007', 'knows-no-most-turns', 'Takes any number of turns.', serves(above('max_turns', 64))],
  ['008', 'stops-at-63-turns', 'Refuses the greatest max_turns that is allowed.', refusesValue('max_turns', 64)],
  [
    '009',
    'takes-no-calls-for-the-default',
    'Takes a max_tool_calls below 1 for the default.',
    serves(below('max_tool_calls', 1)),
  ],
  ['010', 'knows-no-most-calls', 'Takes any number of tool calls.', serves(above('max_tool_calls', 256))],
  [
    '011',
    'wants-two-calls-at-least',
    'Refuses the least max_tool_calls that is allowed.',
    refusesValue('max_tool_calls', 1),
  ],
  ['012', 'runs-for-a-moment', 'Takes a timeout_ms below a second.', serves(below('timeout_ms', 1000))],
  ['013', 'runs-forever', 'Takes a timeout_ms of any length.', serves(above('timeout_ms', 300_000))],
  [
    '014',
    'wants-more-than-a-second',
    'Refuses the least timeout_ms that is allowed.',
    refusesValue('timeout_ms', 1000),
  ],
  ['015', 'gives-tools-a-moment', 'Takes a tool_timeout_ms below a second.', serves(below('tool_timeout_ms', 1000))],
  [
    '016',
    'waits-for-tools-forever',
    'Takes a tool_timeout_ms of any length.',
    serves(above('tool_timeout_ms', 60_000)),
  ],
  [
    '017',
    'wants-less-than-a-minute',
    'Refuses the greatest tool_timeout_ms that is allowed.',
    refusesValue('tool_timeout_ms', 60_000),
  ],
  [
    '018',
    'ignores-unknown-run-options',
    'Drops run options that it does not know.',
    serves(all(at(/^run/), asked(option((run) => Object.keys(run).some((each) => !runKeys.includes(each)))))),
  ],
  [
    '019',
    'breaks-down-over-run-options',
    'Answers 500 to a run option of the wrong type.',
    lies.crashes(
      all(
        at(/^run/),
        asked(
          option((run) =>
            Object.entries(run).some(
              ([name, value]) => runKeys.includes(name) && !Number.isInteger(value) && typeof value !== 'boolean',
            ),
          ),
        ),
      ),
    ),
  ],
  [
    '020',
    'refuses-null-options',
    'Refuses run options of null.',
    lies.refuses(
      body(({ run }) => run === null),
      'run',
    ),
  ],
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
    serves(all(coded('tool_provider_missing'), (_fault, ask) => toolKeys(ask).length === 0)),
  ],
  [
    '038',
    'picks-one-of-two-keys',
    'Picks a provider where two keys are sent.',
    serves(all(coded('tool_provider_missing'), (_fault, ask) => toolKeys(ask).length > 1)),
  ],
  [
    '039',
    'infers-no-provider',
    'Asks for a provider though one key tells which.',
    lies.refuses(
      (ask) =>
        lies.anyRun(ask) &&
        toolKeys(ask).length === 1 &&
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
  ['041', 'calls-functions-of-the-caller', 'Takes function tools that it cannot run.', serves(takesFunctions)],
  [
    '042',
    'names-functions-without-prefix',
    'Names a function tool as if there were no run around its request.',
    unprefixed(coded('unsupported_function_tool')),
    { source: 'D-08' },
  ],
  [
    '043',
    'names-requests-without-prefix',
    'Names faults as if there were no run around the request.',
    unprefixed(at(/^request\.(messages|system|tools|output_format)/)),
    { source: 'D-08' },
  ],
  [
    '044',
    'ignores-unknown-keys-inside-runs',
    "Drops keys of a run's request that it does not know.",
    serves(
      (fault, ask) =>
        lies.anyRun(ask) &&
        /^request\.[^.[\]]+$/.test(fault.param ?? '') &&
        (fault.param ?? '').slice(8) in objectOf(ask.body.request) &&
        !/^request\.(model|messages|stream|system|tools|voice|[st]t[st]_model)$/.test(fault.param ?? ''),
    ),
    { source: 'D-06' },
  ],
  [
    '045',
    'run-stream-streams-its-refusals',
    'Tells an invalid run from within the stream.',
    lies.streamsRefusals((fault) => fault.status === 400),
  ],
  [
    '046',
    'names-limits-without-prefix',
    'Names a limit as if there were no run around the request.',
    unprefixed(at(/^request\.(messages|tools|system)/)),
    { source: 'D-08' },
  ],
  [
    '047',
    'names-compat-issues-without-prefix',
    'Names compatibility issues as if there were no run around the request.',
    lies.misreports(
      (fault) => fault.error.compat_issues !== undefined,
      ({ error }) => ({
        error: {
          ...error,
          compat_issues: listOf(error.compat_issues).map((issue) => ({
            ...objectOf(issue),
            param: String(objectOf(issue).param).replace(/^request\./, ''),
          })),
        },
      }),
    ),
    { source: 'D-08' },
  ],
  [
    '048',
    'runs-have-a-default-model',
    'Takes a model of its own where a run names none.',
    serves(
      all(
        at('request.model'),
        asked((ask) => lies.modelRequest(ask).model === undefined),
      ),
    ),
  ],
  ['049', 'runs-without-being-asked', 'Takes a run without messages.', serves(at('request.messages'))],
  [
    '050',
    'runs-models-outside-the-list',
    'Refuses a run of a model outside the allowlist as a bad request.',
    lies.misreports(
      (fault, ask) => fault.status === 403 && lies.anyRun(ask),
      ({ error }) => ({ status: 400, error: { ...error, type: 'invalid_request_error' } }),
    ),
  ],
  [
    '051',
    'runs-unknown-providers',
    'Takes a run of a provider that nobody knows.',
    serves(
      all(
        at('request.model'),
        asked((ask) => typeof lies.modelRequest(ask).model === 'string'),
      ),
    ),
  ],
  [
    '052',
    'runs-no-native-tools',
    'Refuses provider-native tools on runs.',
    lies.refuses(
      (ask) =>
        lies.anyRun(ask) &&
        listOf(lies.modelRequest(ask).tools).some(
          (tool) => ![undefined, 'function'].includes(textOf(objectOf(tool).type)),
        ),
      'request.tools[0].type',
    ),
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

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
