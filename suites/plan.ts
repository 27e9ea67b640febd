import type { HeaderList } from '../contracts/judge/exchange.js';
import type { ModelKind, TestResult } from '../contracts/results.js';

export type { ModelKind, SkipReason } from '../contracts/results.js';

/** One subject of a run: a target, or one mutant of many that are judged in the same breath. */
export interface SubjectPlan {
  /** Names the subject in the results; unique in a plan. */
  readonly label: string;
  /** Base URL without a trailing slash, or `null` where every instance comes from the desk. */
  readonly baseUrl: string | null;
  /** URL of the instance desk, which starts instances of an embedded subject; `null` for a target elsewhere. */
  readonly desk: string | null;
  /** Passed to the desk: which broken gateway to start. */
  readonly mutant: string | null;
  /** Settings that are known of the subject: told by the user or found out. */
  readonly settings: Readonly<Record<string, string>>;
  readonly model: { readonly kind: ModelKind; readonly name: string };
  readonly keys: SubjectKeys;
  /** Sent with every request, before the keys: what the dialect asks for and what the user adds. */
  readonly headers: HeaderList;
  /** Ids of the requirements that are asked of this subject. */
  readonly only: readonly string[];
}

/** The secrets that a subject's clients hold. Instances from the desk bring their own gateway keys. */
export interface SubjectKeys {
  readonly gateway: string | null;
  /** A second key that the gateway accepts, for rules about two clients. */
  readonly spare: string | null;
  readonly providers: Readonly<Record<string, string>>;
}

/** What a run of either side has to know. Plans cross a thread boundary, so they are plain data. */
export interface RunTerms {
  readonly dialect: string;
  readonly seed: number;
  /** How often each test is run; verdicts must agree. */
  readonly repeat: number;
  /** Whether tests marked slow are run. */
  readonly slow: boolean;
  /** Tests in flight at once. */
  readonly concurrency: number;
  /** Stop after this many failures; 0: never. */
  readonly bail: number;
  /** Milliseconds for one test. */
  readonly testMs: number;
  /** Epoch milliseconds after which nothing new is asked and what runs is broken off. */
  readonly deadlineAt: number;
  /** Every secret of the run. */
  readonly secrets: readonly string[];
}

/** Everything a worker has to know to judge gateways. */
export interface RunPlan extends RunTerms {
  readonly subjects: readonly SubjectPlan[];
  /** Milliseconds for one request. */
  readonly requestMs: number;
  /** How many requests may spend tokens of a live model. */
  readonly maxRequests: number;
}

/** What a test of a requirement found, as it travels back on `task.meta`. */
export interface Outcome extends TestResult {
  readonly requirement: string;
  readonly subject: string;
  /** Of `skipped` (closed list), `untestable` and `error`. */
  readonly reason: string | null;
}

declare module 'vitest' {
  interface ProvidedContext {
    run: RunPlan;
  }
}
declare module '@vitest/runner' {
  interface TaskMeta {
    outcome?: Outcome;
  }
}
