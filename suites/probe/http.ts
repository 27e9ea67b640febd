import { Agent, type Dispatcher } from 'undici';
import type { BodyEnd, HeaderList, RequestFacts } from '../../contracts/judge/exchange.js';
import { type Exchange, exchangeOf, headerValues, type JudgeExchange } from './exchange.js';
import { classify, ProbeFailure } from './failure.js';
import { FrameReader, type SeenEvent } from './frames.js';

/** One request, ready to be sent. */
export interface PreparedRequest {
  /** `http://host:port`. */
  readonly origin: string;
  readonly method: string;
  /** Request target, sent as it stands. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body?: Uint8Array | undefined;
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly maxEvents: number;
  /** The client closes the connection once it has seen so much. */
  readonly leaveAfter?: { readonly events?: number; readonly bytes?: number } | undefined;
  readonly signal: AbortSignal;
}

/** An exchange whose body is still arriving. */
export interface OpenExchange {
  readonly status: number;
  readonly headers: HeaderList;
  header(name: string): string | undefined;
  readonly headAt: number;
  /** The next event, or `null` once the body is over. */
  next(): Promise<SeenEvent | null>;
  /** Closes the connection now, and returns what was seen. */
  close(): Exchange;
  /** Waits for the end of the body, within the caps. Rejects with a `ProbeFailure` where a cap is reached. */
  finish(): Promise<Exchange>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const HEAD_BYTES = 16 * 1024;
const KEPT_BYTES = 4_096;
const KEPT_EVENTS = 20;

/** Sends requests over pooled connections. Follows no redirect, decompresses nothing, and caps everything. */
export class Prober {
  readonly #agent = new Agent({
    connections: 512,
    pipelining: 1,
    maxHeaderSize: HEAD_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 3_000,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  });

  /** Sends the request and waits for the response head. */
  async open(request: PreparedRequest, judge: JudgeExchange): Promise<OpenExchange> {
    const first = new LiveExchange(request, judge);
    try {
      return await first.start(this.#agent);
    } catch (error) {
      // A kept connection that the server closed just then says nothing about the server: ask once more on a new one.
      if (!(error instanceof ProbeFailure) || error.kind !== 'reset' || request.signal.aborted) throw error;
      return new LiveExchange(request, judge).start(this.#agent);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

class LiveExchange implements OpenExchange {
  status = 0;
  headers: HeaderList = [];
  headAt = 0;
  readonly #sentAt = performance.now();
  readonly #frames = new FrameReader();
  readonly #events: SeenEvent[] = [];
  readonly #pieces: { at: number; data: Uint8Array }[] = [];
  readonly #waiting: (() => void)[] = [];
  #given = 0;
  #bytes = 0;
  #streams = false;
  #end: BodyEnd | undefined;
  #endAt = 0;
  #failure: ProbeFailure | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #release: () => void = () => {};

  constructor(
    readonly request: PreparedRequest,
    readonly judge: JudgeExchange,
  ) {}

  start(agent: Agent): Promise<OpenExchange> {
    return new Promise((resolve, reject) => {
      const { request } = this;
      const timer = setTimeout(() => {
        const waited = `within ${request.timeoutMs} ms`;
        this.#giveUp(
          this.headAt === 0
            ? new ProbeFailure('no-head', `no response head came ${waited}`, false)
            : new ProbeFailure('body-timeout', `the body was not over ${waited}`, true),
        );
      }, request.timeoutMs);
      const onAbort = () => this.#giveUp(new ProbeFailure('aborted', 'the test was broken off', this.headAt > 0));
      request.signal.addEventListener('abort', onAbort, { once: true });
      this.#release = () => {
        clearTimeout(timer);
        request.signal.removeEventListener('abort', onAbort);
      };
      this.#fail = (failure) => {
        if (this.headAt === 0) reject(failure);
      };
      agent.dispatch(
        {
          origin: request.origin,
          path: request.path,
          method: request.method as Dispatcher.HttpMethod,
          headers: request.headers.flat(),
          body: request.body ?? null,
        },
        {
          onRequestStart: (controller) => {
            this.#controller = controller;
            if (this.#failure) controller.abort(this.#failure);
            else if (request.signal.aborted) onAbort();
          },
          onResponseStart: (controller, status) => {
            if (status < 200) return;
            this.status = status;
            this.headers = pairs(controller.rawHeaders);
            this.headAt = performance.now() - this.#sentAt;
            this.#streams = (headerValues(this.headers, 'content-type')[0] ?? '').includes('event-stream');
            resolve(this);
          },
          onResponseData: (_controller, data) => this.#take(data),
          onResponseEnd: () => this.#over('complete'),
          onResponseError: (_controller, error) => {
            if (this.#end !== undefined) return;
            const failure = this.#failure ?? classify(error, request.origin, this.headAt > 0);
            if (this.headAt === 0 || failure.kind !== 'reset') {
              this.#failure = failure;
              this.#over('reset');
              this.#fail(failure);
            } else {
              this.#over(codeOf(error) === 'ECONNRESET' ? 'reset' : 'truncated');
            }
          },
        },
      );
    });
  }

  #fail: (failure: ProbeFailure) => void = () => {};

  header(name: string): string | undefined {
    return headerValues(this.headers, name)[0];
  }

  async next(): Promise<SeenEvent | null> {
    for (;;) {
      const event = this.#events[this.#given];
      if (event) {
        this.#given++;
        return event;
      }
      if (this.#failure) throw this.#failure;
      if (this.#end !== undefined) return null;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): Exchange {
    this.#leave();
    return this.#exchange();
  }

  async finish(): Promise<Exchange> {
    while (this.#end === undefined) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#failure) throw this.#failure;
    return this.#exchange();
  }

  /** What was seen so far, for the report of a failure. */
  seen(): Exchange {
    return this.#exchange();
  }

  #take(data: Uint8Array): void {
    if (this.#end !== undefined) return;
    const at = performance.now() - this.#sentAt;
    this.#bytes += data.length;
    this.#pieces.push({ at, data });
    if (this.#streams) this.#events.push(...this.#frames.push(data, at));
    const { maxBytes, maxEvents, leaveAfter } = this.request;
    if (
      leaveAfter &&
      (this.#events.length >= (leaveAfter.events ?? Infinity) || this.#bytes >= (leaveAfter.bytes ?? Infinity))
    ) {
      this.#leave();
    } else if (this.#bytes > maxBytes) {
      this.#giveUp(new ProbeFailure('too-many-bytes', `the body went on past ${maxBytes} bytes`, true));
    } else if (this.#events.length > maxEvents) {
      this.#giveUp(new ProbeFailure('too-many-events', `the stream went on past ${maxEvents} events`, true));
    } else {
      this.#wake();
    }
  }

  #leave(): void {
    if (this.#end !== undefined) return;
    this.#over('client-closed');
    this.#controller?.abort(new ProbeFailure('aborted', 'the client left', true));
  }

  #giveUp(failure: ProbeFailure): void {
    if (this.#end !== undefined) return;
    this.#failure = failure;
    this.#over('client-closed');
    this.#forget();
    this.#controller?.abort(failure);
    this.#fail(failure);
  }

  /** Of a body that was given up only the beginning is kept: many of them may be in reports at once. */
  #forget(): void {
    const first = this.#pieces[0];
    this.#pieces.length = 0;
    if (first) this.#pieces.push({ at: first.at, data: Buffer.from(first.data.subarray(0, KEPT_BYTES)) });
    this.#events.length = Math.min(this.#events.length, KEPT_EVENTS);
  }

  #over(end: BodyEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#endAt = performance.now() - this.#sentAt;
    this.#release();
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #exchange(): Exchange {
    const { method, path, headers, body, origin } = this.request;
    const request: RequestFacts = { method, path, headers, ...(body ? { body } : {}) };
    return exchangeOf(
      {
        request,
        url: origin + path,
        status: this.status,
        headers: this.headers,
        pieces: [...this.#pieces],
        events: [...this.#events],
        end: this.#end ?? 'client-closed',
        headAt: this.headAt,
        endAt: this.#end === undefined ? performance.now() - this.#sentAt : this.#endAt,
      },
      this.judge,
    );
  }
}

function pairs(raw: unknown): HeaderList {
  if (!Array.isArray(raw)) return [];
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([String(raw[i]), String(raw[i + 1])]);
  return list;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
