import { now } from './clock.js';
import type { JournalEnd, JournalPage } from './journal.js';
import { type Head, type Playing, playSteps, type Refusing } from './playing.js';
import type { Stop } from './stop.js';
import type { WireEnd, WireProgram } from './wire.js';

/** Bytes that may wait for a reader before the speaker is asked to pause. */
const ROOM = 64 * 1024;
/** A response with one of these may have no body. */
const BODILESS: readonly number[] = [101, 103, 204, 205, 304];

/** The connection broke, as far as one can break where there is none. `fetch` rejects with a `TypeError` too. */
export class BrokenConnection extends TypeError {
  override readonly name = 'TypeError';
}

/**
 * Plays wire steps on a `Response` of the web platform. Each write is one chunk of its body, given when the reader asks,
 * so what the client took is known to the byte. What only a socket can do becomes what a client sees of it: a reset, a
 * connection closed too early and broken framing all fail the body, or `fetch` itself where no head was out.
 */
export class FetchPlayer implements Playing, Refusing {
  readonly response: Promise<Response>;
  #resolve: (response: Response) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #answered = false;
  #over = false;
  #head: Omit<Head, 'step'> | undefined;
  #body: BodyPipe | undefined;

  constructor(
    private readonly asked: Pick<Request, 'method' | 'signal'>,
    private readonly page: JournalPage | undefined,
    private readonly stop: Stop,
    private readonly closed: () => void,
  ) {
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    stop.onStop((reason) => {
      this.#body?.empty();
      this.#fail(`the exchange ended (${reason})`);
    });
  }

  get over(): boolean {
    return this.#over || this.stop.reason !== undefined;
  }

  /** Whether the client has the head. */
  get answered(): boolean {
    return this.#answered;
  }

  head(head: Omit<Head, 'step'>): void {
    this.#head = head;
    if (this.page !== undefined) this.page.status = head.status;
  }

  write(bytes: Uint8Array, at: number = now()): Promise<void> | undefined {
    if (this.over || bytes.byteLength === 0) return undefined;
    this.page?.wrote(at, bytes.byteLength, bytes);
    return this.#open()?.push(bytes);
  }

  end(bytes?: Uint8Array): void {
    if (bytes !== undefined) this.write(bytes);
    if (this.over) return;
    this.#finish('complete');
    const body = this.#open();
    if (body === undefined) this.closed();
    else body.end();
  }

  /** There is no framing that bytes could be past: what a client makes of such bytes is a broken answer. */
  raw(bytes: Uint8Array): void {
    this.page?.wrote(now(), bytes.byteLength, bytes);
    this.#break('reset', 'the answer is not HTTP');
  }

  refuse(): void {
    this.#break('reset', 'the connection was reset');
  }

  finish(how: WireEnd): void {
    if (how === 'end') this.end();
    else if (how === 'reset') this.#break('reset', 'the connection was reset');
    else this.#break('truncated', 'the connection was closed before the body was complete');
  }

  play(program: WireProgram): Promise<void> {
    return playSteps(program, this, this.stop);
  }

  /** Cuts the answer off where the mock itself failed. */
  cutOff(): void {
    this.#break('reset', 'the mock gateway failed');
  }

  #break(how: JournalEnd, why: string): void {
    if (this.over) return;
    this.#finish(how);
    if (this.#head !== undefined) this.#open();
    this.#fail(why);
  }

  #finish(how: JournalEnd): void {
    this.#over = true;
    this.page?.ended(how, now());
  }

  #fail(why: string): void {
    const { signal } = this.asked;
    // Who left is told their own reason, as by fetch.
    const error: unknown = signal.aborted ? signal.reason : new BrokenConnection(why);
    if (!this.#answered) {
      this.#answered = true;
      this.#reject(error);
      this.closed();
    } else this.#body?.fail(error);
  }

  /** Hands the response over with the first piece of its body, as a server does. */
  #open(): BodyPipe | undefined {
    if (this.#answered) return this.#body;
    this.#answered = true;
    const { status = 200, reason = '', headers = [] } = this.#head ?? {};
    const bodiless = this.asked.method === 'HEAD' || BODILESS.includes(status);
    if (!bodiless) this.#body = new BodyPipe(this.page, this.closed);
    const pairs = headers.map(([name, value]): [string, string] => [name, value]);
    this.#resolve(new Response(this.#body?.readable ?? null, { status, statusText: reason, headers: pairs }));
    return this.#body;
  }
}

/** The body of one response: a queue that its reader empties piece by piece. */
class BodyPipe {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #queue: Uint8Array[] = [];
  #waiting = 0;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #asked: (() => void) | undefined;
  #roomy: (() => void) | undefined;
  #last: 'end' | { readonly error: unknown } | undefined;

  constructor(
    private readonly page: JournalPage | undefined,
    private readonly closed: () => void,
  ) {
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#pull(),
        cancel: () => this.#over(),
      },
      { highWaterMark: 0 },
    );
  }

  push(bytes: Uint8Array): Promise<void> | undefined {
    // A copy: what is written may be kept and written again, and a reader may own what it gets.
    this.#queue.push(new Uint8Array(bytes));
    this.#waiting += bytes.byteLength;
    this.#give();
    if (this.#waiting < ROOM) return undefined;
    return new Promise((resolve) => {
      this.#roomy = resolve;
    });
  }

  end(): void {
    this.#last ??= 'end';
    this.#close();
  }

  fail(error: unknown): void {
    this.#last ??= { error };
    this.#close();
  }

  /** Forgets what nobody will read. */
  empty(): void {
    this.#queue.length = 0;
  }

  #pull(): Promise<void> | undefined {
    if (this.#queue.length === 0) {
      return new Promise((resolve) => {
        this.#asked = resolve;
      });
    }
    this.#hand();
    this.#close();
    return undefined;
  }

  /** Gives a reader that waits what there is. */
  #give(): void {
    const asked = this.#asked;
    if (asked === undefined) return;
    this.#asked = undefined;
    this.#hand();
    asked();
  }

  #hand(): void {
    const piece = this.#queue.shift();
    if (piece === undefined) return;
    this.#waiting -= piece.byteLength;
    if (this.page !== undefined) this.page.bytesTaken += piece.byteLength;
    this.#controller?.enqueue(piece);
    if (this.#waiting >= ROOM) return;
    this.#roomy?.();
    this.#roomy = undefined;
  }

  /** Ends the body once all of it was taken. */
  #close(): void {
    if (this.#last === undefined || this.#queue.length > 0 || this.#controller === undefined) return;
    const controller = this.#controller;
    this.#controller = undefined;
    if (this.#last === 'end') controller.close();
    else controller.error(this.#last.error);
    this.#asked?.();
    this.#over();
  }

  #over(): void {
    this.#controller = undefined;
    this.#queue.length = 0;
    this.#roomy?.();
    this.closed();
  }
}
