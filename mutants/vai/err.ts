import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { isObject, retellsJson } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

/** Refusals that are the model's, not the gateway's: nothing of the request is named. */
const upstream =
  (type: string): lies.Suspect =>
  (fault) =>
    fault.type === type &&
    fault.param === undefined &&
    fault.code === undefined &&
    fault.error.compat_issues === undefined;

/** Tells the model's error as one of another class. */
const reclasses = (type: string, as: string, status: number): Mutation =>
  lies.misreports(upstream(type), ({ error }) => ({ status, error: { ...error, type: as } }));

/** How errors are told, and what becomes of a model provider's. */
export const err = mutantsOf('VAI-GW-ERR', [
  [
    '001',
    'flattens-errors',
    'Gives errors without the object around them.',
    retellsJson(
      () => true,
      (json) => (isObject(json.error) ? { ...json.error } : json),
    ),
    { source: 'ERR-12' },
  ],
  [
    '002',
    'status-does-not-fit-the-type',
    'Answers bad requests with 422.',
    lies.misreports(
      (fault) => fault.status === 400,
      () => ({ status: 422 }),
    ),
    { source: 'ERR-13' },
  ],
  [
    '003',
    'has-a-type-of-its-own',
    'Uses an error type that nobody documented.',
    lies.misreports(
      (fault) => fault.status >= 500 || fault.error.provider_error !== undefined,
      ({ error }) => ({ error: { ...error, type: 'provider_error' } }),
    ),
    { source: 'D-17' },
  ],
  [
    '004',
    'streams-its-refusals',
    'Tells faults of a request from within the stream.',
    lies.streamsRefusals(() => true),
    { source: 'ERR-22' },
  ],
  [
    '005',
    'upstream-400-is-502',
    "Answers a model provider's 400 with 502.",
    reclasses('invalid_request_error', 'api_error', 502),
    { source: 'ERR-13' },
  ],
  [
    '006',
    'upstream-401-is-500',
    "Answers a model provider's 401 with 500.",
    reclasses('authentication_error', 'api_error', 500),
    { source: 'ERR-13' },
  ],
  [
    '007',
    'upstream-403-is-401',
    "Answers a model provider's 403 as if the key were missing.",
    reclasses('permission_error', 'authentication_error', 401),
  ],
  [
    '008',
    'upstream-404-is-400',
    "Answers a model provider's 404 as a bad request.",
    reclasses('not_found_error', 'invalid_request_error', 400),
  ],
  [
    '009',
    'upstream-429-is-500',
    "Answers a model provider's 429 with 500.",
    reclasses('rate_limit_error', 'api_error', 500),
    { source: 'ERR-13' },
  ],
  [
    '010',
    'upstream-500-is-529',
    "Answers a model provider's 500 as an overload.",
    reclasses('api_error', 'overloaded_error', 529),
  ],
  [
    '011',
    'upstream-529-is-503',
    "Answers a model provider's 529 with 503.",
    lies.misreports(upstream('overloaded_error'), () => ({ status: 503 })),
  ],
  [
    '019',
    'shows-its-own-errors',
    'Shows the text of its own error.',
    lies.misreports(
      (fault) => fault.type === 'api_error',
      ({ error }) => ({ error: { ...error, provider_error: 'dial tcp 127.0.0.1:443: connect: connection refused' } }),
    ),
    { source: 'D-43' },
  ],
  [
    '020',
    'finds-faults-late',
    'Tells a fault of the voice from within the stream.',
    lies.streamsRefusals((fault) => fault.status === 400),
    { source: 'D-19' },
  ],
  [
    '021',
    'keeps-retry-hints',
    'Does not pass on when to try again.',
    lies.misreports(
      (fault) => fault.status === 429 || fault.status === 529,
      ({ error: { retry_after: _gone, ...error } }) => ({ error }),
    ),
    { source: 'D-18' },
  ],
  [
    '022',
    'codes-are-numbers',
    'Puts the status into the code of an error that has none.',
    lies.misreports(
      () => true,
      ({ error, status }) => ({ error: { ...error, code: error.code ?? status } }),
    ),
  ],
]);
