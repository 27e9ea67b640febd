import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Mutation } from '../mock-gateway/engine/mutation.js';
import { startMockGateway } from '../mock-gateway/index.js';
import { type NullTarget, serveNull } from '../mutants/null-targets.js';

/** What a worker asks the desk for. */
interface Order {
  readonly settings: Readonly<Record<string, string>>;
  readonly mutant: string | null;
  /** The instance is for one test alone. */
  readonly alone: boolean;
}

/** A gateway that is broken on purpose, or something that is no gateway at all. */
export type Broken = { readonly mutation: Mutation } | NullTarget;

/** Something that is served, and can be stopped. */
export interface Instance {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Finds a broken gateway by its id. */
export type BrokenOf = (mutant: string) => Promise<Broken>;

/**
 * Starts instances of the embedded mock for the worker that judges them: the suite itself knows only HTTP, so it asks
 * here, over loopback, for a gateway with certain settings, and gets a base URL and keys.
 */
export class Desk {
  readonly #instances = new Map<string, Promise<Instance>>();
  readonly #started: Promise<Instance>[] = [];
  readonly #server: Server;

  private constructor(
    readonly dialect: string,
    readonly keys: readonly string[],
    readonly brokenOf: BrokenOf,
    readonly seed: number,
  ) {
    this.#server = createServer((request, response) => {
      this.#serve(request).then(
        (answer) => response.end(JSON.stringify(answer)),
        (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
      );
    });
    this.#server.keepAliveTimeout = 30_000;
  }

  /** Opens a desk on a free loopback port. */
  static async open(dialect: string, seed: number, brokenOf: BrokenOf = noMutants): Promise<Desk> {
    const keys = [1, 2].map((n) => `canary-gateway-${n}-${randomBytes(9).toString('hex')}`);
    const desk = new Desk(dialect, keys, brokenOf, seed);
    await new Promise<void>((resolve) => desk.#server.listen(0, '127.0.0.1', resolve));
    return desk;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** The instance with these settings, started where there is none yet. */
  instance(order: Order): Promise<Instance> {
    const key = JSON.stringify([order.settings, order.mutant]);
    const known = order.alone ? undefined : this.#instances.get(key);
    const instance = known ?? this.#start(order);
    if (!order.alone) this.#instances.set(key, instance);
    return instance;
  }

  /** Stops all instances. */
  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    const running = await Promise.allSettled(this.#started);
    await Promise.allSettled(running.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  }

  #start(order: Order): Promise<Instance> {
    const started = (async (): Promise<Instance> => {
      const broken = order.mutant === null ? undefined : await this.brokenOf(order.mutant);
      if (broken !== undefined && 'answer' in broken) return serveNull(broken);
      return startMockGateway({
        dialect: this.dialect,
        settings: { ...order.settings, api_keys: this.keys.join(',') },
        seed: this.seed,
        journal: false,
        ...(broken ? { mutation: broken.mutation } : {}),
      });
    })();
    this.#started.push(started);
    return started;
  }

  async #serve(request: IncomingMessage): Promise<{ baseUrl: string; keys: readonly string[] }> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const instance = await this.instance(order(JSON.parse(Buffer.concat(pieces).toString('utf8'))));
    return { baseUrl: instance.baseUrl, keys: this.keys };
  }
}

function order(value: unknown): Order {
  if (typeof value !== 'object' || value === null || !('settings' in value))
    throw new Error('The order names no settings.');
  const settings: Record<string, string> = {};
  for (const [name, one] of Object.entries(value.settings ?? {})) settings[name] = String(one);
  const mutant = 'mutant' in value && typeof value.mutant === 'string' ? value.mutant : null;
  return { settings, mutant, alone: 'alone' in value && value.alone === true };
}

async function noMutants(mutant: string): Promise<Broken> {
  throw new Error(`No mutants were loaded, but '${mutant}' was asked for.`);
}
