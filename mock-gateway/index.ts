import { buildGateway } from './dialects.js';
import type { GatewayApp } from './engine/app.js';
import type { FaultSet } from './engine/fault-set.js';
import { Journal } from './engine/journal.js';
import type { Mutation } from './engine/mutation.js';
import { GatewayServer } from './engine/server.js';
import type { Chunking } from './engine/speak.js';
import type { ScenarioShelf } from './scenarios.js';

export { DialectError, loadServing, mockDialects, type Serving } from './dialects.js';
export type { IncomingRequest, Reply, StreamEvent, StreamItem } from './engine/exchange.js';
export type { InjectedFault, JournalEntry, JournalFault } from './engine/journal.js';
export { Journal } from './engine/journal.js';
export type { Mutation } from './engine/mutation.js';
export type { Chunking } from './engine/speak.js';

/** How a mock gateway is started. */
export interface MockOptions {
  /** The dialect it speaks; by default the first that this package had. */
  readonly dialect?: string;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** Settings of the dialect, by name, in the notation of `--setting`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A folder with further scenarios; they are checked against the schema. */
  readonly scenariosDir?: string;
  /** A way to make it lie. */
  readonly mutation?: Mutation;
  /** Faults on demand, as `--fault` takes them: `status=503,times=2`, `reset@event:3`. */
  readonly faults?: readonly string[];
  /** The same seed gives the same ids and the same faults, default 1. */
  readonly seed?: number;
  /** Whether exchanges are written down, default true. */
  readonly journal?: boolean;
  /** Whether the journal keeps the bodies of answers too, each up to 4 MiB, default false. */
  readonly answers?: boolean;
  /** A folder with recordings: requests that they answer are answered by them, all others by the scenarios. */
  readonly replayDir?: string;
  /** How much faster than recorded, default 1; 0 is at once. */
  readonly speed?: number;
  /** One write per event (the default), or all events that are said at once in one. */
  readonly chunking?: Chunking;
}

/** A mock gateway that runs. */
export interface MockGateway {
  readonly baseUrl: string;
  /** A gateway key that it takes. */
  readonly apiKey: string;
  /** Names of request headers whose values are secrets; a trailing `*` stands for any rest. */
  readonly secretHeaders: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  /** The faults that are on, each in its canonical form. */
  readonly faults: readonly string[];
  /** What it received and wrote; empty where it keeps none. */
  readonly journal: Journal;
  /** What its model may say. */
  readonly scenarios: ScenarioShelf;
  /** Behaves as after SIGTERM: not ready, no new streams, running ones end with the grace period. Resolves when none is left. */
  drain(): Promise<void>;
  /** Ends at once and leaves nothing behind. */
  close(): Promise<void>;
}

/** How long a drained gateway waits for clients to read the ends of their streams. */
const LAST_WORDS_MS = 1_000;

/**
 * Starts a mock gateway. Throws typed errors for a dialect, setting, rule or fault that does not exist, and Node's for a
 * port in use.
 */
export async function startMockGateway(options: MockOptions = {}): Promise<MockGateway> {
  const { host = '127.0.0.1', port = 0, settings = {}, scenariosDir, mutation } = options;
  const seed = options.seed ?? 1;
  const faults = await faultsOf(options.faults ?? [], seed);
  const gateway = await buildGateway(options.dialect, {
    settings,
    rules: mutation?.rules,
    seed,
    scenariosDir,
  });
  const journal = new Journal(gateway.secretHeaders, gateway.secrets, options.answers === true);
  const server = new GatewayServer({
    app: await replaying(gateway.app, options),
    journal: options.journal === false ? undefined : journal,
    mutation,
    faults,
    chunking: options.chunking ?? 'event',
    headTimeoutMs: gateway.headTimeoutMs,
  });
  const bound = await server.listen(port, host);
  return {
    baseUrl: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    apiKey: gateway.apiKey,
    secretHeaders: gateway.secretHeaders,
    settings,
    faults: faults?.specs ?? [],
    journal,
    scenarios: gateway.scenarios,
    async drain() {
      await gateway.drain();
      // What was said last is still on its way.
      await server.idle(LAST_WORDS_MS);
    },
    async close() {
      gateway.close();
      await server.close();
    },
  };
}

/** Loaded only where a fault is asked for. */
async function faultsOf(specs: readonly string[], seed: number): Promise<FaultSet | undefined> {
  if (specs.length === 0) return undefined;
  const { FaultSet } = await import('./engine/fault-set.js');
  return new FaultSet(specs, seed);
}

/** Loaded only where there is something to replay. */
async function replaying(app: GatewayApp, { replayDir, speed }: MockOptions): Promise<GatewayApp> {
  if (replayDir === undefined) return app;
  const { loadRecordings, ReplayApp } = await import('./engine/replay.js');
  return new ReplayApp(app, await loadRecordings(replayDir), speed ?? 1);
}
