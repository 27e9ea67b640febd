import { errorOfEvent } from './error-body.js';
import { AbortedError, ProtocolError, TransportError, VaiError } from './errors.js';
import type { Call } from './http.js';
import { fetchStream, operationOf } from './http.js';
import { isObject, parsed } from './json.js';
import type { Settings } from './options.js';
import { CallScope } from './scope.js';
import { SseReader } from './sse-reader.js';
import type { UnknownEvent } from './types.js';

/** A place between two events. Each reader holds on to its own, so that what all have read is let go. */
interface Place<E> {
  next?: { readonly event: E; readonly place: Place<E> };
}

/**
 * How far a stream is: `open`, an end would be a cut; `may-end`, a clean end is fine; `complete`, any end is fine, but
 * more may come; `over`, nothing more is read.
 */
export type Progress = 'open' | 'may-end' | 'complete' | 'over';

/**
 * A stream of typed events. Nothing is sent before somebody asks for an event or for the final value; then the body is
 * read as fast as the fastest reader asks. Several readers each get every event that comes after they began.
 *
 * Leaving a `for await` loop closes the stream, if nobody else reads it. An abort by signal ends readers with an
 * AbortedError; `close()` ends them quietly. In both cases the final value rejects.
 */
export abstract class EventStream<E> implements AsyncIterable<E> {
  readonly #settings: Settings;
  readonly #call: Call;
  readonly #scope: CallScope;
  #frames: SseReader | undefined;
  #requestId: string | undefined;
  #end: Place<E> = {};
  #reading: Promise<void> | undefined;
  #readers = 0;
  #ended = false;
  #closed = false;
  #error: Error | undefined;

  constructor(settings: Settings, call: Call) {
    this.#settings = settings;
    this.#call = call;
    this.#scope = new CallScope(operationOf(settings, call), call.options.signal);
  }

  /** The gateway's id for the request; known once the answer has begun. */
  get requestId(): string | undefined {
    return this.#requestId;
  }

  /** Takes each event, once and in order, into the final value. Returns what readers get: undefined hides it. */
  protected abstract take(event: UnknownEvent): E | undefined;
  /** How far the stream is after the events that were taken. */
  protected abstract progress(): Progress;

  [Symbol.asyncIterator](): AsyncIterator<E, undefined> {
    let at = this.#end;
    let state: 'new' | 'reading' | 'left' = 'new';
    const leave = (): void => {
      if (state === 'reading') this.#readers -= 1;
      state = 'left';
    };
    const next = async (): Promise<IteratorResult<E, undefined>> => {
      if (state === 'new') {
        state = 'reading';
        this.#readers += 1;
      }
      while (state === 'reading') {
        this.#finishIfAborted();
        if (this.#closed) break;
        if (at.next !== undefined && !this.#aborted) {
          const { event, place } = at.next;
          at = place;
          return { done: false, value: event };
        }
        if (this.#error !== undefined) {
          leave();
          throw this.#error;
        }
        if (this.#ended) break;
        await this.#readOne();
      }
      leave();
      return { done: true, value: undefined };
    };
    const leaveEarly = async (): Promise<IteratorResult<E, undefined>> => {
      leave();
      if (this.#readers === 0) this.close();
      return { done: true, value: undefined };
    };
    return { next, return: leaveEarly };
  }

  /** The events as a web stream, for `pipeTo` and the like. Cancelling it is leaving the loop. */
  toReadableStream(): ReadableStream<E> {
    const events = this[Symbol.asyncIterator]();
    return new ReadableStream<E>(
      {
        pull: async (controller) => {
          const { done, value } = await events.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: async () => {
          await events.return?.();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** Ends the stream now and closes its connection. Closing it again, or after its end, does nothing. */
  close(): void {
    if (this.#ended) return;
    this.#closed = true;
    const reason = new AbortedError('the stream was closed before its end');
    this.#scope.stop(reason);
    this.#finish(reason);
  }

  /** Reads to the end, together with whoever iterates. @throws what ended the stream, if it was not its terminal event. */
  protected async readToEnd(): Promise<void> {
    this.#readers += 1;
    while (!this.#ended) await this.#readOne();
    this.#readers -= 1;
    if (this.#error !== undefined) throw this.#error;
  }

  /** Reads one more event for everybody. Never rejects: how the stream ended is kept. */
  #readOne(): Promise<void> {
    this.#reading ??= this.#advance().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #advance(): Promise<void> {
    try {
      const event = await this.#nextEvent();
      if (event !== undefined) {
        const place: Place<E> = {};
        this.#end.next = { event, place };
        this.#end = place;
      }
      if (event === undefined || this.progress() === 'over') this.#finish(undefined);
    } catch (error) {
      this.#finish(error instanceof Error ? error : new VaiError(String(error)));
    }
  }

  /** The next event that is handed over, or undefined at a proper end. */
  async #nextEvent(): Promise<E | undefined> {
    this.#frames ??= await this.#open();
    for (;;) {
      const data = await this.#nextFrame(this.#frames);
      if (data === undefined) {
        if (this.progress() === 'open') throw this.#protocolError('the stream ended before its terminal event');
        return undefined;
      }
      if (data === '[DONE]') continue;
      const event = this.#eventOf(data);
      if (event.type === 'error') throw errorOfEvent(data, this.#requestId, this.#settings.mask);
      const handedOver = this.take(event);
      if (handedOver !== undefined) return handedOver;
      if (this.progress() === 'over') return undefined;
    }
  }

  async #open(): Promise<SseReader> {
    this.#scope.begin(0);
    const idleMs = this.#call.options.streamIdleTimeoutMs ?? this.#settings.streamIdleTimeoutMs;
    this.#scope.listen(idleMs);
    const { requestId, body } = await fetchStream(this.#settings, this.#call, this.#scope);
    this.#scope.heard();
    this.#requestId = requestId;
    return new SseReader(body, this.#scope, idleMs);
  }

  /** A connection that breaks after the terminal event costs nothing. */
  async #nextFrame(frames: SseReader): Promise<string | undefined> {
    try {
      return await frames.next();
    } catch (error) {
      if (error instanceof TransportError && this.progress() === 'complete') return undefined;
      throw error;
    }
  }

  /** The type in the data decides; the frame's own name is not looked at. */
  #eventOf(data: string): UnknownEvent {
    const event = parsed(data);
    if (!isObject(event)) throw this.#protocolError('an event of the stream is not a JSON object');
    if (typeof event.type !== 'string') throw this.#protocolError('an event of the stream has no type');
    return { ...event, type: event.type };
  }

  #protocolError(message: string): ProtocolError {
    return new ProtocolError('stream', message, this.#requestId);
  }

  get #aborted(): boolean {
    return this.#error instanceof AbortedError;
  }

  /** An abort counts at once, also for a reader that has events left to read. */
  #finishIfAborted(): void {
    const reason = this.#scope.stopped;
    if (reason instanceof AbortedError) this.#finish(reason);
  }

  #finish(error: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#frames?.cancel();
    this.#scope.end();
  }
}
