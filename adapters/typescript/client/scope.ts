import type { VaiError } from './errors.js';
import { AbortedError, TimeoutError } from './errors.js';

/** Timers take no longer times; a longer one is as good as none. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The life of one call: what may end it early (the caller's signal, its deadline, silence, a close), and why it did.
 * Whatever ends it aborts the request, which closes the connection.
 */
export class CallScope {
  readonly operation: string;
  readonly #controller = new AbortController();
  readonly #callerSignal: AbortSignal | undefined;
  #stopped: VaiError | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(operation: string, callerSignal: AbortSignal | undefined) {
    this.operation = operation;
    this.#callerSignal = callerSignal;
  }

  /** For `fetch`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the call was ended early, if it was. */
  get stopped(): VaiError | undefined {
    return this.#stopped;
  }

  /** Begins to listen to the caller's signal, and to count the time.  @param timeoutMs - for the whole call; 0: none. */
  begin(timeoutMs: number): void {
    if (this.#callerSignal?.aborted) this.#onAbort();
    this.#callerSignal?.addEventListener('abort', this.#onAbort);
    this.#deadline = this.#timer(timeoutMs, `no whole answer within ${timeoutMs} ms`);
  }

  /** Counts how long the peer says nothing, until `heard`. */
  listen(idleMs: number): void {
    this.#silence = this.#timer(idleMs, `nothing was heard for ${idleMs} ms`);
  }

  heard(): void {
    clearTimeout(this.#silence);
  }

  /** Waits, unless the call ends before. @throws why it was ended. */
  async pause(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
      this.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    clearTimeout(timer);
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  /** Ends the call now. The first reason counts. */
  stop(reason: VaiError): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    this.end();
    this.#controller.abort();
  }

  /** The call is over: nothing can end it early any more. */
  end(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#silence);
    this.#callerSignal?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => {
    this.stop(new AbortedError(`${this.operation} was aborted`));
  };

  #timer(ms: number, message: string): ReturnType<typeof setTimeout> | undefined {
    if (ms <= 0 || ms > LONGEST_TIMER_MS) return undefined;
    return setTimeout(() => this.stop(new TimeoutError(`${this.operation}: ${message}`)), ms);
  }
}
