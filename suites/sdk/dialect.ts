import type { Script } from './server/seen.js';

/** Secrets made up for one run, and how they are given to a client. */
export interface Canaries {
  /** Each secret by the dialect's name for it. */
  readonly keys: Readonly<Record<string, string>>;
  /** The constructor fields that hand all of them over; the runner leaves out what the SDK does not claim. */
  readonly client: Readonly<Record<string, unknown>>;
}

/** What the framework of the SDK suites needs to know of a dialect. One folder of `suites/sdk/` holds one of these. */
export interface SdkDialect {
  readonly name: string;
  /** Constructor fields that are only passed where the SDK claims the feature: `{ provider_keys: 'provider_keys' }`. */
  readonly clientFeatures: Readonly<Record<string, string>>;
  /** Makes the canaries; `made` gives a new secret of that name. */
  canaries(made: (name: string) => string): Canaries;
  /** Method and request target that an operation must reach, below the base URL; null where it sends nothing. */
  target(op: string): { readonly method: string; readonly target: string } | null;
  /** The plain request of an operation; `text` is what the user says in it where it has such a place. */
  request(op: string, text?: string): Readonly<Record<string, unknown>>;
  /** The plain success that answers it. */
  reply(op: string): Script;
  /** What the SDK must have told after `reply`. */
  value(op: string): unknown;
  /** Whether the operation's answer is a stream of events. */
  streams(op: string): boolean;
  /**
   * A value in the form in which values are compared, by the rules of the adapter protocol. `of`: the dialect's name of
   * the kind of value, or an operation for its result; `raw-` before it keeps members that the contract does not name.
   */
  normal(of: string, value: unknown): unknown;
}
