import {
  AbortedError,
  ApiError,
  ProtocolError,
  TimeoutError,
  TransportError,
  UsageError,
  VaiError,
} from '../client/index.js';
import type { Fields } from './asked.js';

/** The adapter's own: the client has no place for something that was asked. */
export class Unsupported extends Error {
  readonly param: string;

  constructor(param: string) {
    super(`unsupported: ${param}`);
    this.param = param;
  }
}

/** What a user of the client can tell of an error by its class, asked in the order of the protocol (section 7). */
const KINDS = [
  [AbortedError, 'abort'],
  [TimeoutError, 'timeout'],
  [ApiError, 'api'],
  [TransportError, 'transport'],
  [ProtocolError, 'protocol'],
  [UsageError, 'usage'],
] as const;

/** The `error` member of an error line. */
export function errorFields(error: unknown): Fields {
  if (error instanceof Unsupported) return { kind: 'unsupported', param: error.param };
  const kind = KINDS.find(([kindClass]) => error instanceof kindClass)?.[1] ?? 'foreign';
  return {
    kind,
    class: error instanceof Error ? error.name : typeof error,
    message: error instanceof Error ? error.message : String(error),
    own: error instanceof VaiError,
    ...apiFields(error),
  };
}

function apiFields(error: unknown): Fields {
  if (error instanceof ApiError) {
    return {
      type: error.type,
      param: error.param,
      code: error.code,
      request_id: error.requestId,
      retry_after: error.retryAfter,
      http_status: error.httpStatus,
      provider_error: error.providerError,
      compat_issues: error.compatIssues,
      retryable: error.retryable,
    };
  }
  if (error instanceof UsageError) return { type: error.type, param: error.param, code: error.code };
  if (error instanceof ProtocolError) return { request_id: error.requestId };
  return {};
}
