import type { About } from './assertions.js';
import type { SkipReason } from './plan.js';
import type { Exchange } from './probe/exchange.js';
import type { OpenExchange } from './probe/http.js';
import type { RawExchange, RawStep } from './probe/raw.js';
import type { Subject } from './subject.js';

export type { About } from './assertions.js';
export type { Exchange } from './probe/exchange.js';
export type { SeenEvent } from './probe/frames.js';
export type { OpenExchange } from './probe/http.js';
export type { RawResponse } from './probe/http-text.js';
export type { RawExchange, RawStep } from './probe/raw.js';
export type { Subject } from './subject.js';

/** A request in the words of a test; the trial adds base URL, keys and the dialect's usual headers. */
export interface ProbeRequest {
  /** `POST` where there is a body, else `GET`. */
  readonly method?: string;
  /** Joined to the base URL's path, sent as it stands. */
  readonly path: string;
  /** `null` removes a header that is sent by default; a list sends the header several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
  /** Milliseconds for the whole exchange; by default `--timeout`. */
  readonly timeoutMs?: number;
  /** Cap on the body, 1 MiB by default. */
  readonly maxBytes?: number;
  /** The client closes the connection after so much of the body. */
  readonly leaveAfter?: { readonly events?: number; readonly bytes?: number };
  /** May spend tokens of a live model: counted against `--max-requests`. */
  readonly spends?: boolean;
  /** A body that breaks off is no failure by itself: the test looks at `end`. */
  readonly mayBreak?: boolean;
  /** A 429 is what the test is about: it is not asked again after `Retry-After`. */
  readonly limits?: boolean;
}

/** What a test of a requirement has in hand. */
export interface Trial {
  /** Id of the requirement. */
  readonly id: string;
  readonly subject: Subject;
  /** Aborted when the test's time or the run's time is up. */
  readonly signal: AbortSignal;
  /** A number that is the same for the same seed and test; for made-up values. */
  readonly seed: number;
  /** Sends a request and reads the whole answer. */
  send(request: ProbeRequest): Promise<Exchange>;
  /** Sends a request and hands over the stream, event by event. */
  open(request: ProbeRequest): Promise<OpenExchange>;
  /** Plays a script on a bare socket; nothing is added to what it says. `timeoutMs` is for each wait. */
  raw(script: readonly RawStep[], options?: { readonly timeoutMs?: number }): Promise<RawExchange>;
  /** The headers that `send` would use for this request, for scripts on bare sockets. */
  headersFor(request: ProbeRequest): readonly (readonly [name: string, value: string])[];
  /** The request target that `send` would use: the base URL's path and this one. */
  target(path: string): string;
  /** Makes something once per subject and profile: exchanges that many tests look at. */
  shared<T>(key: string, make: () => Promise<T>): Promise<T>;
  equal(actual: unknown, expected: unknown, about: About): void;
  that(condition: boolean, about: About & { readonly expected: string; readonly actual: string }): asserts condition;
  oneOf(actual: unknown, allowed: readonly unknown[], about: About): void;
  match(actual: unknown, pattern: RegExp, about: About): asserts actual is string;
  /** Ends the test: the rule is broken. */
  broken(message: string, about?: Partial<About> & { readonly expected?: string; readonly actual?: string }): never;
  /** The offline judge finds the rule (this trial's, or `id`) put to the test in the exchange, and kept. */
  keeps(exchange: Exchange, id?: string): void;
  /** Names the bytes that proved the rule. */
  proved(evidence: string): void;
  skip(reason: SkipReason, detail: string): never;
  untestable(why: string): never;
}
