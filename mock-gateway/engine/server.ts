import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { CourseOptions } from './course.js';
import type { Journal } from './journal.js';
import { ServedExchange } from './serve.js';

export interface ServerOptions extends CourseOptions {
  readonly journal: Journal | undefined;
  /** A connection whose request head takes longer is closed, in milliseconds. */
  readonly headTimeoutMs: number;
}

/** The HTTP server of a gateway: node:http, and one player per response. */
export class GatewayServer {
  readonly #server: Server;
  readonly #open = new Set<ServedExchange>();
  readonly #idle: (() => void)[] = [];

  constructor(options: ServerOptions) {
    this.#server = createServer({
      noDelay: true,
      // Longer than clients keep idle connections, so that none meets a closing one.
      keepAliveTimeout: 120_000,
      requestTimeout: 0,
      headersTimeout: options.headTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, Math.max(50, options.headTimeoutMs / 8)),
      maxHeaderSize: 256 * 1024,
    });
    // A client that has sent FIN may still read: it gets its answer.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    this.#server.on('request', (message: IncomingMessage, response: ServerResponse) => {
      const exchange = new ServedExchange(message, response, options);
      this.#open.add(exchange);
      exchange.whenOver(() => {
        this.#open.delete(exchange);
        if (this.#open.size > 0) return;
        for (const resolve of this.#idle.splice(0)) resolve();
      });
      exchange.serve();
    });
    this.#server.on('clientError', refuseNonHttp);
    const { faults, journal } = options;
    if (faults !== undefined) this.#server.on('connection', (socket: Socket) => faults.accept(socket, journal));
  }

  /** Starts to listen and gives the port. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** Resolves once every answer that was begun has left whole, or after `patienceMs`: a client may never read its own. */
  async idle(patienceMs: number): Promise<void> {
    if (this.#open.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([late, new Promise<void>((resolve) => this.#idle.push(resolve))]);
    clearTimeout(timer);
  }

  /** Ends at once: what runs is stopped, all connections are closed. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const exchange of this.#open) exchange.stop.stop('server-closed');
      this.#server.closeAllConnections();
    });
  }
}

/** What is no HTTP is told so; a head that did not come in time gets no answer. */
function refuseNonHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`);
}
