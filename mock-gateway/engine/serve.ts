import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BodyFault, readBody } from './body.js';
import type { EventStream } from './channel.js';
import { now } from './clock.js';
import { Course, type ReadTerms } from './course.js';
import type { Reply } from './exchange.js';
import { Player } from './player.js';
import { ServedRequest } from './request.js';
import type { ServerOptions } from './server.js';

/** When a client that has sent FIN is asked whether it still listens, in milliseconds after it. */
const PROBE_AFTER_MS = [0, 20, 100];

/** One request and its response on a socket of Node's server. */
export class ServedExchange extends Course {
  /** It has its body once that was read. */
  protected readonly request: ServedRequest;

  constructor(
    private readonly message: IncomingMessage,
    private readonly response: ServerResponse,
    protected override readonly options: ServerOptions,
  ) {
    const arrivedAt = now();
    super(options, options.journal?.open(message, arrivedAt));
    this.request = new ServedRequest(message, this.stop, arrivedAt);
    response.on('close', () => this.closed());
  }

  protected makePlayer(): Player {
    return new Player(this.response, this.page, this.stop);
  }

  protected readBody(terms: ReadTerms, callback: (result: Uint8Array | BodyFault) => void): void {
    readBody(this.message, this.stop, terms, callback);
  }

  protected cutOff(): boolean {
    if (!this.response.headersSent) return false;
    this.response.destroy();
    return true;
  }

  /** HTTP/1.0 knows no chunks: there the body ends with the connection. */
  protected framed({ status, headers }: Reply): Pick<Reply, 'status' | 'headers'> {
    const framed = headers.some(([name]) => /^(transfer-encoding|content-length)$/i.test(name));
    if (framed || !this.response.useChunkedEncodingByDefault) return { status, headers };
    return { status, headers: [...headers, ['Transfer-Encoding', 'chunked']] };
  }

  /** FIN alone does not tell whether a client still reads; a write to one that does not is answered with a reset. */
  protected watch(stream: EventStream): void {
    const { socket } = this.message;
    const timers: NodeJS.Timeout[] = [];
    const ask = () => {
      for (const after of PROBE_AFTER_MS) timers.push(setTimeout(() => stream.push(this.options.app.probe), after));
    };
    if (socket.readableEnded) ask();
    else socket.once('end', ask);
    this.whenOver(() => {
      socket.off('end', ask);
      for (const timer of timers) clearTimeout(timer);
    });
  }

  /** A client that leaves says FIN. Nothing is ever written that would show whether it still reads: FIN has to do. */
  protected gone(): Promise<void> {
    const { message, stop } = this;
    const { socket } = message;
    const leave = () => socket.destroy();
    if (socket.readableEnded) leave();
    else socket.once('end', leave);
    // What is left of the body is read, or FIN would wait behind it.
    message.resume();
    return new Promise((resolve) => {
      stop.onStop(() => {
        socket.off('end', leave);
        resolve();
      });
    });
  }
}
