import { now } from '../engine/clock.js';
import type { Rules } from './rules.js';
import type { Settings } from './settings.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** Counts what each caller has in hand: rate, requests in flight, open streams. */
export class Limits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #inFlight = new Map<string, number>();
  readonly #streams = new Map<string, number>();

  constructor(
    private readonly settings: Settings,
    private readonly rules: Rules,
  ) {}

  get enabled(): boolean {
    const { settings } = this;
    const rate = settings.rate_limit_rps > 0 && settings.rate_limit_burst > 0;
    return rate || settings.max_concurrent_requests > 0 || settings.max_streams_per_principal > 0;
  }

  /** Spends one of the caller's rate. Seconds to wait where there is none left. */
  spend(principal: string): number | undefined {
    const { rate_limit_rps: rps, rate_limit_burst: burst } = this.settings;
    if (rps === 0 || burst === 0) return undefined;
    const time = now();
    const bucket = this.#buckets.get(principal) ?? { tokens: burst, at: time };
    bucket.tokens = this.rules.refilled(bucket.tokens, time - bucket.at, rps, burst);
    bucket.at = time;
    this.#buckets.set(principal, bucket);
    if (bucket.tokens < 1) return this.rules.retryAfter(bucket.tokens, rps);
    bucket.tokens -= 1;
    return undefined;
  }

  /** Takes a place among the requests in flight; the function returned gives it back. `undefined`: there is none. */
  enter(principal: string): (() => void) | undefined {
    const limit = this.settings.max_concurrent_requests;
    if (limit === 0) return NOTHING;
    if (this.rules.tooManyRequests(this.#inFlight.get(principal) ?? 0, limit)) return undefined;
    return take(this.#inFlight, principal);
  }

  /** Takes a place among the open streams, likewise. */
  openStream(kind: 'messages' | 'runs', principal: string): ((how: 'ended' | 'client-left') => void) | undefined {
    const limit = this.settings.max_streams_per_principal;
    if (limit === 0) return NOTHING;
    const account = this.rules.streamAccount(kind, principal);
    if (this.rules.tooManyStreams(this.#streams.get(account) ?? 0, limit)) return undefined;
    const free = take(this.#streams, account);
    return (how) => {
      if (this.rules.freesPlace(how)) free();
    };
  }
}

const NOTHING = (): void => {};

function take(places: Map<string, number>, who: string): () => void {
  places.set(who, (places.get(who) ?? 0) + 1);
  let taken = true;
  return () => {
    if (!taken) return;
    taken = false;
    const left = (places.get(who) ?? 1) - 1;
    if (left === 0) places.delete(who);
    else places.set(who, left);
  };
}
