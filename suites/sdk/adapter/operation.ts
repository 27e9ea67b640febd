import type { EventLine, FinalLine } from '../../../contracts/adapter/lines.js';
import { now } from '../../../mock-gateway/engine/clock.js';
import { AdapterFault, AdapterHung } from './faults.js';
import type { Operation } from './link.js';

/** How long an operation may be silent, in milliseconds; section 8 of the protocol. */
export interface Patience {
  /** Before its first request arrived, or anything else was seen of it. */
  readonly beforeRequest: number;
  readonly silent: number;
  /** After the server's script has ended. */
  readonly afterScript: number;
}

export const PATIENCE: Patience = { beforeRequest: 30_000, silent: 10_000, afterScript: 2_000 };

/** Beyond this an operation's lines are a flood: no test asks for a tenth of it. */
const MOST_LINES = 250_000;
const MOST_BYTES = 256 * 1024 * 1024;
/** A timer this late shows that it was this process that was busy, and the adapter's lines may lie unread. */
const LATE_MS = 250;

/** What an operation asks of the link that it belongs to. */
export interface OperationOwner {
  readonly patience: Patience;
  /** Sends an abort; its answer. */
  abort(target: string, how: 'signal' | 'close' | undefined): Promise<FinalLine>;
  /** The operation has hung or flooded: it is to be ended, and its lines are of no interest. */
  giveUp(operation: PendingOperation): void;
  /** How many faults the adapter has shown so far, and the last. */
  readonly faultCount: number;
  readonly lastFault: AdapterFault | undefined;
}

/** An operation that was sent, until its final answer or its failure. */
export class PendingOperation implements Operation {
  readonly events: EventLine[] = [];
  readonly answer: Promise<FinalLine>;
  readonly #waiting: { readonly n: number; readonly resolve: (line: EventLine | undefined) => void }[] = [];
  readonly #faultsBefore: number;
  #settle: { readonly resolve: (line: FinalLine) => void; readonly reject: (error: Error) => void } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerDue = 0;
  #bytes = 0;
  #lastSign = now();
  #since: 'the start' | 'its first request' | 'its last event' = 'the start';
  #scriptEndedAt: number | undefined;
  #sent = false;

  constructor(
    readonly id: string,
    readonly op: string,
    private readonly owner: OperationOwner,
  ) {
    this.#faultsBefore = owner.faultCount;
    this.answer = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever waits for it sees it fail; nobody has to.
    this.answer.catch(() => {});
  }

  get ended(): boolean {
    return this.#settle === undefined;
  }

  get lastSign(): number {
    return this.#lastSign;
  }

  event(n: number): Promise<EventLine | undefined> {
    if (this.ended || this.events.length >= n) return Promise.resolve(this.events[n - 1]);
    return new Promise((resolve) => this.#waiting.push({ n, resolve }));
  }

  abort(how?: 'signal' | 'close'): Promise<FinalLine> {
    return this.owner.abort(this.id, how);
  }

  requestArrived(): void {
    if (this.#since === 'the start') this.#since = 'its first request';
    this.#sign();
  }

  scriptEnded(): void {
    this.#scriptEndedAt ??= now();
    this.#arm();
  }

  /** It was handed to the adapter. Its time begins here: until then it may have waited for a process to start. */
  sent(): void {
    this.#sent = true;
    this.#sign();
  }

  /** An event or audio line came, of so many bytes. */
  heard(line: EventLine, bytes: number): void {
    if (this.ended) return;
    this.#bytes += bytes;
    if (this.events.length >= MOST_LINES || this.#bytes > MOST_BYTES) {
      const much = `${this.events.length} lines and ${Math.round(this.#bytes / 1024 / 1024)} MiB`;
      const hint = 'Write one line for each event of the SDK, once.';
      this.fail(new AdapterFault(`${this.op} was answered by a flood: ${much}, and no end.`, null, hint));
      this.owner.giveUp(this);
      return;
    }
    this.events.push(line);
    this.#since = 'its last event';
    this.#lastSign = now();
    for (let at = 0; at < this.#waiting.length; ) {
      const waiter = this.#waiting[at];
      if (waiter !== undefined && this.events.length >= waiter.n) {
        this.#waiting.splice(at, 1);
        waiter.resolve(this.events[waiter.n - 1]);
      } else at++;
    }
  }

  end(line: FinalLine): void {
    const settle = this.#over();
    settle?.resolve(line);
  }

  fail(error: Error): void {
    const settle = this.#over();
    settle?.reject(error);
  }

  #over() {
    const settle = this.#settle;
    this.#settle = undefined;
    clearTimeout(this.#timer);
    for (const { n, resolve } of this.#waiting.splice(0)) resolve(this.events[n - 1]);
    return settle;
  }

  #sign(): void {
    this.#lastSign = now();
    this.#arm();
  }

  #due(): number {
    const { beforeRequest, silent, afterScript } = this.owner.patience;
    if (this.#scriptEndedAt !== undefined) return Math.max(this.#lastSign, this.#scriptEndedAt) + afterScript;
    const sendsNone = this.op === 'abort' || this.op === 'forget';
    return this.#lastSign + (this.#since === 'the start' && !sendsNone ? beforeRequest : silent);
  }

  /** Events only move the time on which the timer looks when it fires: setting it anew for each would cost more. */
  #arm(): void {
    if (this.ended || !this.#sent) return;
    clearTimeout(this.#timer);
    this.#timerDue = this.#due();
    this.#timer = setTimeout(() => this.#look(), Math.max(0, this.#timerDue - now()));
  }

  #look(): void {
    if (now() - this.#timerDue > LATE_MS) {
      this.#timerDue = now();
      this.#timer = setTimeout(() => this.#look(), LATE_MS);
      return;
    }
    if (this.#due() > now()) {
      this.#arm();
      return;
    }
    const silentMs = now() - this.#lastSign;
    const since = this.#scriptEndedAt === undefined ? this.#since : `${this.#since}, though the server has ended`;
    this.fail(this.#fault() ?? new AdapterHung(this.op, silentMs, this.events.length, since));
    this.owner.giveUp(this);
  }

  /** An adapter that wrote a line which nobody could read, and then kept silent, has most likely spoilt its answer. */
  #fault(): AdapterFault | undefined {
    const { faultCount, lastFault } = this.owner;
    if (lastFault === undefined || faultCount === this.#faultsBefore) return undefined;
    const what = `${this.op} was never answered, and this came meanwhile: ${lastFault.what}`;
    return new AdapterFault(what, lastFault.line, lastFault.hint);
  }
}
