import type { RequestFault } from '../../contracts/vai/request/index.js';
import type { GatewayError, RunOptions, Usage } from '../../contracts/vai/types.js';
import type { AuthMode } from './settings.js';
import { addressBlocked, domainCovers } from './tools/destination.js';
import { type UpstreamFailure, upstreamError } from './upstream.js';

/** What an Authorization header holds: nothing, a bearer token (perhaps empty), or something of another scheme. */
export type Token =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'other' };

/** What a tool call asks for, and where it stands in the model's order. */
export interface BatchCall {
  readonly id: string;
  readonly position: number;
}

/**
 * Every decision of the gateway that a mutant may bend, each a small function: `mutation.rules` replaces any of them by
 * name. All are pure, and the gateway asks them each time.
 */
export interface Rules {
  // Requests
  /** True lets a fault of the request pass; checking goes on with the next rule. */
  overlook(fault: RequestFault): boolean;
  /** What is told of a fault that was found. */
  report(fault: RequestFault): RequestFault;
  /** Whether a value of the version header is served. */
  versionServed(value: string): boolean;

  // Gateway key
  /** Whether a path asks for the token at all. */
  needsToken(path: string): boolean;
  readToken(header: string | undefined): Token;
  keyMatches(token: string, key: string): boolean;
  /** Who is counted in limits. */
  principal(mode: AuthMode, key: string | undefined, address: string): string;

  // Limits
  /** Whether a request on this path spends of the rate. */
  spendsRate(path: string, method: string): boolean;
  /** Tokens in the bucket after a pause. */
  refilled(tokens: number, elapsedMs: number, rps: number, burst: number): number;
  /** Whole seconds until a token is there. */
  retryAfter(tokens: number, rps: number): number;
  /** `inFlight` counts those that run already. */
  tooManyRequests(inFlight: number, limit: number): boolean;
  tooManyStreams(open: number, limit: number): boolean;
  /** Under which name a stream is counted; the two kinds share one by the contract. */
  streamAccount(kind: 'messages' | 'runs', principal: string): string;
  /** Whether a stream that is over frees its place. */
  freesPlace(how: 'ended' | 'client-left'): boolean;

  // CORS
  originAllowed(origin: string, allowed: readonly string[]): boolean;
  headerGranted(name: string, allowed: readonly string[]): boolean;

  // Streams
  /** Whether a ping is due. `quietMs` is the time since anything was written. */
  pingDue(kind: 'messages' | 'runs', quietMs: number, intervalMs: number): boolean;
  /** Milliseconds of silence after which a model is given up. */
  idleLimit(ms: number): number;
  /** Milliseconds after which a stream or request is broken off. */
  durationLimit(kind: 'message-stream' | 'run-stream' | 'message' | 'run', ms: number): number;

  // Errors and secrets
  upstreamError(failure: UpstreamFailure): GatewayError;
  redact(text: string, secrets: readonly string[]): string;

  // The loop
  /** Whether a turn's tool calls are run. */
  runsTools(stopReason: string, calls: number): boolean;
  /** What a turn counts against `max_tokens`. */
  tokensSpent(usage: Usage): number;
  tokensUsedUp(spent: number, budget: number): boolean;
  callsExceeded(done: number, batch: number, budget: number): boolean;
  /** Whether the run ends after the turn that was just completed; `turns` counts it. */
  turnsUsedUp(turns: number, budget: number): boolean;
  /** How many calls of a batch run at once. */
  width(batch: number, parallel: boolean): number;
  /** The batch in the order in which its calls are started. */
  startOrder(batch: readonly BatchCall[]): readonly BatchCall[];
  /** Results in the order of steps and history. `finished` is the order of completion. */
  historyOrder(modelOrder: readonly string[], finished: readonly string[]): readonly string[];
  /** The run's options with what the gateway makes of them. */
  options(asked: RunOptions): RunOptions;
  /** Stop reason of a run whose time is up. */
  outOfTime(streamed: boolean): string;
  /** Stop reasons whose result carries the last response. */
  keepsResponse(stopReason: string): boolean;
  /** The input a tool gets where the model's JSON cannot be read. */
  inputFor(parsed: unknown): Readonly<Record<string, unknown>>;

  // Tools
  addressBlocked(host: string): boolean;
  domainCovers(domain: string, host: string): boolean;
  /** How many hits of a search are given back. */
  hitLimit(asked: number | undefined, configured: number | undefined): number;
  /** The format of a fetched page. */
  pageFormat(configured: string | undefined): string;
}

/** The rules of a gateway that keeps the contract. */
export const HONEST: Rules = {
  overlook: () => false,
  report: (fault) => fault,
  versionServed: (value) => value === '1',

  needsToken: (path) => path !== '/healthz' && path !== '/readyz',
  readToken,
  keyMatches: (token, key) => token === key,
  principal: (mode, key, address) => (mode === 'disabled' || key === undefined ? `address ${address}` : `key ${key}`),

  spendsRate: (path, method) => path !== '/healthz' && path !== '/readyz' && method !== 'OPTIONS',
  refilled: (tokens, elapsedMs, rps, burst) => Math.min(burst, tokens + (elapsedMs / 1000) * rps),
  retryAfter: (tokens, rps) => Math.max(1, Math.ceil((1 - tokens) / rps)),
  tooManyRequests: (inFlight, limit) => limit > 0 && inFlight >= limit,
  tooManyStreams: (open, limit) => limit > 0 && open >= limit,
  streamAccount: (_kind, principal) => principal,
  freesPlace: () => true,

  originAllowed: (origin, allowed) => allowed.includes(origin),
  headerGranted: (name, allowed) => allowed.some((each) => each.toLowerCase() === name.toLowerCase()),

  // A message stream pings only in silence, a run stream always; a tick may come a hair early.
  pingDue: (kind, quietMs, intervalMs) => kind === 'runs' || quietMs >= intervalMs - 2,
  idleLimit: (ms) => ms,
  durationLimit: (_kind, ms) => ms,

  upstreamError,
  redact: (text, secrets) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text),

  runsTools: (stopReason, calls) => stopReason === 'tool_use' && calls > 0,
  tokensSpent: (usage) => usage.total_tokens || usage.input_tokens + usage.output_tokens,
  tokensUsedUp: (spent, budget) => budget > 0 && spent >= budget,
  callsExceeded: (done, batch, budget) => done + batch > budget,
  turnsUsedUp: (turns, budget) => turns >= budget,
  width: (batch, parallel) => (parallel ? batch : 1),
  startOrder: (batch) => batch,
  historyOrder: (modelOrder) => modelOrder,
  options: (asked) => asked,
  outOfTime: () => 'timeout',
  keepsResponse: (stopReason) => ['end_turn', 'max_tool_calls', 'max_tokens'].includes(stopReason),
  inputFor: (parsed) => (isObject(parsed) ? parsed : {}),

  addressBlocked,
  domainCovers,
  hitLimit: (asked, configured) => Math.min(10, configured ?? 10, asked ?? configured ?? 5),
  pageFormat: (configured) => configured ?? 'markdown',
};

/** A mutation's rules that the gateway does not have, or that are no functions. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
}

/** The honest rules with those of a mutation in their place. Throws `RuleError` where there is no such rule. */
export function bentRules(bent: Readonly<Record<string, unknown>> | undefined): Rules {
  if (bent === undefined) return HONEST;
  for (const [name, rule] of Object.entries(bent)) {
    if (!(name in HONEST))
      throw new RuleError(`there is no rule "${name}"; there are ${Object.keys(HONEST).join(', ')}`);
    if (typeof rule !== 'function') throw new RuleError(`rule ${name}: expected a function, came ${typeof rule}`);
  }
  return Object.assign({}, HONEST, bent);
}

function readToken(header: string | undefined): Token {
  if (header?.startsWith('Bearer ')) return { kind: 'bearer', token: header.slice(7).trim() };
  const value = (header ?? '').trim();
  if (value === '') return { kind: 'none' };
  const [, token] = /^bearer(?:\s+(.*))?$/i.exec(value) ?? [];
  if (token !== undefined) return { kind: 'bearer', token: token.trim() };
  return /^bearer$/i.test(value) ? { kind: 'bearer', token: '' } : { kind: 'other' };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
