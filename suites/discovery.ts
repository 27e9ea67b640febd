import type { HeaderList } from '../contracts/judge/exchange.js';
import type { ModelKind } from './plan.js';
import type { Exchange } from './probe/exchange.js';
import type { ProbeRequest } from './trial.js';

/** What was found out about a target by asking it. */
export interface Discovered {
  /** Settings that the answers gave away, by the dialect's names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly model: ModelKind;
  /** How it asks for tokens, in words for the console and the results. */
  readonly auth: string;
  /** True where requests without a key are refused and there is no key. */
  readonly keyMissing: boolean;
  /** True where a key was sent and refused. */
  readonly keyRefused: boolean;
  /** Why the target may not be what it is taken for, with what to check; null where it answers as a gateway would. */
  readonly doubt: string | null;
  /** What else was seen of the way to the target, by a word for each: HTTP version, compression, buffering, models. */
  readonly observed: Readonly<Record<string, string>>;
}

/** How a dialect finds out what kind of target it faces. One folder of `suites/gateway/` holds one of these. */
export interface Discovery {
  /** Sent with every request of the suite. */
  readonly requestHeaders: HeaderList;
  /** The model that a scripted gateway is asked for where the user names none. */
  readonly defaultModel: string;
  /** The path and headers of the first request of all, which any gateway answers somehow. */
  readonly greeting: ProbeRequest;
  /** Areas of the catalogue that can be judged without a gateway key, whatever the auth mode. */
  readonly keyless: readonly string[];
  /**
   * Asks. `ask` adds base URL, usual headers and keys, as in a trial; `model` is the name to ask for; `closely`: what
   * lies on the way is looked at too.
   */
  discover(
    ask: (request: ProbeRequest) => Promise<Exchange>,
    known: { readonly hasKey: boolean; readonly model: string; readonly closely: boolean },
  ): Promise<Discovered>;
}
