import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AdapterWouldNotStart } from './faults.js';
import { tooLong } from './line-faults.js';
import { LineReader } from './line-reader.js';
import type { AdapterEnd, Transport, TransportEvents } from './transport.js';

/** How long a poll is held open while there is nothing to say. */
const POLL_MS = 20_000;
/** A page that has not polled for this long is gone: closed, reloaded or crashed. */
const GONE_MS = 10_000;

const HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Allow-Private-Network': 'true',
  'Cache-Control': 'no-store',
};

/**
 * An adapter that is a page, and cannot listen. It polls `GET RELAY` for requests, a line each, and posts its lines to
 * `POST RELAY`. 204: nothing to do, poll again; 410: the suite is over.
 */
export class RelayTransport implements Transport {
  readonly #requests: string[] = [];
  readonly #path: string;
  #poll: ServerResponse | undefined;
  #pollTimer: NodeJS.Timeout | undefined;
  #goneTimer: NodeJS.Timeout | undefined;
  #over: AdapterEnd | undefined;

  private constructor(
    private readonly server: Server,
    path: string,
    private readonly events: TransportEvents,
  ) {
    this.#path = path;
    server.on('request', (request, response) => this.#answer(request, response).catch(() => response.destroy()));
  }

  /**
   * Listens, and tells where the page has to be opened. A page that names its relay (`?relay=http://127.0.0.1:PORT/…`)
   * finds it there; otherwise the port and a path that nobody can guess are made up, and added to its address.
   */
  static async open(page: string, events: TransportEvents, announce: (text: string) => void): Promise<RelayTransport> {
    const address = new URL(page);
    const named = address.searchParams.get('relay');
    const wanted = named === null ? undefined : new URL(named);
    const server = createServer();
    const path = wanted?.pathname ?? `/${randomBytes(12).toString('hex')}`;
    server.listen(Number(wanted?.port ?? 0), '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      const hint = 'Stop what listens there, or let the page name another relay.';
      throw new AdapterWouldNotStart(
        `The relay cannot listen: ${error instanceof Error ? error.message : error}`,
        hint,
      );
    }
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    if (wanted === undefined) address.searchParams.set('relay', `http://127.0.0.1:${port}${path}`);
    announce(`Open this page in the browser that is to be judged: ${address.href}`);
    return new RelayTransport(server, path, events);
  }

  send(_id: string, line: string): void {
    this.#requests.push(line);
    this.#deliver();
  }

  giveUp(): void {}

  stderr(): string {
    return '';
  }

  async memory(): Promise<null> {
    return null;
  }

  async close(): Promise<AdapterEnd> {
    const end = this.#over ?? { exit: null, signal: null, killed: false };
    this.#end(end);
    return end;
  }

  #end(end: AdapterEnd): void {
    if (this.#over !== undefined) return;
    this.#over = end;
    clearTimeout(this.#pollTimer);
    clearTimeout(this.#goneTimer);
    this.#poll?.writeHead(410, HEADERS).end();
    this.server.close();
    this.server.closeIdleConnections();
    this.events.gone(end);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0];
    if (request.method === 'OPTIONS') response.writeHead(204, HEADERS).end();
    else if (path !== this.#path) response.writeHead(404, HEADERS).end();
    else if (this.#over !== undefined) response.writeHead(410, HEADERS).end();
    else if (request.method === 'GET') this.#hold(response);
    else {
      await this.#read(request);
      response.writeHead(204, HEADERS).end();
    }
  }

  /** A page polls with one request at a time; an older one that is still open is answered. */
  #hold(response: ServerResponse): void {
    this.#release();
    clearTimeout(this.#goneTimer);
    this.#poll = response;
    this.#pollTimer = setTimeout(() => this.#release(), POLL_MS);
    response.once('close', () => {
      if (this.#poll !== response) return;
      this.#poll = undefined;
      this.#awaitPoll();
    });
    this.#deliver();
  }

  #deliver(): void {
    if (this.#poll === undefined || this.#requests.length === 0) return;
    const lines = this.#requests.splice(0).map((line) => `${line}\n`);
    this.#take()
      ?.writeHead(200, { ...HEADERS, 'Content-Type': 'application/x-ndjson' })
      .end(lines.join(''));
  }

  #release(): void {
    this.#take()?.writeHead(204, HEADERS).end();
  }

  #take(): ServerResponse | undefined {
    const poll = this.#poll;
    this.#poll = undefined;
    clearTimeout(this.#pollTimer);
    if (poll !== undefined) this.#awaitPoll();
    return poll;
  }

  #awaitPoll(): void {
    clearTimeout(this.#goneTimer);
    const end = { exit: null, signal: 'none: the page no longer polls', killed: false };
    this.#goneTimer = setTimeout(() => this.#end(end), GONE_MS);
  }

  async #read(request: IncomingMessage): Promise<void> {
    const { events } = this;
    const reader = new LineReader({ line: events.line, tooLong: (start) => events.fault(tooLong(start)) });
    for await (const chunk of request) reader.push(Buffer.from(chunk));
    const rest = reader.rest();
    if (rest.length > 0) events.line(rest);
  }
}
