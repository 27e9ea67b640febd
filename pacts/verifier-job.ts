import { isFields } from './pact-file.js';

/** What the verifier's process is told. It holds keys, so it travels by message and never as an argument. */
export interface VerifierJob {
  readonly baseUrl: string;
  readonly providerVersion?: string;
  readonly pacts: readonly {
    /** The verifier's copy. */
    readonly path: string;
    readonly provider: string;
    /** For each interaction the request headers that are set in place of the pact's own, by lower-case name. */
    readonly headers: readonly Readonly<Record<string, string>>[];
  }[];
}

/** What it says back. */
export type VerifierSays =
  | {
      readonly version: string;
      /** Of each pact, the verifier's own results as JSON. */
      readonly results: readonly string[];
    }
  | { readonly cannot: 'missing' | 'broken'; readonly message: string };

export function isJob(value: unknown): value is VerifierJob {
  return isFields(value) && typeof value.baseUrl === 'string' && Array.isArray(value.pacts);
}

export function isSaid(value: unknown): value is VerifierSays {
  if (!isFields(value)) return false;
  return typeof value.message === 'string' || (typeof value.version === 'string' && Array.isArray(value.results));
}
