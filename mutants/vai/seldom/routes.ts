import type { Reply } from '../../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../../mock-gateway/engine/mutation.js';
import { type Ask, misreads, objectOf, retellsHeader, withRequestHeader } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import { retellsEvents } from '../../streams.js';
import { bends } from '../bends.js';
import * as lies from '../lies.js';

const status = (is: (status: number) => boolean) => (reply: Reply) => is(reply.status);
const dropsHeader = (name: string, when: (reply: Reply, ask: Ask) => boolean): Mutation =>
  retellsHeader(name, (was, ask, reply) => (when(reply, ask) ? undefined : was));
const isStream = (reply: Reply) => !(reply.body instanceof Uint8Array);
const runs = (reply: Reply, ask: Ask) => isStream(reply) && lies.runStream(ask);

/** Told on one route, for one status, of one spelling only. */
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
