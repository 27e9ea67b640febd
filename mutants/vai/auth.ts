import type { IncomingRequest } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { HONEST } from '../../mock-gateway/vai/rules.js';
import { type Ask, answersWith, misreads, together, type When, withRequestHeader } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { bends } from './bends.js';
import * as lies from './lies.js';

const tokenOf = ({ request }: Ask) => request.header('authorization');
const noToken: When = (ask) => tokenOf(ask) === undefined;
const withToken: When = (ask) => tokenOf(ask) !== undefined;

const unauthorized = (when: When, param?: string): Mutation => lies.refuses(when, param, 401, 'authentication_error');

/** Asks for no token on one path. */
const opens = (open: string): Mutation => bends({ needsToken: (path) => path !== open && HONEST.needsToken(path) });

/** The token of a gateway that needs none. */
const anyone = { kind: 'bearer', token: 'anyone' } as const;

/** Reads the token from a place where it does not belong. */
const readsTokenFrom = (place: (request: IncomingRequest) => string | undefined | null): Mutation =>
  misreads(
    (ask) => noToken(ask) && Boolean(place(ask.request)),
    ({ request }) => withRequestHeader(request, 'Authorization', `Bearer ${place(request) ?? ''}`),
  );

const queryToken = (request: IncomingRequest) => {
  const query = new URLSearchParams(request.target.split('?')[1] ?? '');
  return [...query.values()].find((value) => value.length > 0);
};

const otherHeader = (request: IncomingRequest) =>
  ['x-api-key', 'api-key', 'x-vai-api-key', 'x-auth-token', 'proxy-authorization']
    .map((name) => request.header(name))
    .find((value) => value !== undefined)
    ?.replace(/^bearer\s+/i, '');

export const auth = mutantsOf('VAI-GW-AUTH', [
  [
    '001',
    'missing-token-passes',
    'Lets requests without a token through.',
    bends({
      readToken: (header) => (header === undefined ? anyone : HONEST.readToken(header)),
      keyMatches: (token, key) => token === anyone.token || token === key,
    }),
  ],
  ['002', 'unknown-token-passes', 'Takes every token for a known one.', bends({ keyMatches: (token) => token !== '' })],
  ['003', 'known-token-is-unknown', 'Refuses the token it was given keys for.', unauthorized(withToken)],
  ['004', 'optional-means-required', 'Asks for a token where none is needed.', unauthorized(noToken, 'Authorization')],
  [
    '005',
    'optional-ignores-tokens',
    'Does not look at tokens where none is needed.',
    bends({ readToken: () => ({ kind: 'none' }) }),
  ],
  ['006', 'optional-knows-no-token', 'Takes every token for unknown where none is needed.', unauthorized(withToken)],
  ['007', 'disabled-asks-for-a-token', 'Asks for a token where auth is off.', unauthorized(noToken, 'Authorization')],
  ['008', 'disabled-looks-at-tokens', 'Refuses a token where auth is off.', unauthorized(withToken)],
  [
    '009',
    'bearer-only-as-written',
    'Reads the scheme in one letter case only.',
    unauthorized((ask) => /^bearer/i.test(tokenOf(ask) ?? '') && !tokenOf(ask)?.startsWith('Bearer '), 'Authorization'),
    { source: 'D-35' },
  ],
  [
    '010',
    'other-scheme-is-no-header',
    'Takes a header of another scheme for no header.',
    bends({
      readToken: (header) => {
        const token = HONEST.readToken(header);
        return token.kind === 'other' ? { kind: 'none' } : token;
      },
    }),
    { source: 'D-35' },
  ],
  [
    '011',
    'empty-token-passes',
    'Lets an empty token through.',
    bends({
      readToken: (header) => (/^bearer\s*$/i.test(header ?? '') ? anyone : HONEST.readToken(header)),
      keyMatches: (token, key) => token === anyone.token || token === key,
    }),
  ],
  [
    '012',
    'ignores-case-of-keys',
    'Compares keys in any letter case.',
    bends({ keyMatches: (token, key) => token.toLowerCase() === key.toLowerCase() }),
  ],
  [
    '013',
    'reads-the-body-before-the-token',
    'Refuses the body of a request that it should not have looked at.',
    bodyFirst(),
  ],
  ['014', 'runs-are-open', 'Asks no token for runs.', opens('/v1/runs')],
  [
    '015',
    'run-stream-streams-its-401',
    'Tells a missing token from within the run stream.',
    lies.streamsRefusals((fault, ask) => fault.status === 401 && lies.runStream(ask)),
  ],
  ['016', 'models-are-open', 'Asks no token for the model list.', opens('/v1/models')],
  ['017', 'server-tools-are-open', 'Asks no token for the execution of tools.', opens('/v1/server-tools:execute')],
  [
    '018',
    'white-space-belongs-to-the-token',
    'Takes white space for a part of the token.',
    unauthorized((ask) => /^bearer(\s{2,}|.*\s$)/i.test(tokenOf(ask) ?? '')),
  ],
  [
    '019',
    'reads-the-token-anywhere',
    'Takes a token from the query string or another header.',
    together(readsTokenFrom(otherHeader), readsTokenFrom(queryToken)),
  ],
]);

function bodyFirst(): Mutation {
  return answersWith(
    (ask) => noToken(ask) && ask.request.body.byteLength > 0 && lies.modelRequest(ask).model === undefined,
    (ask) => lies.refusal(ask, 400, { type: 'invalid_request_error', message: 'model is required', param: 'model' }),
  );
}
