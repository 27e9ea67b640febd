import { readdirSync } from 'node:fs';
import { readPackageJson } from '../contracts/package-root.js';
import type { GatewayApp } from './engine/app.js';

/** What a dialect needs to build its gateway. */
export interface DialectOptions {
  readonly settings: Readonly<Record<string, string>>;
  readonly rules: Readonly<Record<string, unknown>> | undefined;
  readonly seed: number;
  readonly scenariosDir: string | undefined;
}

/** The gateway of a dialect, ready to be served. */
export interface DialectGateway {
  readonly app: GatewayApp;
  /** A gateway key that it takes. */
  readonly apiKey: string;
  /** Values that the journal must not hold. */
  readonly secrets: readonly string[];
  readonly secretHeaders: readonly string[];
  readonly headTimeoutMs: number;
  /** Behaves as after SIGTERM; resolves when nothing runs any more. */
  drain(): Promise<void>;
  close(): void;
}

/** What the index of a dialect's folder exports. */
interface DialectRoom {
  readonly createGateway?: (options: DialectOptions) => Promise<DialectGateway>;
}

/** A dialect that the mock does not speak. */
export class DialectError extends Error {
  override readonly name = 'DialectError';
}

/** The dialects that the mock speaks: the folders beside this file, but the engine. */
export function mockDialects(): readonly string[] {
  return readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'engine')
    .map((entry) => entry.name)
    .sort();
}

/** Builds the gateway of a dialect; without a name, of the one that the package names as its own. */
export async function buildGateway(name: string | undefined, options: DialectOptions): Promise<DialectGateway> {
  const dialects = mockDialects();
  const dialect = name ?? ownDialect() ?? dialects[0] ?? '';
  if (!dialects.includes(dialect)) {
    throw new DialectError(`the mock does not speak "${dialect}"; it speaks ${dialects.join(', ')}`);
  }
  // Run from source the file ends in .ts, run from the package in .js; the neighbour ends in the same.
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const room: DialectRoom = await import(new URL(`./${dialect}/index.${suffix}`, import.meta.url).href);
  if (room.createGateway === undefined)
    throw new DialectError(`mock-gateway/${dialect}/index exports no createGateway`);
  return room.createGateway(options);
}

function ownDialect(): string | undefined {
  const manifest = readPackageJson('package.json');
  if (typeof manifest !== 'object' || manifest === null || !('conformance' in manifest)) return undefined;
  const { conformance } = manifest;
  if (typeof conformance !== 'object' || conformance === null || !('dialect' in conformance)) return undefined;
  return typeof conformance.dialect === 'string' ? conformance.dialect : undefined;
}
