import type { WireProgram } from '../../mock-gateway/engine/wire.js';
import type { About } from '../assertions.js';
import type { SkipReason } from '../plan.js';
import type { Described, ErrorLine, EventLine, FinalLine, ResultLine } from './adapter/index.js';
import type { Script, ScriptServer, SeenRequest, ServeOptions } from './server/seen.js';

export type { Described, ErrorLine, EventLine, FinalLine, ResultLine } from './adapter/index.js';
export type { Handler, Script, ScriptServer, SeenRequest, ServeOptions } from './server/seen.js';

/** What an error line says of the error. */
export type ToldError = ErrorLine['error'];
/** What an operation's options are, as the protocol has them. */
export type OperationOptions = Readonly<Record<string, unknown>>;

/** One operation in the words of a test; what is left out is the dialect's plain success. */
export interface CallOptions {
  /** The request as the adapter gets it; by default the dialect's plain one for the operation. */
  readonly request?: unknown;
  /** Constructor fields, merged over the usual ones (base URL, canary keys); `null` takes a usual one away. */
  readonly client?: Readonly<Record<string, unknown>>;
  readonly options?: OperationOptions;
  /** Appended to the server's origin: `/gw/`. */
  readonly base?: string;
  /** The whole base URL instead. */
  readonly baseUrl?: string;
  /** What the server says; by default the dialect's plain success. Not with `server`, which has its own. */
  readonly reply?: Script;
  /** A server made with `t.serve`, where a test looks at more than one call on it. */
  readonly server?: ScriptServer;
  /**
   * True: a client of its own. By default calls share clients and servers (never at the same time) where neither
   * `client`, `base`, `baseUrl` nor `server` is given.
   */
  readonly fresh?: boolean;
}

/** One operation from start to answer, with everything that was seen of it on both sides. */
export interface Call {
  readonly op: string;
  /** The request that the adapter was given, and the client fields. */
  readonly asked: {
    readonly request: unknown;
    readonly client: Readonly<Record<string, unknown>>;
    readonly options?: OperationOptions;
  };
  /** `event.event` of each event line, in order. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** Event and audio lines as they came. */
  readonly lines: readonly EventLine[];
  /** The `text` pieces of the events, joined. */
  readonly text: string;
  readonly answer: FinalLine;
  /** The result line; a breach where the answer is an error, or where no request arrived. */
  result(): ResultLine;
  /** The error; a breach where the answer is a result, or where an API error was told and no request arrived. */
  error(): ToldError;
  /** What arrived at the call's server while it ran. */
  readonly requests: readonly SeenRequest[];
  /** The first of them; a breach where none arrived. */
  readonly request: SeenRequest;
  readonly server: ScriptServer;
  /** Milliseconds from the arrival of the first request (else from the start) to the answer. */
  readonly tookMs: number;
}

/** An operation under way. */
export interface Running {
  readonly op: string;
  readonly server: ScriptServer;
  /** The first request; a breach where the operation ends without one. */
  readonly requested: Promise<SeenRequest>;
  /** Event lines so far. */
  readonly lines: readonly EventLine[];
  /** The n-th event line, counted from 1; `undefined` where the final answer came first. */
  event(n: number): Promise<EventLine | undefined>;
  /** Tells the SDK to abort; resolves to the adapter's answer to that. */
  abort(how?: 'signal' | 'close'): Promise<FinalLine>;
  /** The whole call, once its final answer is there. Rejects (as a breach) where it hangs or the process dies. */
  readonly done: Promise<Call>;
}

/** What an SDK shows of itself when it is printed. */
export interface Inspected {
  readonly printed: readonly string[];
  /** Null where it cannot be read. */
  readonly baseUrl: string | null;
}

/** What an assertion is about; `in` is the call that shows it, by default the last one. */
export type SdkAbout = Omit<About, 'in'> & { readonly in?: Call };

/** What a test of an SDK requirement has in hand. */
export interface SdkTrial {
  /** Id of the requirement. */
  readonly id: string;
  readonly described: Described;
  /** A number that is the same for the same seed and test; for made-up values. */
  readonly seed: number;
  /** Aborted when the test's time or the run's time is up. */
  readonly signal: AbortSignal;
  /** The operations of `needs.operations` that the SDK claims. */
  readonly operations: readonly string[];
  /** Canary secrets of this run by name, as the dialect names them. */
  readonly keys: Readonly<Record<string, string>>;
  /** Whether a feature is claimed, for an operation where one is named. */
  has(feature: string, op?: string): boolean;
  judgesError(field: string): boolean;
  judgesResult(field: string): boolean;
  /** Starts a server of this test; it is closed when the test ends. */
  serve(script: Script, options?: ServeOptions): Promise<ScriptServer>;
  /** One operation from start to answer. */
  once(op: string, call?: CallOptions): Promise<Call>;
  /** Starts an operation. It is ended with the test. */
  start(op: string, call?: CallOptions): Promise<Running>;
  /** Runs the body for each of `t.operations`, one after the other; failures name the operation. */
  each(body: (op: string) => Promise<void>): Promise<void>;
  /** Runs the body for each item, at most so many at once (8 where nothing else is said). */
  all<T>(items: Iterable<T>, body: (item: T) => Promise<void>, atOnce?: number): Promise<void>;
  /** Makes something once per subject and repetition: calls that many tests look at. */
  shared<T>(key: string, make: () => Promise<T>): Promise<T>;
  /**
   * The control beside a refusal: the same operation, asked plainly (or as `call` says), must succeed, else whoever
   * refuses everything would pass.
   */
  control(op: string, call?: CallOptions): Promise<Call>;
  /** The dialect's plain request for an operation, for changing one thing in it. */
  plain(op: string): Readonly<Record<string, unknown>>;
  /** The dialect's plain success for an operation, for handlers that sometimes say something else. */
  plainReply(op: string, request: SeenRequest): WireProgram | Promise<WireProgram>;
  /** A number that stands in the operation's line with just these characters, beyond what JavaScript can hold. */
  number(literal: string): unknown;
  /** Every printed form of client, keys and unstarted stream, and the base URL as the SDK resolved it. */
  inspect(call?: Pick<CallOptions, 'client' | 'baseUrl'>): Promise<Inspected>;
  /** Another process of the same adapter with these variables in its environment; the body asks that one. */
  inEnvironment(env: Readonly<Record<string, string>>, body: (there: SdkTrial) => Promise<void>): Promise<void>;
  /** Names of the canary secrets that a text contains, in any of their usual encodings. */
  leaks(text: string): readonly string[];
  /** Deep equality, after the rules for answers of the adapter protocol; `of` as in `SdkDialect.normal`. */
  same(of: string, actual: unknown, expected: unknown, about: SdkAbout): void;
  /** A value in the form in which `same` compares it. */
  normal(of: string, value: unknown): unknown;
  /** The error is of one of these kinds; kinds that the SDK has merged with one of them count too. */
  kind(call: Call, kinds: readonly string[], about?: Partial<SdkAbout>): ToldError;
  equal(actual: unknown, expected: unknown, about: SdkAbout): void;
  that(condition: boolean, about: SdkAbout & { readonly expected: string; readonly actual: string }): asserts condition;
  oneOf(actual: unknown, allowed: readonly unknown[], about: SdkAbout): void;
  match(actual: unknown, pattern: RegExp, about: SdkAbout): asserts actual is string;
  /** Ends the test: the rule is broken. */
  broken(message: string, about?: Partial<SdkAbout> & { readonly expected?: string; readonly actual?: string }): never;
  /** Names what proved the rule. */
  proved(evidence: string): void;
  /** Whether a failure is worth a search for the smallest one; not where many SDKs are judged in one run. */
  readonly shrinks: boolean;
  /** Keeps a call as a recording whose answer comes in these pieces; returns the command that plays it again, if kept. */
  keep(call: Call, split: { readonly bytes: Uint8Array; readonly cuts: readonly number[] }): string | null;
  /** Resident bytes of the adapter's process and its children; null where that cannot be measured. */
  memory(): Promise<number | null>;
  /**
   * A round trip to the adapter and back, at most so many milliseconds: what was written before it has come to the SDK's
   * process, and that process has had a turn in which to read it.
   */
  roundTrip(atMostMs: number): Promise<void>;
  /** What the adapter has written to stderr, for searching it. */
  stderr(): string;
  skip(reason: SkipReason, detail: string): never;
  untestable(why: string): never;
}
