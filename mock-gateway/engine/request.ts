import type { IncomingMessage } from 'node:http';
import type { IncomingRequest } from './exchange.js';
import type { Stop } from './stop.js';

const NO_BODY = new Uint8Array();

/** What a request says. Without a body: what its head says, before the body is read. */
export function incomingRequest(
  message: IncomingMessage,
  stop: Stop,
  arrivedAt: number,
  body: Uint8Array = NO_BODY,
): IncomingRequest {
  const target = message.url ?? '/';
  // Getters, as most requests are answered without the list of their headers, and without anyone who waits for a signal.
  return {
    method: message.method ?? 'GET',
    target,
    path: pathOf(target),
    get headers() {
      return headerPairs(message.rawHeaders);
    },
    header: (name) => firstHeader(message, name.toLowerCase()),
    body,
    remoteAddress: message.socket.remoteAddress ?? '',
    get signal() {
      return stop.signal;
    },
    arrivedAt,
  };
}

/** Node joins the values of repeated headers by commas, so a value with a comma is looked up where it came from. */
function firstHeader({ headers, rawHeaders }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  if (typeof value === 'string' && !value.includes(',')) return value;
  if (value === undefined) return undefined;
  return headerPairs(rawHeaders).find(([each]) => each.toLowerCase() === name)?.[1];
}

function headerPairs(raw: readonly string[]): [string, string][] {
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) headers.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return headers;
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
