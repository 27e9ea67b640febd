import type { ErrorType } from '../../contracts/vai/types.js';
import type { Reply } from '../engine/exchange.js';
import { type Addressed, refusal } from './answer.js';

type Told = readonly [ErrorType, string];

/** The type that the contract gives a status, and what a gateway says with it. A 503 is to be taken as a 529. */
const TYPES: ReadonlyMap<number, Told> = new Map<number, Told>([
  [401, ['authentication_error', 'invalid api key']],
  [403, ['permission_error', 'permission denied']],
  [404, ['not_found_error', 'not found']],
  [408, ['api_error', 'request cancelled']],
  [429, ['rate_limit_error', 'rate limit exceeded']],
  [503, ['overloaded_error', 'overloaded']],
  [504, ['api_error', 'request timeout']],
  [529, ['overloaded_error', 'overloaded']],
]);
const OTHER_4XX: Told = ['invalid_request_error', 'invalid request'];
const OTHER_5XX: Told = ['api_error', 'internal error'];

/** An error that was asked for by its status. A 429 tells in its body as well how many seconds to wait. */
export function failure(to: Addressed, status: number, retryAfter: number | undefined): Reply {
  const [type, message] = TYPES.get(status) ?? (status < 500 ? OTHER_4XX : OTHER_5XX);
  const told = status === 429 && retryAfter !== undefined ? { retry_after: retryAfter } : {};
  const reply = refusal(to, status, type, message, told);
  if (status === 429 || retryAfter === undefined) return reply;
  return { ...reply, headers: [...reply.headers, ['Retry-After', String(retryAfter)]] };
}
