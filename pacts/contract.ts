import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HeaderList, RequestFacts } from '../contracts/judge/exchange.js';
import type { Schemas } from '../contracts/schema/compile.js';

/** Why every gateway must refuse a request. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  /** Path of the offending member in the body, or the name of a header. */
  readonly param?: string;
  readonly message: string;
}

/** A request of the contract whose answer is put into the exported pacts. */
export interface GoldenExchange {
  readonly description: string;
  /** The scenario that the model plays. */
  readonly scenario?: string;
  readonly state: string;
  /** Further parameters of the provider state. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly json?: unknown;
  };
  /** Paths in the answer whose values the contract names, beside its constants: `error.param`. */
  readonly exact?: readonly string[];
  /** Names of lists at the top of the answer of which any length is right. */
  readonly lists?: readonly string[];
}

/** What the pacts need to know of a dialect, beside its contract. */
export interface PactContract {
  /** Name of the provider in exported pacts. */
  readonly provider: string;
  readonly schemas: Schemas;
  /** Header that names a scenario to the mock. */
  readonly scenarioHeader: string;
  readonly golden: readonly GoldenExchange[];
  /** Event types that may stand anywhere in a stream. */
  readonly quietEvents: readonly string[];
  /** Members whose values are measured; exported pacts hold this in their place. */
  readonly measured: Readonly<Record<string, number>>;
  /** Everything for which a gateway must refuse the request, in the order of its checks. */
  refusals(request: RequestFacts): readonly Refusal[];
  /** Name of the schema of the answer's body; `undefined` where it is no JSON. */
  shapeOf(request: RequestFacts, status: number): string | undefined;
  /** The schema of one event of a stream that answers the request. */
  eventShapeOf(request: RequestFacts): string;
  /** Whether a stream answers the request where it is not refused. */
  isStreamed(request: RequestFacts): boolean;
  /** Headers that every answer has, for a pact that says nothing of them. */
  headOf(request: RequestFacts, status: number): HeaderList;
  /**
   * What a broken requirement tells of a pact: `always` counts, `whole` where the pact holds the whole body, `never` where the
   * rule is about headers, of which a pact names only those that it cares for.
   */
  weightOf(requirement: string): 'always' | 'whole' | 'never';
}

const here = dirname(fileURLToPath(import.meta.url));
// Run from source the file ends in .ts, run from the package in .js; the neighbours end in the same.
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** The dialects that have pacts: the folders beside this file with an index, by name. */
export function pactDialects(): string[] {
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, `index${extension}`)))
    .map((entry) => entry.name)
    .sort();
}

/** Loads what the pacts need to know of a dialect; `undefined` where it has none. */
export async function loadPactContract(dialect: string): Promise<PactContract | undefined> {
  if (!pactDialects().includes(dialect)) return undefined;
  const { pacts }: { readonly pacts?: PactContract } = await import(
    new URL(`./${dialect}/index${extension}`, import.meta.url).href
  );
  if (pacts === undefined) throw new Error(`pacts/${dialect}/index exports no pacts.`);
  return pacts;
}
