import type { HeaderList, RequestFacts, ResponseFacts } from './judge/exchange.js';

/** A body: text, bytes, or what gives them piece by piece. */
export type CheckedBody = string | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>;

/** Header fields in any of the usual forms. */
export type CheckedHeaders = HeaderList | Headers | Readonly<Record<string, string>>;

/** A request: of the web platform, or as plain values. */
export type CheckedRequest =
  | Request
  | {
      readonly method: string;
      /** The request target, or a whole URL. */
      readonly path: string;
      readonly headers?: CheckedHeaders;
      readonly body?: string | Uint8Array;
    };

/** A response: of the web platform, or as plain values. */
export type CheckedResponse = Response | { readonly status: number; readonly headers?: CheckedHeaders };

/** A response, what was asked for, where known, and its body, where the response does not hold it. */
export interface CheckedExchange {
  readonly request?: CheckedRequest;
  readonly response: CheckedResponse;
  readonly body?: CheckedBody;
}

/** Reads a request. One of the web platform can still be read afterwards. */
export async function requestFacts(request: CheckedRequest): Promise<RequestFacts> {
  if (!isWebRequest(request)) {
    const { method, path, headers = [], body } = request;
    return {
      method,
      path: targetOf(path),
      headers: headerList(headers),
      ...(body === undefined ? {} : { body: bytesOf(body) }),
    };
  }
  if (request.bodyUsed) throw new TypeError('The body of this Request was read already. Check it before, or a clone.');
  const body = request.body === null ? undefined : new Uint8Array(await request.clone().arrayBuffer());
  return {
    method: request.method,
    path: targetOf(request.url),
    headers: headerList(request.headers),
    ...(body === undefined ? {} : { body }),
  };
}

/** Takes a response apart. Throws `TypeError` where its body is gone and none is given beside it. */
export function responseFacts({ response, body }: CheckedExchange): { facts: ResponseFacts; body: CheckedBody } {
  const facts = { status: response.status, headers: headerList(response.headers ?? []) };
  if (body !== undefined) return { facts, body };
  if (!(response instanceof Response)) return { facts, body: '' };
  if (response.bodyUsed) {
    throw new TypeError('The body of this Response was read already. Give it as `body`, or check a clone.');
  }
  return { facts, body: response.clone().body ?? '' };
}

/** The pieces of a body as bytes. */
export async function* bodyPieces(body: CheckedBody): AsyncGenerator<Uint8Array> {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    yield bytesOf(body);
    return;
  }
  for await (const piece of body) yield bytesOf(piece);
}

function isWebRequest(request: CheckedRequest): request is Request {
  return 'url' in request && 'bodyUsed' in request;
}

function headerList(headers: CheckedHeaders): HeaderList {
  if (isHeaderList(headers)) return headers;
  return headers instanceof Headers ? [...headers] : Object.entries(headers);
}

function isHeaderList(headers: CheckedHeaders): headers is HeaderList {
  return Array.isArray(headers);
}

function targetOf(path: string): string {
  return path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '') || '/';
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body;
}
