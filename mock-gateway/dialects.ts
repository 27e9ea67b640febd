import { readPackageJson } from '../contracts/package-root.js';
import type { GatewayApp } from './engine/app.js';
import { loadRoom, mockDialects } from './rooms.js';
import type { ScenarioCheck, ScenarioShelf } from './scenarios.js';

export { mockDialects } from './rooms.js';

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
  /** What its model may say. */
  readonly scenarios: ScenarioShelf;
  /** Behaves as after SIGTERM; resolves when nothing runs any more. */
  drain(): Promise<void>;
  close(): void;
}

/** How a dialect's gateway is served to people: what they set, and what they are told. */
export interface Serving {
  readonly settingNames: readonly string[];
  /** Settings of a mock that serves an app under development: limits that would surprise it are off. */
  readonly settings: Readonly<Record<string, string>>;
  /** Environment variable in which the suites look for the key, and the header and value form that carry it. */
  readonly keyEnv: string;
  readonly keyHeader: string;
  readonly keyPrefix: string;
  /** A curl line that shows a stream. */
  example(baseUrl: string, key: string): string;
}

/** What the index of a dialect's folder exports. */
export interface DialectRoom {
  readonly serving?: Serving;
  /** Throws for a setting or a rule that does not exist, and for a folder of scenarios that holds what is none. */
  readonly createGateway?: (options: DialectOptions) => DialectGateway;
  /** Loads the check of scenarios: it brings a schema compiler, which most gateways have no use for. */
  readonly loadScenarioCheck?: () => Promise<ScenarioChecks>;
}

/** The check of scenarios, of one and of all in a folder. */
export interface ScenarioChecks {
  readonly checkScenario: ScenarioCheck;
  readonly checkScenarios: (folder: string) => void;
}

/** A dialect that the mock does not speak. */
export class DialectError extends Error {
  override readonly name = 'DialectError';
}

/** Builds the gateway of a dialect; without a name, of the one that the package names as its own. */
export async function buildGateway(name: string | undefined, options: DialectOptions): Promise<DialectGateway> {
  const { createGateway, loadScenarioCheck } = await playableRoom(name);
  if (options.scenariosDir !== undefined) (await loadScenarioCheck()).checkScenarios(options.scenariosDir);
  return createGateway(options);
}

/** The room of a dialect, with all that a gateway needs; without a name, of the one that the package names as its own. */
export async function playableRoom(name: string | undefined): Promise<Required<DialectRoom>> {
  const { createGateway, loadScenarioCheck, serving, dialect } = await roomOf(name);
  if (createGateway === undefined || loadScenarioCheck === undefined || serving === undefined) {
    throw new DialectError(`mock-gateway/${dialect}/index exports no createGateway, loadScenarioCheck or serving`);
  }
  return { createGateway, loadScenarioCheck, serving };
}

/** How the gateway of a dialect is served to people; without a name, of the one that the package names as its own. */
export async function loadServing(name: string | undefined): Promise<Serving> {
  const { serving, dialect } = await roomOf(name);
  if (serving === undefined) throw new DialectError(`mock-gateway/${dialect}/index exports no serving`);
  return serving;
}

async function roomOf(name: string | undefined): Promise<DialectRoom & { readonly dialect: string }> {
  const dialects = mockDialects();
  const dialect = name ?? ownDialect();
  if (!dialects.includes(dialect)) {
    throw new DialectError(`the mock does not speak "${dialect}"; it speaks ${dialects.join(', ')}`);
  }
  return { ...(await loadRoom(dialect)), dialect };
}

/** The dialect that the package names as its own. */
export function ownDialect(): string {
  return namedDialect() ?? mockDialects()[0] ?? '';
}

function namedDialect(): string | undefined {
  const manifest = readPackageJson('package.json');
  if (typeof manifest !== 'object' || manifest === null || !('conformance' in manifest)) return undefined;
  const { conformance } = manifest;
  if (typeof conformance !== 'object' || conformance === null || !('dialect' in conformance)) return undefined;
  return typeof conformance.dialect === 'string' ? conformance.dialect : undefined;
}
