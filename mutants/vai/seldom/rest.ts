import type { Mutation } from '../../../mock-gateway/engine/mutation.js';
import { isObject, type JsonObject, listOf, misreadsBody, objectOf, retellsHeader, retellsJson } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import { retellsEvents } from '../../streams.js';
import * as lies from '../lies.js';

const models = (lie: (models: readonly JsonObject[]) => readonly unknown[]) =>
  retellsJson(lies.models, (json) =>
    Array.isArray(json.models) ? { ...json, models: lie(json.models.filter(isObject)) } : json,
  );

/** Told in one member, of one error, in streams only. */
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
      'streamed-runs-may-call-once',
      'Gives a streamed run a budget of one call.',
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
