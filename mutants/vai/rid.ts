import { type Ask, objectOf, retellsHeader } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { retellsEvents } from '../streams.js';
import * as lies from './lies.js';

const preflight = ({ request }: Ask) =>
  request.method === 'OPTIONS' && request.header('access-control-request-method') !== undefined;

const header = (lie: (was: string | undefined, ask: Ask, status: number) => string | undefined) =>
  retellsHeader('X-Request-ID', (was, ask, reply) => lie(was, ask, reply.status));

export const rid = mutantsOf('VAI-GW-RID', [
  [
    '001',
    'success-has-no-request-id',
    'Names successful requests by no id.',
    header((was, _ask, status) => (status < 300 ? undefined : was)),
  ],
  [
    '002',
    'errors-have-no-request-id',
    'Names refused requests by no id in the header.',
    header((was, _ask, status) => (status < 400 ? was : undefined)),
  ],
  [
    '003',
    'makes-its-own-request-id',
    'Does not take the id that the client sent.',
    header((was, { request }) => (request.header('x-request-id')?.trim() ? 'req_ffffffffffffffffffff' : was)),
  ],
  [
    '004',
    'error-names-another-request',
    'Gives the error body an id of its own.',
    lies.misreports(
      () => true,
      ({ error }) => ({ error: { ...error, request_id: 'req_ffffffffffffffffffff' } }),
    ),
  ],
  [
    '005',
    'run-start-names-another-request',
    'Gives the run an id of its own.',
    retellsEvents('run_start', (event) => [{ ...event, request_id: 'run_ffffffffffffffffffff' }]),
  ],
  [
    '006',
    'one-request-id-for-all',
    'Gives every request the same id.',
    header((was, { request }) => (request.header('x-request-id')?.trim() ? was : 'req_00000000000000000000')),
  ],
  [
    '007',
    'echoes-a-blank-request-id',
    'Takes a blank id for an id.',
    header((was, { request }) => (request.header('x-request-id')?.trim() === '' ? '' : was)),
  ],
  [
    '008',
    'unauthorized-has-no-request-id',
    'Refuses the token before it has named the request.',
    retellsHeader('X-Request-ID', (was, _ask, reply) => (reply.status === 401 ? undefined : was)),
  ],
  [
    '009',
    'preflight-has-no-request-id',
    'Answers preflights before it has named the request.',
    retellsHeader('X-Request-ID', () => undefined, preflight),
  ],
  [
    '010',
    'error-frame-names-another-request',
    'Gives the error frame an id of its own.',
    retellsEvents('error', (event) => [
      { ...event, error: { ...objectOf(event.error), request_id: 'req_ffffffffffffffffffff' } },
    ]),
  ],
  [
    '011',
    'error-frame-has-no-request-id',
    "Forwards a model's error frame as it came.",
    retellsEvents('error', (event) => {
      const { request_id: _was, ...error } = objectOf(event.error);
      return [{ ...event, error }];
    }),
    { source: 'D-43' },
  ],
]);
