import { createHash } from 'node:crypto';
import { AdapterDied, type AdapterLink, type AdapterSpec, type Described } from './adapter/index.js';
import type { Canaries, SdkDialect } from './dialect.js';
import { Gate } from './gate.js';
import type { Keeping } from './keeping.js';
import { Lanes } from './lanes.js';
import type { ServerTerms } from './server/script-server.js';

/** So many operations that hang or die, and none that ever ended: more than fit side by side, so some came after others. */
const MUTE_AFTER = 10;

/** What all sessions of a worker share. */
export interface SessionTerms {
  readonly dialect: SdkDialect;
  readonly canaries: Canaries;
  /** Starts an adapter; rejects with `AdapterWouldNotStart`. */
  readonly open: (spec: AdapterSpec) => Promise<AdapterLink>;
  readonly concurrency: number;
  /** How failures are kept. */
  readonly keeping: Pick<Keeping, 'shrinks' | 'keep'>;
}

/** One adapter that runs, and what the tests of its SDK share. */
export class Session {
  readonly gate: Gate;
  readonly lanes: Lanes;
  readonly servers: ServerTerms;
  readonly #shared = new Map<string, Promise<unknown>>();
  readonly #others = new Map<string, Promise<Session>>();
  readonly #notes = new Set<string>();
  #answered = 0;
  #lost = 0;
  /** Why nothing more can be judged; null while all is well. */
  gone: string | null = null;

  private constructor(
    readonly terms: SessionTerms,
    readonly spec: AdapterSpec,
    readonly link: AdapterLink,
  ) {
    this.gate = new Gate(terms.concurrency);
    this.servers = { cors: this.described.runtime === 'browser' };
    this.lanes = new Lanes(link, this.has('share'), this.servers);
  }

  /** Starts the adapter. Throws `AdapterWouldNotStart` where it does not describe itself. */
  static async open(terms: SessionTerms, spec: AdapterSpec): Promise<Session> {
    return new Session(terms, spec, await terms.open(spec));
  }

  get described(): Described {
    return this.link.described;
  }

  /** Whether a feature is claimed, for an operation where one is named. */
  has(feature: string, op?: string): boolean {
    const claimed = this.described.features.get(feature);
    return claimed === 'all' || (claimed !== undefined && (op === undefined || claimed.includes(op)));
  }

  /** Makes something once. What fails is made again, as the failure may be the process's death. */
  shared<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#shared.get(key);
    // One key is only ever used with one kind of value: the key names the maker.
    if (known !== undefined) return known as Promise<T>;
    const made = make();
    this.#shared.set(key, made);
    made.catch((error) => {
      if (error instanceof AdapterDied) this.#shared.delete(key);
    });
    return made;
  }

  /** Another process of the same adapter, with more in its environment; undefined where it is no process of ours. */
  async inEnvironment(env: Readonly<Record<string, string>>): Promise<Session | undefined> {
    const { spec } = this;
    if (spec.kind !== 'command') return undefined;
    const key = createHash('sha256').update(JSON.stringify(env)).digest('hex');
    const known = this.#others.get(key) ?? Session.open(this.terms, { ...spec, env: { ...spec.env, ...env } });
    this.#others.set(key, known);
    return known;
  }

  /** An operation has come to its end, or has hung or died. */
  ended(well: boolean): void {
    if (well) this.#answered++;
    else this.#lost++;
  }

  /** Whether to wait for further operations is in vain. */
  get isMute(): boolean {
    return this.#answered === 0 && this.#lost >= MUTE_AFTER;
  }

  /** Something a person should know beside the verdict; said once. */
  note(text: string): void {
    this.#notes.add(text);
  }

  notes(): readonly string[] {
    const { unknownFeatures } = this.described;
    return [
      ...unknownFeatures.map(
        (feature) => `The adapter claims the feature '${feature}', which the protocol does not know.`,
      ),
      ...this.link.faults.map((fault) => `The adapter broke its protocol: ${fault.message}`),
      ...(this.link.restarts > 0 ? [`The adapter's process was started anew ${this.link.restarts} times.`] : []),
      ...this.#notes,
    ];
  }

  async close(): Promise<void> {
    const others = await Promise.allSettled(this.#others.values());
    await Promise.all(others.map((other) => (other.status === 'fulfilled' ? other.value.close() : undefined)));
    await this.lanes.close();
    await this.link.close();
  }
}
