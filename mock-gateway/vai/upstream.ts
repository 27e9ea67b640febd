import { ERROR_TYPES, isErrorType, statusOf as statusOfType } from '../../contracts/vai/errors.js';
import type { GatewayError } from '../../contracts/vai/types.js';

/** What the model's provider answered in place of a message. */
export interface UpstreamFailure {
  readonly status: number;
  /** Absent where the answer was not the provider's JSON. */
  readonly type?: string;
  readonly message?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** What a gateway says of a failing upstream: a documented type whatever the provider called it. */
export function upstreamError(failure: UpstreamFailure): GatewayError {
  const { status, message, retryAfter } = failure;
  const named = failure.type !== undefined && isErrorType(failure.type) ? failure.type : undefined;
  const type = named ?? ERROR_TYPES.find((each) => statusOfType(each) === status) ?? 'api_error';
  return {
    type,
    message: message ?? `the model provider answered with status ${status} and something that is no JSON`,
    ...(failure.type === undefined ? {} : { provider_error: { type: failure.type, message } }),
    ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
  };
}

/** HTTP status of an error; what is of no documented type is the gateway's own failure. */
export function statusOf(error: GatewayError): number {
  return isErrorType(error.type) ? statusOfType(error.type) : 500;
}
