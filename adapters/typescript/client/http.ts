import type { Endpoint } from './base-url.js';
import { endpointUrl } from './base-url.js';
import { errorOfAnswer, requestIdOf } from './error-body.js';
import { ProtocolError, TransportError, UsageError } from './errors.js';
import { checkedHeaders, requestHeaders } from './headers.js';
import type { JsonObject } from './json.js';
import { isObject, parsed } from './json.js';
import type { CallOptions, Settings } from './options.js';
import type { CallScope } from './scope.js';

/** One request of the client. */
export interface Call {
  readonly endpoint: Endpoint;
  readonly method: 'GET' | 'POST';
  readonly body?: JsonObject;
  readonly streams: boolean;
  /** The member that an answer of this endpoint has, where it is read whole. */
  readonly answerMember: 'content' | 'result' | 'models';
  readonly providerKeys: ReadonlyMap<string, string>;
  readonly options: CallOptions;
}

export type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/** An answer whose body is a stream of events. */
export interface OpenStream {
  readonly requestId: string | undefined;
  readonly body: BodyReader;
}

/** An answer that was read whole. */
export interface JsonAnswer {
  readonly requestId: string | undefined;
  readonly value: JsonObject;
}

/** Bytes of an answer that is read whole. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Bytes of an error's body; what comes after them is not read. */
const MAX_ERROR_BODY_BYTES = 1024 * 1024;
/** Milliseconds for an error's body: the status is known, and is told without it. */
const MAX_ERROR_BODY_MS = 5_000;

/** The words for a call in errors: `POST /v1/messages`. */
export function operationOf(settings: Settings, call: Pick<Call, 'method' | 'endpoint'>): string {
  return `${call.method} ${new URL(endpointUrl(settings.baseUrl, call.endpoint)).pathname}`;
}

/** Sends a call and reads its answer, which must be a JSON object. */
export async function fetchJson(settings: Settings, call: Call, scope: CallScope): Promise<JsonAnswer> {
  const answer = await send(settings, call, scope);
  const requestId = requestIdOf(answer.headers);
  const { text, cut } = await readText(answer, MAX_BODY_BYTES, scope);
  if (cut) throw new ProtocolError('response', `the answer is longer than ${MAX_BODY_BYTES} bytes`, requestId);
  const value = parsed(text);
  if (!isObject(value)) throw new ProtocolError('response', 'the answer is not a JSON object', requestId);
  const isEnvelope = isObject(value.error) && value[call.answerMember] === undefined;
  if (isEnvelope) throw errorOfAnswer(answer, text, settings.mask);
  return { requestId, value };
}

/** Sends a call and hands over its body, which must be a stream of events. */
export async function fetchStream(settings: Settings, call: Call, scope: CallScope): Promise<OpenStream> {
  const answer = await send(settings, call, scope);
  const requestId = requestIdOf(answer.headers);
  const type = answer.headers.get('content-type') ?? '';
  const isEventStream = /^\s*text\/event-stream\s*(;|$)/i.test(type);
  if (!isEventStream || answer.body === null) {
    discard(answer);
    throw new ProtocolError('response', 'the answer is not an event stream', requestId);
  }
  return { requestId, body: answer.body.getReader() };
}

/** @throws ApiError for an answer outside 2xx. A redirect is one: no key goes anywhere but to the gateway. */
async function send(settings: Settings, call: Call, scope: CallScope): Promise<Response> {
  const headers = requestHeaders(settings, {
    hasBody: call.body !== undefined,
    streams: call.streams,
    providerKeys: call.providerKeys,
    extra: checkedHeaders(call.options.headers ?? {}),
  });
  const request = {
    method: call.method,
    headers,
    redirect: 'manual',
    signal: scope.signal,
    ...(call.body !== undefined && { body: bodyText(call.body) }),
  } as const;
  const answer = await step(scope, fetch(endpointUrl(settings.baseUrl, call.endpoint), request));
  if (answer.ok) return answer;
  const text = await errorText(answer, scope);
  throw errorOfAnswer(answer, text, settings.mask);
}

function bodyText(body: JsonObject): string {
  try {
    return JSON.stringify(body);
  } catch {
    throw new UsageError('the request cannot be written as JSON');
  }
}

/** Awaits one step of a call. What fails after the call was ended failed for that reason; all else is the connection. */
export async function step<T>(scope: CallScope, work: Promise<T>): Promise<T> {
  try {
    const value = await work;
    if (scope.stopped !== undefined) throw scope.stopped;
    return value;
  } catch (cause) {
    throw scope.stopped ?? new TransportError(scope.operation, cause);
  }
}

/** An error's body, as far as it comes in time. Its status tells the error even where the body breaks off. */
async function errorText(answer: Response, scope: CallScope): Promise<string> {
  const patience = setTimeout(() => discard(answer), MAX_ERROR_BODY_MS);
  try {
    return (await readText(answer, MAX_ERROR_BODY_BYTES, scope)).text;
  } catch {
    if (scope.stopped !== undefined) throw scope.stopped;
    return '';
  } finally {
    clearTimeout(patience);
  }
}

async function readText(answer: Response, limit: number, scope: CallScope): Promise<{ text: string; cut: boolean }> {
  const reader = answer.body?.getReader();
  if (reader === undefined) return { text: '', cut: false };
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await step(scope, reader.read());
    if (done) break;
    bytes += value.length;
    if (bytes > limit) {
      cancel(reader);
      return { text: pieces.join(''), cut: true };
    }
    pieces.push(decoder.decode(value, { stream: true }));
  }
  pieces.push(decoder.decode());
  return { text: pieces.join(''), cut: false };
}

/** Lets go of a body that is being read; its connection is closed. */
export function cancel(reader: BodyReader): void {
  reader.cancel().catch(() => undefined);
}

function discard(answer: Response): void {
  answer.body?.cancel().catch(() => undefined);
}
