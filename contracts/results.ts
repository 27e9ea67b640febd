import type { Level } from './catalogue.js';

/** How a requirement ended; the words mean what the design says, and nothing else. */
export type RequirementStatus =
  | 'passed'
  | 'failed'
  | 'expected-failure'
  | 'unexpected-pass'
  | 'untestable'
  | 'skipped'
  | 'error';

/** Why a requirement is not asked of a subject; the list is closed. */
export type SkipReason =
  | 'capability-not-declared'
  | 'excluded-by-user'
  | 'needs-scripted-model'
  | 'needs-configuration'
  | 'slow'
  | 'profile-flag';

/** What answers behind a gateway: a script that the suite knows, a real model, or nothing that can be reached. */
export type ModelKind = 'scripted' | 'live' | 'none';

/** The verdict on a subject. */
export type Verdict = 'conformant' | 'non-conformant' | 'partial' | 'not-judged';

/** One event of an event stream, as a report shows it. */
export interface EventReport {
  readonly index: number;
  /** Milliseconds since the request was sent. */
  readonly at: number;
  /** The frame as it stood on the wire, cut to a length. */
  readonly raw: string;
}

/** When a body came, as it is drawn. Times are milliseconds since the request was sent, with fractions. */
export interface TimelineReport {
  /** When the response's head was there. */
  readonly headAt: number;
  readonly endAt: number;
  readonly end: 'complete' | 'reset' | 'truncated' | 'client-closed';
  /** Length of the whole body. */
  readonly bytes: number;
  /** The body as it arrived; of a long one, neighbours are told as one, with the time of the first. */
  readonly pieces: readonly { readonly at: number; readonly bytes: number }[];
  /** How many events came. */
  readonly count: number;
  /** The events in order; of a long stream only the first, the last and those around the failure. */
  readonly events: readonly {
    readonly index: number;
    readonly at: number;
    /** Offset of the frame's first byte in the body. */
    readonly byte: number;
    readonly type: string;
  }[];
}

/** One exchange, cut to what a reader needs. */
export interface ExchangeReport {
  /** A command that sends the request again; secrets are names of environment variables. */
  readonly curl: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, where it is no event stream, cut to a length. */
  readonly body: string | null;
  /** The events around the one that shows the failure. */
  readonly events: readonly EventReport[];
  /** Number of the event that shows the failure. */
  readonly at: number | null;
  /** When the body of an event stream came; absent where nobody took the times. */
  readonly timeline?: TimelineReport;
}

/** One operation of an SDK with both of its sides, cut to what a reader needs. */
export interface CallReport {
  readonly operation: string;
  /** A command that asks the requirement again. */
  readonly again: string;
  /** What the adapter was asked to do, as JSON. */
  readonly asked: string;
  /** The requests that reached the suite's server, as HTTP text, and what the server wrote for each. */
  readonly exchanges: readonly { readonly sent: string; readonly wrote: string }[];
  /** The adapter's lines, in order; of many the first and the last. */
  readonly answered: readonly string[];
}

/** A broken rule with the bytes that show it. */
export interface FailureReport {
  readonly message: string;
  readonly expected: string | null;
  readonly actual: string | null;
  /** The smallest change that would pass. */
  readonly hint: string | null;
  /** Where in the JSON value. */
  readonly path: string | null;
  readonly exchange: ExchangeReport | null;
  /** In place of `exchange` where an SDK is judged. */
  readonly call?: CallReport;
}

/** One test of a requirement. */
export interface TestResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'untestable' | 'skipped' | 'error';
  readonly durationMs: number;
  /** The bytes that proved the rule. */
  readonly evidence: string | null;
  /** Why the test was skipped, is untestable or broke. */
  readonly detail: string | null;
  readonly failure: FailureReport | null;
}

/** One requirement with its verdict. */
export interface RequirementResult {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly source: string;
  readonly status: RequirementStatus;
  /** A skip reason of the closed list, or a short word for what made it untestable or an error. */
  readonly reason: string | null;
  readonly detail: string | null;
  /** Whose doing a failure or an error is. */
  readonly attribution: 'target' | 'suite' | null;
  /** Whether it counts in the verdict. */
  readonly scored: boolean;
  readonly deviations: readonly string[];
  readonly tests: readonly TestResult[];
}

/** Counts of requirements by status. */
export interface ResultsSummary {
  readonly passed: number;
  readonly failed: number;
  readonly expectedFailures: number;
  readonly unexpectedPasses: number;
  readonly untestable: number;
  readonly skipped: number;
  readonly errors: number;
  readonly verdict: Verdict;
}

/** What was judged. */
export interface ResultsSubject {
  readonly kind: 'gateway' | 'sdk' | 'capture';
  readonly dialect: string;
  readonly target: string;
  readonly model: ModelKind | null;
  /** How the gateway asks for tokens, where that was found out. */
  readonly auth: string | null;
  /** What an SDK's adapter said of it; absent where no SDK is judged. */
  readonly sdk?: SubjectSdk;
}

/** An SDK, in the words of its adapter. */
export interface SubjectSdk {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  readonly runtime: string;
}

/** The results document; its JSON Schema is `contracts/results.schema.json`. */
export interface Results {
  readonly schema: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly subject: ResultsSubject;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: number;
  readonly summary: ResultsSummary;
  readonly requirements: readonly RequirementResult[];
}
