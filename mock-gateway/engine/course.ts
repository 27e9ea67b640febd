import type { Admission, ExchangeControls, GatewayApp } from './app.js';
import type { BodyFault } from './body.js';
import { channelOf, type EventStream } from './channel.js';
import { now } from './clock.js';
import type { IncomingRequest, Reply, StreamItem, WireReply } from './exchange.js';
import type { FaultSet } from './fault-set.js';
import type { JournalFault, JournalPage } from './journal.js';
import type { Mutation } from './mutation.js';
import type { Playing, Refusing } from './playing.js';
import { plainRequest } from './request.js';
import { type Chunking, speak } from './speak.js';
import { Stop } from './stop.js';

/** What is read of a body for a mutated gateway, which sees requests before their size is judged. */
const MUTATED_BODY_MAX = 256 * 1024 * 1024;
/** How long it waits for a body that the head alone has already forfeited: long enough for one that was sent along. */
const FORFEITED_MS = 60;

type AnyReply = Reply | WireReply;

/** What all exchanges of one gateway have in common, whatever carries them. */
export interface CourseOptions {
  readonly app: GatewayApp;
  readonly mutation: Mutation | undefined;
  readonly faults: FaultSet | undefined;
  readonly chunking: Chunking;
}

/** How much is read of a body, and how long for. */
export interface ReadTerms {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** A request that gets its body once that was read. */
export interface ReceivedRequest extends IncomingRequest {
  received(body: Uint8Array): void;
}

/** One request and its response, from the head to the last byte. Each transport says how its bytes come and go. */
export abstract class Course implements ExchangeControls {
  readonly stop = new Stop();
  #player: Playing | undefined;
  readonly #over: (() => void)[] = [];

  constructor(
    protected readonly options: CourseOptions,
    protected readonly page: JournalPage | undefined,
  ) {}

  protected abstract readonly request: ReceivedRequest;
  /** Plays what was decided on; made once. */
  protected abstract makePlayer(): Playing & Refusing;
  protected abstract readBody(terms: ReadTerms, callback: (result: Uint8Array | BodyFault) => void): void;
  /** The head of a stream, with the framing that the transport needs. */
  protected abstract framed(reply: Reply): Pick<Reply, 'status' | 'headers'>;
  /** Sees to it that a stream ends when its client leaves. */
  protected abstract watch(stream: EventStream): void;
  /** Resolves when the client has left, though nothing is written that would show it. */
  protected abstract gone(): Promise<void>;
  /** Cuts the answer off, if its head is out. False where nothing was said yet. */
  protected abstract cutOff(): boolean;

  whenOver(callback: () => void): void {
    this.#over.push(callback);
  }

  fault(fault: JournalFault): void {
    if (this.page !== undefined) this.page.fault = fault;
  }

  /** Answers the request. Promises only where something has to be waited for: most answers are there at once. */
  serve(): void {
    const { faults } = this.options;
    const player = this.makePlayer();
    this.#player = player;
    if (faults === undefined) this.#serve();
    else this.#guarded(() => this.#endure(faults, player));
  }

  /** The client has left, or has all of its answer. */
  protected closed(): void {
    this.page?.ended('client-left', now());
    this.stop.stop('client-left');
    for (const callback of this.#over) callback();
  }

  #endure(faults: FaultSet, player: Playing & Refusing): void {
    const { stop, options, page } = this;
    const failed = this.#crashed;
    const met = faults.meet(this.request, { app: options.app, page, player, stop, gone: () => this.gone(), failed });
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
      const received = this.options.app.receive(this.request, this);
      if ('complete' in received) this.#readHonest(received);
      else this.#send(received);
    });
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
    if (!this.cutOff()) this.#send(this.options.app.crashed(this.request, error));
  };

  #whole(body: Uint8Array): IncomingRequest {
    this.page?.read(body);
    this.request.received(body);
    return this.request;
  }

  #readHonest(admission: Admission): void {
    this.readBody(admission, (body) => {
      this.#guarded(() => {
        if (body === 'client-left') return;
        if (typeof body === 'string') this.#send(admission.refuse(body));
        else this.#deliver(admission.complete(this.#whole(body)));
      });
    });
  }

  #readMutated(mutation: Mutation): void {
    const { refused, timeoutMs } = this.options.app.terms(this.request);
    const terms = { maxBytes: MUTATED_BODY_MAX, timeoutMs: refused ? Math.min(FORFEITED_MS, timeoutMs) : timeoutMs };
    this.readBody(terms, (body) => {
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
    if (player === undefined || player.over) return;
    if ('program' in reply) {
      player.play(reply.program).catch(this.#crashed);
      return;
    }
    if (!(reply.body instanceof Uint8Array)) {
      this.#stream(player, reply, reply.body);
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

  #stream(player: Playing, reply: Reply, body: AsyncIterable<StreamItem>): void {
    const { mutation, chunking } = this.options;
    let end = reply.end ?? 'end';
    const stream = channelOf(mutation?.events?.(body, plainRequest(this.request)) ?? body, () => {
      end = 'reset';
    });
    this.stop.onStop(() => stream.close());
    this.watch(stream);
    // The head goes out with the first event, as a gateway does that waits for its model.
    stream.whenChanged(() => {
      if (player.over) return;
      player.head(this.framed(reply));
      speak(stream, player, chunking, mutation?.frame)
        .then(() => player.finish(end))
        .catch(this.#crashed);
    });
  }
}
