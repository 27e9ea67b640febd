import type { Reply } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import {
  type Ask,
  isObject,
  type JsonObject,
  listOf,
  misreads,
  misreadsBody,
  objectOf,
  retells,
  retellsHeader,
  retellsJson,
  type When,
  withRequestHeader,
} from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { retellsEvents } from '../streams.js';
import { bends } from './bends.js';
import * as lies from './lies.js';

// The lies at the edge that are told seldom: on one route, for one status, at one value only.

const { all, asked, at, serves } = lies;
const status = (is: (status: number) => boolean) => (reply: Reply) => is(reply.status);
const dropsHeader = (name: string, when: (reply: Reply, ask: Ask) => boolean): Mutation =>
  retellsHeader(name, (was, ask, reply) => (when(reply, ask) ? undefined : was));
const isStream = (reply: Reply) => !(reply.body instanceof Uint8Array);
const runs = (reply: Reply, ask: Ask) => isStream(reply) && lies.runStream(ask);
const option = (name: string, value: number) =>
  all(
    at(`run.${name}`),
    asked((ask) => objectOf(ask.body.run)[name] === value),
  );

export const seldomRoutes = [
  ...mutantsOf('VAI-GW-ROUTE', [
    [
      '007',
      'puts-are-posts',
      'Serves PUT as POST.',
      misreads(
        ({ request }) => request.method === 'PUT',
        ({ request }) => ({ ...request, header: (name) => request.header(name), method: 'POST' }),
      ),
    ],
    [
      '007',
      'gets-are-posts',
      'Serves GET as POST.',
      misreads(
        ({ request }) => request.method === 'GET' && request.path === '/v1/messages',
        ({ request }) => ({ ...request, header: (name) => request.header(name), method: 'POST' }),
      ),
    ],
  ]),
  ...mutantsOf('VAI-GW-HDR', [
    [
      '001',
      'errors-as-text',
      'Sends errors as plain text.',
      retellsHeader('Content-Type', (was, _ask, reply) => (reply.status >= 400 ? 'text/plain' : was)),
    ],
    [
      '002',
      'run-streams-as-text',
      'Sends run streams as plain text.',
      retellsHeader('Content-Type', (was, ask, reply) => (runs(reply, ask) ? 'text/plain' : was)),
    ],
    [
      '008',
      'run-streams-may-be-cached',
      'Lets caches keep run streams.',
      dropsHeader('Cache-Control', runs),
      { source: 'PERF-02' },
    ],
    [
      '009',
      'run-streams-may-be-buffered',
      'Does not tell proxies to pass run streams on at once.',
      dropsHeader('X-Accel-Buffering', runs),
      { source: 'PERF-02' },
    ],
  ]),
  ...mutantsOf('VAI-GW-RID', [
    ['001', 'streams-have-no-request-id', 'Names streams by no id.', dropsHeader('X-Request-ID', isStream)],
    [
      '001',
      'models-have-no-request-id',
      'Names the model list by no id.',
      dropsHeader('X-Request-ID', (_reply, ask) => lies.models(ask)),
    ],
    [
      '002',
      'unknown-paths-have-no-request-id',
      'Names requests for unknown paths by no id.',
      dropsHeader(
        'X-Request-ID',
        status((each) => each === 404),
      ),
    ],
    [
      '003',
      'streams-make-their-own-request-id',
      "Does not take the client's id for a stream.",
      retellsHeader('X-Request-ID', (was, _ask, reply) => (isStream(reply) ? 'req_ffffffffffffffffffff' : was)),
    ],
    [
      '010',
      'run-errors-name-another-request',
      'Gives the error of a run an id of its own.',
      retellsEvents(
        'error',
        (event) => [{ ...event, error: { ...objectOf(event.error), request_id: 'req_ffffffffffffffffffff' } }],
        lies.runStream,
      ),
    ],
  ]),
  ...mutantsOf('VAI-GW-VER', [
    [
      '004',
      'one-supported-version-is-enough',
      'Serves a list with version 1 in it.',
      misreads(
        ({ request }) => /(^|,)\s*1\s*(,|$)/.test(request.header('x-vai-version') ?? ''),
        ({ request }) => withRequestHeader(request, 'X-VAI-Version', '1'),
      ),
    ],
    [
      '003',
      'versions-begin-with-one',
      'Takes every version that begins with 1.',
      bends({ versionServed: (value) => value.startsWith('1') }),
    ],
  ]),
  ...mutantsOf('VAI-GW-AUTH', [
    [
      '012',
      'keys-may-go-on',
      'Takes a token that begins with a key.',
      bends({ keyMatches: (token, key) => token.startsWith(key) }),
    ],
    [
      '012',
      'keys-may-stop-short',
      'Takes a token that a key begins with.',
      bends({ keyMatches: (token, key) => key.startsWith(token) }),
    ],
    [
      '012',
      'keys-may-end-alike',
      'Takes a token that ends with a key.',
      bends({ keyMatches: (token, key) => token.endsWith(key) }),
    ],
  ]),
];

export const seldomRval = mutantsOf('VAI-GW-RVAL', [
  ['006', 'no-turns-will-do', 'Takes a max_turns of 0.', serves(option('max_turns', 0))],
  ['007', 'a-65th-turn-will-do', 'Takes a max_turns of one more than the most.', serves(option('max_turns', 65))],
  [
    '008',
    'one-turn-is-none',
    'Refuses a max_turns of 1.',
    lies.refuses((ask) => objectOf(ask.body.run).max_turns === 1, 'run.max_turns'),
  ],
  ['009', 'no-calls-will-do', 'Takes a max_tool_calls of 0.', serves(option('max_tool_calls', 0))],
  [
    '010',
    'a-257th-call-will-do',
    'Takes a max_tool_calls of one more than the most.',
    serves(option('max_tool_calls', 257)),
  ],
  ['012', 'almost-a-second-will-do', 'Takes a timeout_ms of 999.', serves(option('timeout_ms', 999))],
  ['013', 'a-moment-more-will-do', 'Takes a timeout_ms of 300001.', serves(option('timeout_ms', 300_001))],
  [
    '014',
    'five-minutes-are-too-long',
    'Refuses a timeout_ms of 300000.',
    lies.refuses((ask) => objectOf(ask.body.run).timeout_ms === 300_000, 'run.timeout_ms'),
  ],
  ['015', 'almost-a-second-for-tools', 'Takes a tool_timeout_ms of 999.', serves(option('tool_timeout_ms', 999))],
  ['016', 'a-moment-more-for-tools', 'Takes a tool_timeout_ms of 60001.', serves(option('tool_timeout_ms', 60_001))],
  [
    '045',
    'run-stream-streams-its-unknown-tools',
    'Tells an unknown tool from within the stream.',
    lies.streamsRefusals((fault) => fault.code !== undefined),
  ],
]);

const inMessage =
  (fits: (message: JsonObject) => boolean): When =>
  (ask) =>
    listOf(lies.modelRequest(ask).messages).map(objectOf).some(fits);

export const seldomVal = mutantsOf('VAI-GW-VAL', [
  [
    '003',
    'ignores-a-second-document',
    'Leaves a second JSON document out.',
    serves(
      (fault, { request }) => fault.status === 400 && /\}\s*\{\s*\}$/.test(Buffer.from(request.body).toString('utf8')),
    ),
  ],
  [
    '041',
    'spaces-are-a-model',
    'Takes spaces for a model.',
    serves(
      all(
        at('model'),
        asked((ask) => /^\s+$/.test(String(lies.modelRequest(ask).model))),
      ),
    ),
  ],
  [
    '046',
    'tools-speak',
    'Takes messages of the role `tool`.',
    serves(all(at(/\.role$/), asked(inMessage(({ role }) => role === 'tool')))),
  ],
  [
    '046',
    'systems-speak',
    'Takes messages of the role `system`.',
    serves(all(at(/\.role$/), asked(inMessage(({ role }) => role === 'system')))),
  ],
  [
    '049',
    'types-in-any-case',
    'Takes block types in any letter case.',
    serves(all(at(/content\[\d+\]\.type$/), asked(lies.hasBlock('Text')))),
  ],
  [
    '083',
    'looks-at-properties-one-deep',
    'Does not look at the properties of properties.',
    serves(at(/properties\.[^.]+\.properties\./)),
  ],
  [
    '095',
    'still-knows-gemini-oauth',
    'Takes one of the providers that were removed.',
    serves(asked((ask) => String(lies.modelRequest(ask).model).startsWith('gemini-oauth/'))),
  ],
  [
    '097',
    'knows-openai-in-capitals',
    'Takes `OPENAI` for a provider.',
    serves(asked((ask) => String(lies.modelRequest(ask).model).startsWith('OPENAI/'))),
  ],
  [
    '119',
    'refuses-tool-choice-any',
    'Refuses a tool_choice that the contract has.',
    lies.refuses((ask) => objectOf(lies.modelRequest(ask).tool_choice).type === 'any', 'tool_choice.type'),
  ],
  [
    '118',
    'knows-no-file-search',
    'Refuses file_search of every model.',
    lies.refuses(lies.hasTool('file_search'), 'tools[0].type'),
  ],
  [
    '116',
    'refuses-images-by-base64',
    'Refuses an image in base64.',
    lies.refuses(
      (ask) => lies.blocksOf(ask).some((block) => block.type === 'image' && objectOf(block.source).type === 'base64'),
      'messages[0].content[0].source',
    ),
  ],
]);

const origins = (allow: (origin: string, allowed: readonly string[]) => boolean): Mutation =>
  bends({ originAllowed: allow });
const cors = (name: string) => name.toLowerCase().startsWith('access-control-');
const silent = (when: (reply: Reply, ask: Ask) => boolean): Mutation =>
  retells(
    () => true,
    (reply, ask) => (when(reply, ask) ? { ...reply, headers: reply.headers.filter(([name]) => !cors(name)) } : reply),
  );

export const seldomCors = mutantsOf('VAI-GW-CORS', [
  [
    '001',
    'knows-one-origin',
    'Knows only the first of several origins.',
    origins((origin, allowed) => origin === allowed[0]),
  ],
  [
    '006',
    'origins-begin-alike',
    'Allows an origin that begins like an allowed one.',
    origins((origin, allowed) => allowed.some((each) => origin.startsWith(each))),
  ],
  [
    '006',
    'origins-without-scheme',
    'Allows an origin of another scheme.',
    origins((origin, allowed) => allowed.some((each) => origin.replace(/^https?/, '') === each.replace(/^https?/, ''))),
  ],
  [
    '006',
    'subdomains-are-origins',
    'Allows subdomains of an allowed origin.',
    origins(
      (origin, allowed) =>
        allowed.includes(origin) || allowed.some((each) => origin.endsWith(each.replace('https://', '.'))),
    ),
  ],
  [
    '013',
    'allows-everyone',
    'Names a star for the origin.',
    retellsHeader('Access-Control-Allow-Origin', (was) => (was === undefined ? was : '*')),
  ],
  [
    '014',
    'unauthorized-without-cors',
    'Leaves the CORS headers out of a 401.',
    silent((reply) => reply.status === 401),
  ],
  ['014', 'not-found-without-cors', 'Leaves the CORS headers out of a 404.', silent((reply) => reply.status === 404)],
  ['015', 'run-streams-without-cors', 'Leaves the CORS headers out of run streams.', silent(runs)],
]);

const models = (lie: (models: readonly JsonObject[]) => readonly unknown[]) =>
  retellsJson(lies.models, (json) =>
    Array.isArray(json.models) ? { ...json, models: lie(json.models.filter(isObject)) } : json,
  );

export const seldomRest = [
  ...mutantsOf('VAI-GW-MOD', [
    [
      '001',
      'capabilities-are-a-list',
      'Gives capabilities as a list.',
      models((list) => list.map((model) => ({ ...model, capabilities: Object.keys(objectOf(model.capabilities)) }))),
    ],
    ['002', 'lists-a-model-twice', 'Lists a model twice.', models((list) => [...list, list[0]])],
    [
      '003',
      'models-name-no-key',
      'Does not name the key that a model needs.',
      models((list) => list.map(({ auth: _gone, ...model }) => model)),
    ],
    ['008', 'forgets-a-model', 'Leaves the last curated model out.', models((list) => list.slice(0, -1))],
  ]),
  ...mutantsOf('VAI-GW-HLT', [
    [
      '003',
      'readiness-is-text',
      'Writes `ok` as text.',
      retellsJson(
        ({ request }) => request.path === '/readyz',
        (json) => ({ ...json, ok: String(json.ok) }),
      ),
    ],
    [
      '005',
      'drains-without-a-reason',
      'Does not say why it is not ready.',
      retellsJson(
        ({ request }) => request.path === '/readyz',
        ({ issues: _gone, ...json }) => json,
      ),
    ],
  ]),
  ...mutantsOf('VAI-GW-RATE', [
    [
      '002',
      'retry-after-is-a-date',
      'Gives a date for when to try again.',
      retellsHeader('Retry-After', (was) => (was === undefined ? was : 'Fri, 31 Dec 1999 23:59:59 GMT')),
      { source: 'ERR-17' },
    ],
    [
      '002',
      'retry-after-disagrees',
      'Gives another time to retry in the body.',
      lies.misreports(
        (fault) => fault.status === 429,
        ({ error }) => ({ error: { ...error, retry_after: Number(error.retry_after) + 1 } }),
      ),
    ],
    [
      '009',
      'streams-its-stream-limit',
      'Tells the stream limit from within a stream.',
      lies.streamsRefusals((fault) => fault.status === 429),
    ],
  ]),
  ...mutantsOf('VAI-GW-ERR', [
    [
      '001',
      'unknown-paths-have-text-errors',
      'Gives the error of an unknown path as text.',
      retellsJson(
        () => true,
        (json, _ask, reply) => (reply.status === 404 ? { error: 'not found' } : json),
      ),
    ],
    [
      '004',
      'run-stream-streams-all-refusals',
      'Tells faults of a run from within its stream.',
      lies.streamsRefusals((_fault, ask) => lies.runStream(ask)),
      { source: 'ERR-22' },
    ],
  ]),
  ...mutantsOf('VAI-GW-SEC', [
    ['001', 'streams-tell-who-asked', 'Names the client by its gateway key in a stream.', tellsKeyInStreams()],
    [
      '004',
      'streams-repeat-what-the-provider-quotes',
      'Passes on a quoted key in streams.',
      repeatsInStreams(),
      { source: 'D-55' },
    ],
  ]),
  ...mutantsOf('VAI-GW-COMPAT', [
    [
      '001',
      'issues-have-no-message',
      'Lists compatibility issues without a message.',
      lies.misreports(
        (fault) => fault.error.compat_issues !== undefined,
        ({ error }) => ({
          error: {
            ...error,
            compat_issues: listOf(error.compat_issues).map((issue) => ({ ...objectOf(issue), message: '' })),
          },
        }),
      ),
    ],
    [
      '001',
      'issues-have-a-code-above',
      'Gives a refusal with issues a code of its own.',
      lies.misreports(
        (fault) => fault.error.compat_issues !== undefined,
        ({ error }) => ({ error: { ...error, code: 'unsupported' } }),
      ),
    ],
  ]),
  ...mutantsOf('VAI-GW-KEY', [
    [
      '012',
      'runs-of-openai-need-no-key',
      'Does not ask for the OpenAI key on runs.',
      misreads(
        (ask) => lies.blockingRun(ask),
        ({ request }) =>
          request.header('x-provider-key-anthropic')?.trim()
            ? request
            : withRequestHeader(request, 'X-Provider-Key-Anthropic', 'own-key'),
      ),
    ],
  ]),
  ...mutantsOf('VAI-GW-EQ', [
    [
      '004',
      'streamed-runs-count-other-turns',
      'Counts a turn more where it streams.',
      retellsEvents(
        'run_complete',
        (event) => [
          {
            ...event,
            result: { ...objectOf(event.result), turn_count: Number(objectOf(event.result).turn_count) + 1 },
          },
        ],
        lies.runStream,
      ),
    ],
    [
      '006',
      'streamed-runs-are-sequential',
      'Runs calls one after the other where it streams, and tells fewer.',
      misreadsBody(lies.runStream, (body) => ({ ...body, run: { ...objectOf(body.run), max_tool_calls: 1 } })),
    ],
  ]),
];

function tellsKeyInStreams(): Mutation {
  return retellsEvents('message_start', (event, { request }) => [
    { ...event, principal: request.header('authorization') },
  ]);
}

function repeatsInStreams(): Mutation {
  return retellsEvents('error', (event, { request }) => {
    const error = objectOf(event.error);
    const key = request.header('x-provider-key-anthropic') ?? '';
    return [{ ...event, error: { ...error, message: String(error.message).replaceAll('***', key) } }];
  });
}
