import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { now } from '../../../mock-gateway/engine/clock.js';
import { Player } from '../../../mock-gateway/engine/player.js';
import { Stop } from '../../../mock-gateway/engine/stop.js';
import type { Handler, Script, ScriptServer, SeenRequest, ServeOptions } from './seen.js';
import { ArrivedRequest } from './seen-request.js';
import { Written } from './written.js';

/** How servers of a subject behave beside their scripts. */
export interface ServerTerms {
  /** Pages of any origin may ask, and may see what they need to see of the answer. */
  readonly cors?: boolean;
}

/** Told when the program of a request has come to its end, or has thrown. */
export type PlayedListener = (request: SeenRequest, error: unknown) => void;

interface Exchange {
  readonly response: ServerResponse;
  readonly request: ArrivedRequest;
  readonly stop: Stop;
  readonly written: Written;
}

/** A server whose every answer is a script; it keeps what arrived, and counts its sockets. */
export class LoopbackServer implements ScriptServer {
  readonly requests: SeenRequest[] = [];
  readonly rawErrors: Uint8Array[] = [];
  readonly connections = { open: 0, total: 0 };
  origin = '';
  port = 0;
  /** Whether an answer was such that a client may not want to use its connection again. */
  spoiled = false;
  readonly #server: Server;
  readonly #open = new Set<Exchange>();
  readonly #numbers = new WeakMap<Socket, number>();
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<PlayedListener>();
  #handler: Handler;
  /** Requests that the present handler was given. */
  #handled = 0;
  #closed = false;

  private constructor(
    script: Script,
    private readonly terms: ServerTerms,
  ) {
    this.#handler = handlerOf(script);
    this.#server = createServer({
      noDelay: true,
      keepAliveTimeout: 120_000,
      requestTimeout: 0,
      headersTimeout: 0,
      maxHeaderSize: 256 * 1024,
    });
    this.#server.on('connection', (socket: Socket) => this.#connected(socket));
    this.#server.on('clientError', (error: Error & { rawPacket?: Buffer }, socket: Socket) => {
      if (error.rawPacket !== undefined) this.rawErrors.push(error.rawPacket);
      socket.destroy();
    });
    this.#server.on('checkContinue', (message: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      this.#arrived(message, response);
    });
    this.#server.on('request', (message: IncomingMessage, response: ServerResponse) =>
      this.#arrived(message, response),
    );
  }

  /** Starts a server on a free loopback port. */
  static async start(script: Script, options: ServeOptions = {}, terms: ServerTerms = {}): Promise<LoopbackServer> {
    const { host = '127.0.0.1' } = options;
    const server = new LoopbackServer(script, terms);
    await server.#listen(host);
    server.origin = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
    return server;
  }

  /** From now on says something else; what arrived before stays in `requests`. */
  use(script: Script): void {
    this.#handler = handlerOf(script);
    this.#handled = 0;
  }

  async request(n: number): Promise<SeenRequest> {
    for (;;) {
      const there = this.requests[n - 1];
      if (there !== undefined) return there;
      if (this.#closed) throw new Error(`The server was closed before request ${n} arrived.`);
      await this.#change();
    }
  }

  async closedTo(n: number, withinMs: number): Promise<boolean> {
    const due = now() + withinMs;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    while (this.connections.open > n && now() < due) await Promise.race([this.#change(), late]);
    clearTimeout(timer);
    return this.connections.open <= n;
  }

  /** Listens to programs that end; the function returned takes the listener away. */
  onPlayed(listener: PlayedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether an answer is still under way. */
  get busy(): boolean {
    return [...this.#open].some(({ written }) => !written.ended);
  }

  /** Cuts off the answers that are not complete: nobody waits for them any more. */
  hush(): void {
    for (const { response, stop, written } of this.#open) {
      if (written.ended) continue;
      this.spoiled = true;
      stop.stop('over');
      response.destroy();
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#changed();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const { stop } of this.#open) stop.stop('server-closed');
      this.#server.closeAllConnections();
    });
  }

  #listen(host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, host, () => {
        this.#server.off('error', reject);
        const address = this.#server.address();
        this.port = typeof address === 'object' && address !== null ? address.port : 0;
        resolve();
      });
    });
  }

  #connected(socket: Socket): void {
    this.connections.open++;
    this.connections.total++;
    this.#numbers.set(socket, this.connections.total);
    socket.on('close', () => {
      this.connections.open--;
      this.#changed();
    });
    this.#changed();
  }

  #arrived(message: IncomingMessage, response: ServerResponse): void {
    if (this.terms.cors && message.method === 'OPTIONS') {
      preflight(message, response);
      return;
    }
    const stop = new Stop();
    const written = new Written();
    const connection = this.#numbers.get(message.socket) ?? 0;
    const request = new ArrivedRequest(message, connection, now(), stop, written);
    const exchange = { response, request, stop, written };
    this.#open.add(exchange);
    this.#watchLeaving(message, exchange);
    const pieces: Buffer[] = [];
    message.on('data', (piece: Buffer) => pieces.push(piece));
    message.on('error', () => {});
    message.on('end', () => {
      request.received(Buffer.concat(pieces), this.requests.length);
      this.requests.push(request);
      this.#changed();
      const handled = this.#handled++;
      this.#play(exchange, handled).then(
        () => this.#played(request, undefined),
        (error: unknown) => {
          response.destroy();
          this.#played(request, error);
        },
      );
    });
  }

  async #play({ response, request, stop, written }: Exchange, handled: number): Promise<void> {
    const program = await this.#handler(request, handled);
    if (this.terms.cors) for (const [name, value] of corsHeaders(request)) response.setHeader(name, value);
    const player = new Player(response, undefined, stop);
    await player.play(written.of(program));
    if (written.spoiled || request.hasLeft) this.spoiled = true;
  }

  #watchLeaving(message: IncomingMessage, exchange: Exchange): void {
    const { response, request, stop, written } = exchange;
    const { socket } = message;
    const leave = () => {
      if (written.ended || stop.reason !== undefined) return;
      this.spoiled = true;
      request.leave();
    };
    socket.once('end', leave);
    response.once('close', () => {
      socket.off('end', leave);
      leave();
      stop.stop('over');
      this.#open.delete(exchange);
    });
  }

  #played(request: SeenRequest, error: unknown): void {
    for (const listener of [...this.#listeners]) listener(request, error);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #changed(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

function handlerOf(script: Script): Handler {
  return typeof script === 'function' ? script : () => script;
}

/** What a browser needs to see an answer of another origin, and two headers that SDKs read. */
function corsHeaders(request: SeenRequest): [string, string][] {
  return [
    ['Access-Control-Allow-Origin', request.header('origin') ?? '*'],
    ['Access-Control-Expose-Headers', 'X-Request-ID, Retry-After'],
  ];
}

/** Lets every method and header of a page in; no request of the SDK's, so it is not kept. */
function preflight({ headers }: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    'Access-Control-Allow-Origin': headers.origin ?? '*',
    'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
    'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '',
    'Access-Control-Max-Age': '600',
  });
  response.end();
}
