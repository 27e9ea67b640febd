import type { ResultsSubject } from '../../contracts/results.js';
import type { RunTerms } from '../plan.js';
import type { AdapterSpec } from './adapter/index.js';

/** One SDK of a run, behind its adapter. */
export interface SdkSubjectPlan {
  /** Names the subject in the results; unique in a plan. */
  readonly label: string;
  readonly adapter: AdapterSpec;
  /** Ids of the requirements that are asked of this subject. */
  readonly only: readonly string[];
}

/** Everything a worker has to know to judge SDKs. It crosses a thread boundary, so it is plain data. */
export interface SdkRunPlan extends RunTerms {
  readonly subjects: readonly SdkSubjectPlan[];
  /** How many adapters live at the same time. */
  readonly adapters: number;
  /** How long an adapter may take to describe itself, in milliseconds. */
  readonly startTimeoutMs: number;
  /** Made up for the run; every secret that an SDK is given contains it. */
  readonly canary: string;
  /** The folder that recordings of failures are written to; null: none are kept. */
  readonly keepIn: string | null;
  /** The command that asks again, without the selection: `vai-conformance sdk -- CMD`. */
  readonly again: readonly [before: string, after: string];
}

/** What became of a subject's adapter, as it travels back on `task.meta`. */
export interface AdapterNews {
  readonly subject: string;
  /** What the adapter said of the SDK; null where it would not start. */
  readonly sdk: NonNullable<ResultsSubject['sdk']> | null;
  /** Why nothing can be judged through it; null where all is well. */
  readonly trouble: string | null;
  /** What a person should know beside the verdict, a sentence each. */
  readonly notes: readonly string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    sdk: SdkRunPlan;
  }
}
declare module '@vitest/runner' {
  interface TaskMeta {
    adapter?: AdapterNews;
  }
}
