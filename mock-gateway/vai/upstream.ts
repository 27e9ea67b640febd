import type { ErrorType, GatewayError } from '../../contracts/vai/types.js';

/** What the model's provider answered in place of a message. */
export interface UpstreamFailure {
  readonly status: number;
  /** Absent where the answer was not the provider's JSON. */
  readonly type?: string;
  readonly message?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** HTTP status of an error by its type. */
export const STATUS_OF: Readonly<Record<ErrorType, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
};

/** What a gateway says of a failing upstream: a documented type whatever the provider called it. */
export function upstreamError(failure: UpstreamFailure): GatewayError {
  const { status, message, retryAfter } = failure;
  const known = errorTypes.find((type) => type === failure.type);
  const type = known ?? errorTypes.find((each) => STATUS_OF[each] === status) ?? 'api_error';
  return {
    type,
    message: message ?? `the model provider answered with status ${status} and something that is no JSON`,
    ...(failure.type === undefined ? {} : { provider_error: { type: failure.type, message } }),
    ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
  };
}

/** HTTP status of an error; what is of no documented type is the gateway's own failure. */
export function statusOf(error: GatewayError): number {
  const type = errorTypes.find((each) => each === error.type);
  return type === undefined ? 500 : STATUS_OF[type];
}

const errorTypes: readonly ErrorType[] = [
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'rate_limit_error',
  'api_error',
  'overloaded_error',
];
