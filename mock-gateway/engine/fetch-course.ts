import type { BodyFault } from './body.js';
import { now } from './clock.js';
import { Course, type CourseOptions, type ReadTerms } from './course.js';
import type { IncomingRequest, Reply } from './exchange.js';
import { FetchPlayer } from './fetch-player.js';
import type { Journal } from './journal.js';
import { pathOf } from './path.js';
import type { Stop } from './stop.js';

const NO_BODY = new Uint8Array();

/** A `Request` of the web platform, as a gateway sees it. */
class FetchedRequest implements IncomingRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: [string, string][];
  readonly remoteAddress = '127.0.0.1';
  #body: Uint8Array = NO_BODY;

  constructor(
    private readonly request: Request,
    readonly target: string,
    private readonly stop: Stop,
    readonly arrivedAt: number,
  ) {
    this.method = request.method;
    this.path = pathOf(target);
    this.headers = [...request.headers];
  }

  get body(): Uint8Array {
    return this.#body;
  }

  received(body: Uint8Array): void {
    this.#body = body;
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  readonly header = (name: string): string | undefined => this.request.headers.get(name) ?? undefined;
}

/** One `Request` and its `Response`. */
export class FetchCourse extends Course {
  protected readonly request: FetchedRequest;
  readonly #player: FetchPlayer;
  #isClosed = false;

  /** @param target the request target below the gateway's base URL. */
  constructor(
    private readonly asked: Request,
    target: string,
    options: CourseOptions,
    journal: Journal | undefined,
  ) {
    const arrivedAt = now();
    const head = { method: asked.method, url: target, rawHeaders: [...asked.headers].flat() };
    super(options, journal?.open(head, arrivedAt));
    this.request = new FetchedRequest(asked, target, this.stop, arrivedAt);
    this.#player = new FetchPlayer(asked, this.page, this.stop, () => this.#close());
    asked.signal.addEventListener('abort', () => this.#close(), { once: true });
  }

  /** Answers. Rejects as `fetch` does where there is no answer: with a `TypeError`, or with the reason of an abort. */
  answer(): Promise<Response> {
    if (this.asked.signal.aborted) this.#close();
    else this.serve();
    return this.#player.response;
  }

  protected makePlayer(): FetchPlayer {
    return this.#player;
  }

  protected readBody({ maxBytes }: ReadTerms, callback: (result: Uint8Array | BodyFault) => void): void {
    if (Number(this.asked.headers.get('content-length') ?? 0) > maxBytes) {
      callback('too-large');
      return;
    }
    this.asked.arrayBuffer().then(
      (body) => callback(body.byteLength > maxBytes ? 'too-large' : new Uint8Array(body)),
      () => callback('client-left'),
    );
  }

  /** The platform frames bodies by itself. */
  protected framed({ status, headers }: Reply): Pick<Reply, 'status' | 'headers'> {
    return { status, headers };
  }

  /** A reader that leaves cancels the body: nothing has to be asked. */
  protected watch(): void {}

  protected gone(): Promise<void> {
    return new Promise((resolve) => this.stop.onStop(() => resolve()));
  }

  protected cutOff(): boolean {
    if (!this.#player.answered) return false;
    this.#player.cutOff();
    return true;
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.closed();
  }
}
