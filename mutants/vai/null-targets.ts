import { type NullTarget, sameAnswer } from '../null-targets.js';

const refusals: readonly (readonly [status: number, type: string])[] = [
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [529, 'overloaded_error'],
];

/** Gateways that refuse everything in the same words, however well they put it. */
export const nullTargets: readonly NullTarget[] = refusals.map(([status, type]) =>
  sameAnswer(
    `null-refuses-with-${status}`,
    `Refuses everything as \`${type}\`.`,
    status,
    'application/json; charset=utf-8',
    `${JSON.stringify({ error: { type, message: 'request refused', request_id: 'req_00000000000000000000' } })}\n`,
  ),
);
