import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { channelOf, type EventStream } from './channel.js';
import { now } from './clock.js';
import type { IncomingRequest, Reply, StreamItem, WireReply } from './exchange.js';
import type { Journal, JournalFault, JournalPage } from './journal.js';
import type { Mutation } from './mutation.js';
import { Player } from './player.js';
import { type BodyFault, incomingRequest, readBody, withBytes } from './request.js';
import { type Chunking, speak } from './speak.js';
import { Stop } from './stop.js';

/** What a gateway may do with an exchange besides answering it. */
export interface ExchangeControls {
  /** Stops when the client has left or the server ends. */
  readonly stop: Stop;
  /** Calls back once, when the last byte is out or the client gone. */
  whenOver(callback: () => void): void;
  /** Notes in the journal what was wrong with the request. */
  fault(fault: JournalFault): void;
}

/** A request that was let in: what its body may be, and what becomes of it. */
export interface Admission {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Answers the request with its body. */
  complete(request: IncomingRequest): Reply | WireReply | Promise<Reply | WireReply>;
  /** Answers a request whose body was refused. */
  refuse(fault: BodyFault): Reply;
}

/** A gateway as the server sees it. */
export interface GatewayApp {
  /** Decides by the head alone: an answer, or the terms on which the body is read. */
  receive(request: IncomingRequest, controls: ExchangeControls): Reply | Admission;
  /** Answers where the gateway itself broke. */
  crashed(request: IncomingRequest, error: unknown): Reply;
  /** Something that may be said at any time in a stream and means nothing: it shows whether anyone still listens. */
  readonly probe: StreamItem;
}

export interface ServerOptions {
  readonly app: GatewayApp;
  readonly journal: Journal | undefined;
  readonly mutation: Mutation | undefined;
  readonly chunking: Chunking;
  /** A connection whose request head takes longer is closed, in milliseconds. */
  readonly headTimeoutMs: number;
}

/** Most of a body that is read for a mutated gateway, which sees requests before their size is judged. */
const MUTATED_BODY_MAX = 256 * 1024 * 1024;
/** When a client that has sent FIN is asked whether it still listens, in milliseconds after it. */
const PROBE_AFTER_MS = [0, 20, 100];

/** The HTTP server of a gateway: node:http, and one player per response. */
export class GatewayServer {
  readonly #server: Server;
  readonly #options: ServerOptions;
  readonly #open = new Set<Stop>();

  constructor(options: ServerOptions) {
    this.#options = options;
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
    this.#server.on('request', (message, response) => this.#serve(message, response));
    this.#server.on('clientError', refuseNonHttp);
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

  /** Ends at once: what runs is stopped, all connections are closed. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const stop of this.#open) stop.stop('server-closed');
      this.#server.closeAllConnections();
    });
  }

  #serve(message: IncomingMessage, response: ServerResponse): void {
    const stop = new Stop();
    const request = incomingRequest(message, stop, now());
    const page = this.#options.journal?.open(request);
    const over: (() => void)[] = [];
    this.#open.add(stop);
    response.on('close', () => {
      this.#open.delete(stop);
      page?.ended('client-left', now());
      stop.stop('client-left');
      for (const callback of over) callback();
    });
    const controls: ExchangeControls = {
      stop,
      whenOver: (callback) => over.push(callback),
      fault: (fault) => {
        if (page !== undefined) page.fault = fault;
      },
    };
    const player = new Player(response, page, stop);
    this.#answer(message, request, controls, page, player).catch(() => response.destroy());
  }

  async #answer(
    message: IncomingMessage,
    request: IncomingRequest,
    controls: ExchangeControls,
    page: JournalPage | undefined,
    player: Player,
  ): Promise<void> {
    const { app, mutation } = this.#options;
    const heard = { request };
    let reply: Reply | WireReply | undefined;
    try {
      reply =
        mutation?.reply === undefined && mutation?.request === undefined
          ? await this.#honest(message, heard, controls, page)
          : await this.#mutated(mutation, message, heard, controls, page);
    } catch (error) {
      reply = app.crashed(request, error);
    }
    if (reply === undefined || player.over) return;
    if ('program' in reply) return player.play(reply.program);
    if (reply.body instanceof Uint8Array) {
      player.head(reply);
      if (reply.end === undefined || reply.end === 'end') return player.end(reply.body);
      player.write(reply.body);
      return player.finish(reply.end);
    }
    await this.#stream(message.socket, heard.request, reply, reply.body, player, controls.stop);
  }

  async #honest(
    message: IncomingMessage,
    heard: Heard,
    controls: ExchangeControls,
    page: JournalPage | undefined,
  ): Promise<Reply | WireReply | undefined> {
    const received = this.#options.app.receive(heard.request, controls);
    if (!('complete' in received)) return received;
    const body = await readBody(message, received.maxBytes, received.timeoutMs);
    if (typeof body === 'string') return body === 'client-left' ? undefined : received.refuse(body);
    if (page !== undefined) page.body = body;
    heard.request = withBytes(heard.request, body);
    return received.complete(heard.request);
  }

  async #mutated(
    mutation: Mutation,
    message: IncomingMessage,
    heard: Heard,
    controls: ExchangeControls,
    page: JournalPage | undefined,
  ): Promise<Reply | undefined> {
    let bodyFault: BodyFault | undefined;
    const admission = this.#options.app.receive;
    const read = await readBody(message, MUTATED_BODY_MAX, 30_000);
    if (read === 'client-left') return undefined;
    if (typeof read === 'string') bodyFault = read;
    const body = typeof read === 'string' ? new Uint8Array() : read;
    if (page !== undefined) page.body = body;
    const honest = async (request: IncomingRequest): Promise<Reply> => {
      const received = admission.call(this.#options.app, request, controls);
      if (!('complete' in received)) return received;
      if (bodyFault !== undefined) return received.refuse(bodyFault);
      if (request.body.byteLength > received.maxBytes) return received.refuse('too-large');
      const reply = await received.complete(request);
      if ('program' in reply)
        throw new Error('A replayed exchange cannot be mutated: start the gateway without replay.');
      return reply;
    };
    const whole = withBytes(heard.request, body);
    const request = mutation.request?.(whole) ?? whole;
    heard.request = whole;
    return mutation.reply === undefined ? honest(request) : mutation.reply(request, honest);
  }

  async #stream(
    socket: Socket,
    request: IncomingRequest,
    reply: Reply,
    body: AsyncIterable<StreamItem>,
    player: Player,
    stop: Stop,
  ): Promise<void> {
    const { mutation, chunking } = this.#options;
    let end = reply.end ?? 'end';
    const stream = channelOf(mutation?.events?.(body, request) ?? body, () => {
      end = 'reset';
    });
    stop.onStop(() => stream.close());
    const forget = this.#probe(socket, stream);
    // The head goes out with the first event, as a gateway does that waits for its model.
    await stream.changed();
    if (!player.over) {
      player.head(reply);
      await speak(stream, player, chunking, mutation?.frame);
      await player.finish(end);
    }
    forget();
  }

  /** FIN alone does not tell whether a client still reads; a write to one that does not is answered with a reset. */
  #probe(socket: Socket, stream: EventStream): () => void {
    const timers: NodeJS.Timeout[] = [];
    const ask = () => {
      for (const after of PROBE_AFTER_MS) timers.push(setTimeout(() => stream.push(this.#options.app.probe), after));
    };
    if (socket.readableEnded) ask();
    else socket.once('end', ask);
    return () => {
      socket.off('end', ask);
      for (const timer of timers) clearTimeout(timer);
    };
  }
}

/** The request as far as it has been read: the head, then with its body. */
interface Heard {
  request: IncomingRequest;
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
