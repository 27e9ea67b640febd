import type { IncomingMessage } from 'node:http';
import type { IncomingRequest } from './exchange.js';
import type { Stop } from './stop.js';

const NO_BODY = new Uint8Array();

/** What the head of a request says; its body is empty until it has been read. */
export function incomingRequest(message: IncomingMessage, stop: Stop, arrivedAt: number): IncomingRequest {
  const raw = message.rawHeaders;
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) headers.push([raw[at] ?? '', raw[at + 1] ?? '']);
  const target = message.url ?? '/';
  return {
    method: message.method ?? 'GET',
    target,
    path: pathOf(target),
    headers,
    header(name) {
      const lower = name.toLowerCase();
      for (const [each, value] of headers) {
        if (each.length === lower.length && each.toLowerCase() === lower) return value;
      }
      return undefined;
    },
    body: NO_BODY,
    remoteAddress: message.socket.remoteAddress ?? '',
    get signal() {
      return stop.signal;
    },
    arrivedAt,
  };
}

/** The same request with its body. */
export function withBytes(request: IncomingRequest, body: Uint8Array): IncomingRequest {
  // Written out, as a spread would make an AbortController for `signal` in each exchange.
  return {
    method: request.method,
    target: request.target,
    path: request.path,
    headers: request.headers,
    header: request.header,
    body,
    remoteAddress: request.remoteAddress,
    get signal() {
      return request.signal;
    },
    arrivedAt: request.arrivedAt,
  };
}

/** The path of a request target, decoded but for encoded slashes. A target that cannot be decoded stays as it is. */
function pathOf(target: string): string {
  const query = target.indexOf('?');
  let path = query === -1 ? target : target.slice(0, query);
  if (!path.startsWith('/')) path = path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
  if (!path.includes('%')) return path;
  try {
    return path
      .split(/%2f/i)
      .map((part) => decodeURIComponent(part))
      .join('%2F');
  } catch {
    return path;
  }
}

/** Why a body could not be had. */
export type BodyFault = 'too-large' | 'too-slow' | 'client-left';

/**
 * Reads a body of at most `maxBytes` within `timeoutMs`. What is not read then is drained by Node once the response has
 * been sent, and never taken for a next request.
 */
export function readBody(
  message: IncomingMessage,
  maxBytes: number,
  timeoutMs: number,
): Promise<Uint8Array | BodyFault> {
  const declared = message.headers['content-length'];
  if (declared === undefined && message.headers['transfer-encoding'] === undefined) return Promise.resolve(NO_BODY);
  if (declared !== undefined && Number(declared) > maxBytes) return Promise.resolve('too-large');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => done('too-slow'), timeoutMs);
    const done = (result: Uint8Array | BodyFault) => {
      clearTimeout(timer);
      message.off('data', onData);
      message.off('end', onEnd);
      message.off('close', onClose);
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) return done('too-large');
      chunks.push(chunk);
    };
    const onEnd = () => done(chunks.length === 1 ? (chunks[0] ?? NO_BODY) : Buffer.concat(chunks));
    const onClose = () => done('client-left');
    message.on('data', onData);
    message.on('end', onEnd);
    message.on('close', onClose);
  });
}
