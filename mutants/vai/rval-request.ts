import { listOf, misreadsBody, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const { all, asked, at, coded, serves } = lies;

const prefixed: lies.Suspect = (fault) => fault.param?.startsWith('request.') === true;
const unprefixed = (suspect: lies.Suspect) =>
  lies.misreports(all(prefixed, suspect), ({ error, param }) => ({
    error: { ...error, param: param?.replace(/^request\./, '') },
  }));

/** The request inside a run, and how its faults are named. */
export const rvalRequest = mutantsOf('VAI-GW-RVAL', [
  [
    '041',
    'calls-functions-of-the-caller',
    'Takes function tools that it cannot run.',
    serves(coded('unsupported_function_tool')),
  ],
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
  [
    '053',
    'zero-tokens-are-a-budget',
    'Takes a token budget of 0 for one that is used up at once.',
    misreadsBody(
      (ask) => lies.anyRun(ask) && objectOf(ask.body.run).max_tokens === 0,
      (body) => ({ ...body, run: { ...objectOf(body.run), max_tokens: 1 } }),
    ),
  ],
  [
    '054',
    'runs-refuse-any-stream-member',
    'Refuses a run whose request says that it does not stream.',
    lies.refuses((ask) => lies.anyRun(ask) && lies.modelRequest(ask).stream === false, 'request.stream'),
  ],
]);

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
