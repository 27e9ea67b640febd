import type { CompatIssue } from './errors.js';
import { ApiError } from './errors.js';
import type { JsonObject } from './json.js';
import { isObject, parsed } from './json.js';
import type { Mask } from './secrets.js';

/** What is known of an answer beside its body. */
export interface AnswerFacts {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
}

const TYPE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** The request id that the gateway gave an answer. */
export function requestIdOf(headers: Headers): string | undefined {
  return headers.get('x-request-id') ?? undefined;
}

/**
 * The error that an answer outside 2xx stands for. What the envelope leaves out is filled from status and headers; a
 * body that is no envelope is never quoted.
 */
export function errorOfAnswer(answer: AnswerFacts, body: string, mask: Mask): ApiError {
  const inner = innerError(parsed(mask(body)));
  return apiError(inner, {
    type: TYPE_OF_STATUS[answer.status] ?? 'api_error',
    message: neutralMessage(answer),
    requestId: requestIdOf(answer.headers),
    retryAfter: retryAfterOf(answer.headers),
    // A browser does not show what a redirect was: its status is 0.
    httpStatus: answer.status === 0 ? undefined : answer.status,
  });
}

/** The error that an `error` event of a stream tells. */
export function errorOfEvent(data: string, requestId: string | undefined, mask: Mask): ApiError {
  const inner = innerError(parsed(mask(data)));
  return apiError(inner, {
    type: 'api_error',
    message: 'the gateway ended the stream with an error',
    requestId,
    retryAfter: undefined,
    httpStatus: 200,
  });
}

interface Fallbacks {
  readonly type: string;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  readonly httpStatus: number | undefined;
}

function apiError(inner: JsonObject, fallback: Fallbacks): ApiError {
  const requestId = textOr(inner.request_id, fallback.requestId);
  const retryAfter = secondsOf(inner.retry_after) ?? fallback.retryAfter;
  const param = textOr(inner.param, undefined);
  const code = codeOf(inner.code);
  return new ApiError({
    type: textOr(inner.type, fallback.type) ?? fallback.type,
    message: textOr(inner.message, fallback.message) ?? fallback.message,
    ...(param !== undefined && { param }),
    ...(code !== undefined && { code }),
    ...(requestId !== undefined && { requestId }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(inner.provider_error != null && { providerError: inner.provider_error }),
    ...(isIssueList(inner.compat_issues) && { compatIssues: inner.compat_issues }),
    ...(fallback.httpStatus !== undefined && { httpStatus: fallback.httpStatus }),
  });
}

/**
 * Reads `Retry-After`: seconds, or a date, of which the seconds to go are rounded up. Never negative.
 *
 * @returns seconds, or undefined where the header is missing or meaningless.
 */
export function retryAfterOf(headers: Headers, now = Date.now()): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  // A date of HTTP has letters; Date.parse would take "-5" or "1.5" for one as well.
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

function neutralMessage(answer: AnswerFacts): string {
  if (answer.status === 0) return 'the gateway answered with a redirect, which is not followed';
  return answer.statusText === '' ? `HTTP ${answer.status}` : `HTTP ${answer.status} ${answer.statusText}`;
}

function innerError(body: unknown): JsonObject {
  return isObject(body) && isObject(body.error) ? body.error : {};
}

function textOr(value: unknown, fallback: string | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

function codeOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOr(value, undefined);
}

function secondsOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function isIssueList(value: unknown): value is readonly CompatIssue[] {
  return Array.isArray(value) && value.every(isObject);
}
