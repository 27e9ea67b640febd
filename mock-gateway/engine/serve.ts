import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission, ExchangeControls } from './app.js';
import { type BodyFault, readBody } from './body.js';
import { channelOf, type EventStream } from './channel.js';
import { now } from './clock.js';
import type { IncomingRequest, Reply, StreamItem, WireReply } from './exchange.js';
import type { FaultSet } from './fault-set.js';
import type { JournalFault, JournalPage } from './journal.js';
import type { Mutation } from './mutation.js';
import { Player, type Playing } from './player.js';
import { plainRequest, ServedRequest } from './request.js';
import type { ServerOptions } from './server.js';
import { speak } from './speak.js';
import { Stop } from './stop.js';

/** What is read of a body for a mutated gateway, which sees requests before their size is judged. */
const MUTATED_BODY_MAX = 256 * 1024 * 1024;
/** How long it waits for a body that the head alone has already forfeited: long enough for one that was sent along. */
const FORFEITED_MS = 60;
/** When a client that has sent FIN is asked whether it still listens, in milliseconds after it. */
const PROBE_AFTER_MS = [0, 20, 100];

type AnyReply = Reply | WireReply;

/** One request and its response, from the head to the last byte. */
export class ServedExchange implements ExchangeControls {
  readonly stop = new Stop();
  readonly #arrivedAt = now();
  readonly #page: JournalPage | undefined;
  #player: Playing;
  /** It has its body once that was read. */
  readonly #request: ServedRequest;
  readonly #over: (() => void)[] = [];

  constructor(
    private readonly message: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly options: ServerOptions,
  ) {
    this.#page = options.journal?.open(message, this.#arrivedAt);
    this.#player = new Player(response, this.#page, this.stop);
    this.#request = new ServedRequest(message, this.stop, this.#arrivedAt);
    response.on('close', () => this.#closed());
  }

  whenOver(callback: () => void): void {
    this.#over.push(callback);
  }

  fault(fault: JournalFault): void {
    if (this.#page !== undefined) this.#page.fault = fault;
  }

  /** Answers the request. Promises only where something has to be waited for: most answers are there at once. */
  serve(): void {
    const { faults } = this.options;
    if (faults === undefined) this.#serve();
    else this.#guarded(() => this.#endure(faults));
  }

  #endure(faults: FaultSet): void {
    const { message, stop, options } = this;
    const player = new Player(this.response, this.#page, stop);
    const failed = this.#crashed;
    const met = faults.meet(this.#request, { app: options.app, page: this.#page, player, stop, message, failed });
    this.#player = met.player;
    met
      .before()
      .then((next) => {
        if (next === 'go-on') this.#serve();
        else if (next !== 'over') this.#send(next);
      })
      .catch(this.#crashed);
  }

  #serve(): void {
    const { mutation } = this.options;
    this.#guarded(() => {
      if (mutation?.reply !== undefined || mutation?.request !== undefined) {
        this.#readMutated(mutation);
        return;
      }
      const received = this.options.app.receive(this.#request, this);
      if ('complete' in received) this.#readHonest(received);
      else this.#send(received);
    });
  }

  #closed(): void {
    this.#page?.ended('client-left', now());
    this.stop.stop('client-left');
    for (const callback of this.#over) callback();
  }

  /** Whatever breaks in here is the mock's own failure and is told as such, or cuts the response off. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#crashed(error);
    }
  }

  readonly #crashed = (error: unknown): void => {
    if (this.response.headersSent) this.response.destroy();
    else this.#send(this.options.app.crashed(this.#request, error));
  };

  #whole(body: Uint8Array): IncomingRequest {
    this.#page?.read(body);
    this.#request.received(body);
    return this.#request;
  }

  #readHonest(admission: Admission): void {
    readBody(this.message, this.stop, admission, (body) => {
      this.#guarded(() => {
        if (body === 'client-left') return;
        if (typeof body === 'string') this.#send(admission.refuse(body));
        else this.#deliver(admission.complete(this.#whole(body)));
      });
    });
  }

  #readMutated(mutation: Mutation): void {
    const { refused, timeoutMs } = this.options.app.terms(this.#request);
    const terms = { maxBytes: MUTATED_BODY_MAX, timeoutMs: refused ? Math.min(FORFEITED_MS, timeoutMs) : timeoutMs };
    readBody(this.message, this.stop, terms, (body) => {
      this.#guarded(() => {
        if (body === 'client-left') return;
        const fault = typeof body === 'string' ? body : undefined;
        const whole = plainRequest(this.#whole(typeof body === 'string' ? new Uint8Array() : body));
        const request = mutation.request?.(whole) ?? whole;
        const honest = (asked: IncomingRequest) => this.#honestReply(asked, fault);
        this.#deliver(mutation.reply === undefined ? honest(request) : mutation.reply(request, honest));
      });
    });
  }

  async #honestReply(request: IncomingRequest, fault: BodyFault | undefined): Promise<Reply> {
    const received = this.options.app.receive(request, this);
    if (!('complete' in received)) return received;
    if (fault !== undefined) return received.refuse(fault);
    if (request.body.byteLength > received.maxBytes) return received.refuse('too-large');
    const reply = await received.complete(request);
    if ('program' in reply) throw new Error('A replayed exchange cannot be mutated: start the gateway without replay.');
    return reply;
  }

  #deliver(reply: AnyReply | Promise<AnyReply>): void {
    if (reply instanceof Promise) reply.then((answer) => this.#send(answer)).catch(this.#crashed);
    else this.#send(reply);
  }

  #send(reply: AnyReply): void {
    const player = this.#player;
    if (player.over) return;
    if ('program' in reply) {
      player.play(reply.program).catch(this.#crashed);
      return;
    }
    if (!(reply.body instanceof Uint8Array)) {
      this.#stream(reply, reply.body);
      return;
    }
    player.head(reply);
    if (reply.end === undefined || reply.end === 'end') {
      player.end(reply.body);
      return;
    }
    player.write(reply.body);
    player.finish(reply.end);
  }

  #stream(reply: Reply, body: AsyncIterable<StreamItem>): void {
    const { mutation, chunking } = this.options;
    const player = this.#player;
    let end = reply.end ?? 'end';
    const stream = channelOf(mutation?.events?.(body, plainRequest(this.#request)) ?? body, () => {
      end = 'reset';
    });
    this.stop.onStop(() => stream.close());
    this.#probe(stream);
    // The head goes out with the first event, as a gateway does that waits for its model.
    stream.whenChanged(() => {
      if (player.over) return;
      player.head(this.#chunked(reply));
      speak(stream, player, chunking, mutation?.frame)
        .then(() => player.finish(end))
        .catch(this.#crashed);
    });
  }

  /** HTTP/1.0 knows no chunks: there the body ends with the connection. */
  #chunked({ status, headers }: Reply): Pick<Reply, 'status' | 'headers'> {
    const framed = headers.some(([name]) => /^(transfer-encoding|content-length)$/i.test(name));
    if (framed || !this.response.useChunkedEncodingByDefault) return { status, headers };
    return { status, headers: [...headers, ['Transfer-Encoding', 'chunked']] };
  }

  /** FIN alone does not tell whether a client still reads; a write to one that does not is answered with a reset. */
  #probe(stream: EventStream): void {
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
}
