/** The root of everything that this client throws. */
export class VaiError extends Error {
  override name = 'VaiError';
}

/** One entry of the list that says why a model cannot take a request. */
export interface CompatIssue {
  readonly severity: string;
  readonly param: string;
  readonly code: string;
  readonly message: string;
}

/** What a gateway says of an error; see contract-vai 6.2. */
export interface ApiErrorFields {
  /** `rate_limit_error`, …; an open set. */
  readonly type: string;
  readonly message: string;
  /** The path of the member, or the name of the header, that is at fault. */
  readonly param?: string;
  readonly code?: string;
  readonly requestId?: string;
  /** Seconds to wait before asking again. */
  readonly retryAfter?: number;
  /** What the model's provider said, as it came. */
  readonly providerError?: unknown;
  readonly compatIssues?: readonly CompatIssue[];
  /** 200 where the error came inside a stream; absent where a browser hides it. */
  readonly httpStatus?: number;
}

const RETRYABLE_TYPES: readonly string[] = ['rate_limit_error', 'overloaded_error', 'api_error'];

/** The gateway told an error, before a stream or inside it. */
export class ApiError extends VaiError implements ApiErrorFields {
  override name = 'ApiError';
  readonly type: string;
  readonly param: string | undefined;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  readonly providerError: unknown;
  readonly compatIssues: readonly CompatIssue[] | undefined;
  readonly httpStatus: number | undefined;

  constructor(fields: ApiErrorFields) {
    super(fields.message);
    this.type = fields.type;
    this.param = fields.param;
    this.code = fields.code;
    this.requestId = fields.requestId;
    this.retryAfter = fields.retryAfter;
    this.providerError = fields.providerError;
    this.compatIssues = fields.compatIssues;
    this.httpStatus = fields.httpStatus;
  }

  /** Whether the same request may succeed later, after `retryAfter` seconds if that is given. */
  get retryable(): boolean {
    return RETRYABLE_TYPES.includes(this.type);
  }
}

/** The connection failed: no answer, or one that broke off. */
export class TransportError extends VaiError {
  override name = 'TransportError';
  /** What was being done: `POST /v1/messages`, say. */
  readonly operation: string;

  constructor(operation: string, cause: unknown) {
    super(`${operation}: the connection failed`, { cause });
    this.operation = operation;
  }
}

/** The answer is not what the contract says: no JSON, no event stream, an end before the terminal event. */
export class ProtocolError extends VaiError {
  override name = 'ProtocolError';
  readonly phase: 'response' | 'stream';
  readonly requestId: string | undefined;

  constructor(phase: 'response' | 'stream', message: string, requestId?: string) {
    super(message);
    this.phase = phase;
    this.requestId = requestId;
  }
}

/** A deadline passed: the caller's, or the default one of calls that do not stream. */
export class TimeoutError extends VaiError {
  override name = 'TimeoutError';
}

/** The caller aborted, or closed a stream before its end. */
export class AbortedError extends VaiError {
  override name = 'AbortedError';
}

/** The caller's input was refused; nothing was sent. */
export class UsageError extends VaiError {
  override name = 'UsageError';
  readonly type = 'invalid_request_error';
  readonly code: string | undefined;
  readonly param: string | undefined;

  constructor(message: string, where: { readonly code?: string; readonly param?: string } = {}) {
    super(message);
    this.code = where.code;
    this.param = where.param;
  }
}
