import { readPackageJson } from '../package-root.js';
import { Schemas } from '../schema/compile.js';

/** One operation of a dialect. */
export interface AdapterOperation {
  readonly meaning: string;
  /** It is answered by event lines, then the result. */
  readonly streams: boolean;
  /** The feature that it comes with. */
  readonly feature?: string;
  /** JSON Schemas; references in them are relative to the dialect's folder. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly event?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** What the adapter protocol leaves to a dialect: its `adapter.json`. */
export interface AdapterDialect {
  readonly dialect: string;
  readonly operations: Readonly<Record<string, AdapterOperation>>;
  /** Members of `client` beside the protocol's own. */
  readonly client: Readonly<
    Record<string, { readonly meaning: string; readonly feature?: string; readonly names?: readonly string[] }>
  >;
}

const schemas = new Schemas('contracts/adapter');

/** Reads `contracts/NAME/adapter.json`. Throws where it is not what contracts/adapter/dialect.schema.json says. */
export function loadAdapterDialect(name: string): AdapterDialect {
  const file = `contracts/${name}/adapter.json`;
  const value = readPackageJson(file);
  if (isAdapterDialect(value)) return value;
  const [fault] = schemas.faults('dialect', 'emit', value);
  throw new Error(`${file}: ${fault?.path} ${fault?.message}. Repair the package.`);
}

function isAdapterDialect(value: unknown): value is AdapterDialect {
  return schemas.faults('dialect', 'emit', value).length === 0;
}
