import type { IncomingMessage } from 'node:http';
import type { IncomingRequest } from './exchange.js';
import { pathOf } from './path.js';
import type { Stop } from './stop.js';

const NO_BODY = new Uint8Array();

/**
 * A request as it came. Its list of headers and its signal are made for those who ask: most requests are answered without.
 * A class, as an object with getters of its own would have a hidden class of its own, which costs more than both.
 */
export class ServedRequest implements IncomingRequest {
  readonly method: string;
  readonly target: string;
  readonly path: string;
  #headers: [string, string][] | undefined;
  #body: Uint8Array = NO_BODY;

  constructor(
    private readonly message: IncomingMessage,
    private readonly stop: Stop,
    readonly arrivedAt: number,
  ) {
    this.method = message.method ?? 'GET';
    this.target = message.url ?? '/';
    this.path = pathOf(this.target);
  }

  get headers(): [string, string][] {
    this.#headers ??= headerPairs(this.message.rawHeaders);
    return this.#headers;
  }

  get body(): Uint8Array {
    return this.#body;
  }

  /** Adds the body, once it was read. */
  received(body: Uint8Array): void {
    this.#body = body;
  }

  get remoteAddress(): string {
    return this.message.socket.remoteAddress ?? '';
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  readonly header = (name: string): string | undefined => firstHeader(this.message, name.toLowerCase());
}

/** The same as a plain object, which mutations spread into requests of their own. */
export function plainRequest(request: IncomingRequest): IncomingRequest {
  const { method, target, path, headers, header, body, remoteAddress, signal, arrivedAt } = request;
  return { method, target, path, headers, header, body, remoteAddress, signal, arrivedAt };
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
