import type { Catalogue } from './catalogue.js';
import type { ExchangeFacts, ExchangeJudge } from './judge/exchange.js';

/** A setting of a gateway that decides what a suite can see: a mode, a limit or a timer. */
export interface Setting {
  readonly name: string;
  readonly type: 'text' | 'list' | 'integer' | 'number' | 'duration' | 'flag';
  /** The value a gateway has when it is told nothing, in the notation of `--setting`. */
  readonly default: string;
  readonly meaning: string;
}

/** What the rest of the house needs to know of a dialect's contract. One folder in `contracts/` holds one of these. */
export interface ContractDialect {
  readonly name: string;
  readonly title: string;
  readonly catalogue: Catalogue;
  readonly settings: readonly Setting[];
  /** The kinds of body that `lint --kind` takes. */
  readonly kinds: readonly string[];
  /** Names of request headers whose values are secrets; a trailing `*` stands for any rest. Compared without case. */
  readonly secretHeaders: readonly string[];
  readonly secrets: {
    /** Environment variable with the gateway key, and the header and value form that carry it. */
    readonly gatewayKeyEnv: string;
    readonly gatewayKeyHeader: string;
    readonly gatewayKeyPrefix: string;
    /** Provider names and the header that carries each provider's key; the variable is `providerKeyEnv` + upper-case name. */
    readonly providerKeyHeaders: Readonly<Record<string, string>>;
    readonly providerKeyEnv: string;
  };
  /** The headers of the provider keys that a request with this body has a use for; no others are sent with it. */
  neededKeyHeaders(body: Uint8Array | undefined): readonly string[];
  /** Starts the offline judge for one exchange. */
  judge(facts: ExchangeFacts): ExchangeJudge;
}
