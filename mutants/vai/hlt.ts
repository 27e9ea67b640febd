import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { type Ask, answersWith, askOf, type JsonObject, retells, retellsJson } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const path = (name: string) => (ask: Ask) => ask.request.path === name;
const noToken = ({ request }: Ask) => request.header('authorization') === undefined;
const ready = (lie: (status: JsonObject) => JsonObject): Mutation => retellsJson(path('/readyz'), lie);

/** Answers otherwise while the gateway is draining, which it learns from its own readiness. */
const whileDraining = (when: (ask: Ask) => boolean, status: number, code?: string): Mutation => ({
  async reply(request, next) {
    const probe = {
      ...request,
      header: (name: string) => request.header(name),
      method: 'GET',
      path: '/readyz',
      target: '/readyz',
    };
    const { status: readiness } = await next(probe);
    const ask = askOf(request);
    if (readiness !== 503 || !when(ask)) return next(request);
    return lies.refusal(ask, status, { type: 'overloaded_error', ...(code === undefined ? {} : { code }) });
  },
});

export const hlt = mutantsOf('VAI-GW-HLT', [
  [
    '001',
    'healthy-as-json',
    'Says `ok` as JSON.',
    answersWith(path('/healthz'), (ask) => ({
      status: 200,
      headers: [
        ['Content-Type', 'application/json'],
        ['X-Request-ID', ask.request.header('x-request-id') ?? 'req_0'],
      ],
      body: Buffer.from('{"status":"ok"}\n'),
    })),
  ],
  [
    '002',
    'health-needs-a-token',
    'Asks health probes for a token.',
    lies.refuses((ask) => path('/healthz')(ask) && noToken(ask), 'Authorization', 401, 'authentication_error'),
    { source: 'D-15' },
  ],
  [
    '003',
    'readiness-hides-the-auth-mode',
    'Leaves the auth mode out of the readiness.',
    ready(({ auth_mode: _gone, ...status }) => status),
  ],
  [
    '004',
    'readiness-needs-a-token',
    'Asks readiness probes for a token.',
    lies.refuses((ask) => path('/readyz')(ask) && noToken(ask), 'Authorization', 401, 'authentication_error'),
    { source: 'D-15' },
  ],
  [
    '005',
    'ready-while-draining',
    'Calls itself ready while it drains.',
    retells(path('/readyz'), (reply) => ({ ...reply, status: 200 })),
    { source: 'D-16' },
  ],
  [
    '006',
    'draining-is-503',
    'Refuses new message streams with 503.',
    whileDraining(lies.messageStream, 503, 'draining'),
  ],
  ['007', 'draining-has-no-code', 'Refuses new run streams without a code.', whileDraining(lies.runStream, 529)],
  [
    '008',
    'drains-everything',
    'Refuses what does not stream, too.',
    whileDraining(lies.blockingMessage, 529, 'draining'),
  ],
  [
    '009',
    'drains-before-it-looks',
    'Refuses streams before it has looked at them.',
    whileDraining(lies.anyStream, 529, 'draining'),
  ],
]);
