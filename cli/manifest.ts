import { readPackageJson } from '../contracts/package-root.js';

/** What the package says of itself. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  /** The dialect where the user names none. */
  readonly dialect: string;
  /** The newest dated set of requirements that is scored. */
  readonly set: string;
}

/** Reads `package.json`. */
export function manifest(): Manifest {
  const value = readPackageJson('package.json');
  const own = field(value, 'conformance');
  return {
    name: text(field(value, 'name')),
    version: text(field(value, 'version')),
    dialect: text(field(own, 'dialect')),
    set: text(field(own, 'set')),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}

function text(value: unknown): string {
  if (typeof value !== 'string')
    throw new Error('The package is damaged: package.json lacks a member. Install it again.');
  return value;
}
