import type { Catalogue } from './catalogue.js';
import type { ExchangeFacts, ExchangeJudge, RequestFacts } from './judge/exchange.js';

/** A setting of a gateway that decides what a suite can see: a mode, a limit or a timer. */
export interface Setting {
  readonly name: string;
  readonly type: 'text' | 'list' | 'integer' | 'number' | 'duration' | 'flag';
  /** The value a gateway has when it is told nothing, in the notation of `--setting`. */
  readonly default: string;
  readonly meaning: string;
}

/** Why a subject has to refuse a request, and how its answer has to say so. */
export interface ContractFault {
  /** Slug of the rule. */
  readonly rule: string;
  /** HTTP status of the refusal. */
  readonly status: number;
  readonly type: string;
  readonly message: string;
  /** Path of the offending member, or name of the missing header. */
  readonly param?: string;
  readonly code?: string;
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
  /** Everything that a request would be refused for, in the order in which a subject looks; nothing for one that keeps the contract. */
  requestFaults(request: RequestFacts, settings?: Readonly<Record<string, string>>): readonly ContractFault[];
  /** Starts the offline judge for one exchange. */
  judge(facts: ExchangeFacts): ExchangeJudge;
}
