import type { Reply } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { type Ask, answersWith, retells, retellsHeader, type When } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const preflight: When = ({ request }) =>
  request.method === 'OPTIONS' && request.header('access-control-request-method') !== undefined;
const ordinary: When = (ask) => !preflight(ask);
const origin = ({ request }: Ask) => request.header('origin');
const allowHeaders = 'Access-Control-Allow-Headers';
const allowOrigin = 'Access-Control-Allow-Origin';
const wanted = ({ request }: Ask) =>
  (request.header('access-control-request-headers') ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
const known = /^\/(v1\/(messages|runs|runs:stream|models|server-tools:execute)|healthz|readyz)$/;

const grants = (lie: (granted: readonly string[], ask: Ask) => readonly string[]): Mutation =>
  retellsHeader(
    allowHeaders,
    (was, ask, reply) => {
      if (reply.status >= 300) return was;
      const granted = lie(
        (was ?? '')
          .split(',')
          .map((each) => each.trim())
          .filter((each) => each !== ''),
        ask,
      );
      return granted.length === 0 ? undefined : granted.join(', ');
    },
    preflight,
  );

/** Leaves all CORS headers out of some replies. */
const silent = (which: (reply: Reply, ask: Ask) => boolean): Mutation =>
  retells(ordinary, (reply, ask) =>
    which(reply, ask)
      ? { ...reply, headers: reply.headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-')) }
      : reply,
  );

const streams = (reply: Reply) => !(reply.body instanceof Uint8Array);
const spelled = ['Authorization', 'Content-Type', 'X-VAI-Version', 'X-Provider-Key-Anthropic', 'X-Provider-Key-OpenAI'];

/** An answer to a preflight that allows it. */
const allowed = (ask: Ask): Reply => ({
  status: 204,
  headers: [
    [allowOrigin, origin(ask) ?? ''],
    ['Access-Control-Allow-Methods', 'GET, POST, OPTIONS'],
    ['X-Request-ID', 'req_0'],
  ],
  body: new Uint8Array(),
});

export const cors = mutantsOf('VAI-GW-CORS', [
  [
    '001',
    'preflight-names-no-origin',
    'Grants a preflight without naming the origin.',
    retellsHeader(allowOrigin, () => undefined, preflight),
  ],
  [
    '002',
    'preflight-names-one-method',
    'Names only the method that was asked for.',
    retellsHeader('Access-Control-Allow-Methods', (was) => (was === undefined ? was : 'POST'), preflight),
  ],
  [
    '003',
    'grants-headers-only-as-written',
    'Grants headers in one letter case only.',
    grants((granted) => granted.filter((each) => spelled.includes(each))),
  ],
  ['004', 'grants-every-header', 'Grants whatever headers are asked for.', grants((_granted, ask) => wanted(ask))],
  [
    '005',
    'grants-no-vertex-key',
    'Does not grant the key header of Vertex AI.',
    grants((granted) => granted.filter((each) => !/vertexai/i.test(each))),
    { source: 'D-23' },
  ],
  [
    '006',
    'preflights-any-origin',
    'Allows preflights of every origin.',
    retells(preflight, (reply, ask) => (reply.status === 403 ? allowed(ask) : reply)),
  ],
  [
    '007',
    'preflights-need-a-token',
    'Asks preflights for a token.',
    lies.refuses(
      (ask) => preflight(ask) && ask.request.header('authorization') === undefined,
      'Authorization',
      401,
      'authentication_error',
    ),
  ],
  [
    '008',
    'preflights-known-paths-only',
    'Answers preflights of unknown paths with 404.',
    answersWith(
      (ask) => preflight(ask) && !known.test(ask.request.path),
      (ask) => lies.refusal(ask, 404, { type: 'not_found_error' }),
    ),
  ],
  [
    '009',
    'names-no-origin-in-answers',
    'Names the allowed origin only in preflights.',
    retellsHeader(allowOrigin, () => undefined, ordinary),
  ],
  [
    '010',
    'does-not-vary',
    'Does not say that answers vary by origin.',
    retellsHeader('Vary', () => undefined, ordinary),
  ],
  [
    '011',
    'exposes-no-token-counts',
    'Does not let pages read the token counts.',
    retellsHeader('Access-Control-Expose-Headers', (was) => (was === undefined ? was : 'X-Request-ID'), ordinary),
  ],
  [
    '012',
    'answers-any-origin',
    'Names every origin that asks.',
    retellsHeader(allowOrigin, (was, ask) => was ?? origin(ask), ordinary),
  ],
  [
    '013',
    'allows-credentials',
    'Allows credentials.',
    retellsHeader('Access-Control-Allow-Credentials', (_was, ask) => (origin(ask) === undefined ? undefined : 'true')),
  ],
  ['014', 'errors-without-cors', 'Leaves the CORS headers out of errors.', silent((reply) => reply.status >= 400)],
  ['015', 'streams-without-cors', 'Leaves the CORS headers out of event streams.', silent(streams)],
  [
    '016',
    'cors-for-all-by-default',
    'Allows every origin where none is configured.',
    retellsHeader(allowOrigin, (was) => was ?? '*', ordinary),
  ],
  [
    '017',
    'preflights-every-time',
    'Lets preflights be kept for a few seconds.',
    retellsHeader('Access-Control-Max-Age', (was) => (was === undefined ? was : '5'), preflight),
  ],
  [
    '018',
    'every-options-is-a-preflight',
    'Answers every OPTIONS as a preflight.',
    answersWith((ask) => ask.request.method === 'OPTIONS' && ordinary(ask), allowed),
  ],
  [
    '019',
    'preflight-is-200',
    'Answers a preflight with 200 and a body.',
    retells(preflight, (reply) => (reply.status === 204 ? { ...reply, status: 200, body: Buffer.from('ok') } : reply)),
  ],
]);
