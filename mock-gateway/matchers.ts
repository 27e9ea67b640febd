import { loadContractDialect } from '../contracts/dialects.js';
import {
  type Check,
  type CheckedBody,
  type CheckedExchange,
  type CheckedRequest,
  type Checks,
  checksOf,
  type ExchangeCheckOptions,
  type StreamCheckOptions,
  tellFaults,
} from '../contracts/index.js';
import { ownDialect } from './dialects.js';
import type { GatewayRequest } from './requests.js';

/** What a matcher answers to vitest. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** What can be held against the contract: a request, a request that a mock gateway got, or an exchange. */
export type Keepable = CheckedRequest | GatewayRequest | Response | CheckedExchange;

/** How strict a matcher is. */
export interface Strictness {
  /** A SHOULD that is broken fails too, default false. */
  readonly strict?: boolean;
  /** The dialect to judge by; by default the one that the package names as its own. */
  readonly dialect?: string;
}

/**
 * Passes where a request would not be refused, or where an answer breaks no MUST. The message of a failure says which
 * rule, where, what was expected, what came, and the bytes that show it.
 */
export async function toKeepContract(
  received: unknown,
  options: ExchangeCheckOptions & Strictness = {},
): Promise<MatcherResult> {
  const { checkRequest, checkExchange } = await checksFor(options);
  if (isGatewayRequest(received)) return requestResult(received);
  if (received instanceof Response) return checkResult(await checkExchange({ response: received }, options), options);
  if (isExchange(received)) return checkResult(await checkExchange(received, options), options);
  if (isRequest(received)) {
    const { ok, text } = await checkRequest(received, options);
    return result(ok, `expected ${received.method} ${'url' in received ? received.url : received.path}`, text);
  }
  throw new TypeError(
    `toKeepContract takes a Request, a request of a mock gateway (gateway.requests), a Response, or { request, response, body }; it got ${shown(received)}.`,
  );
}

/** Passes where an event stream keeps the contract: framing, the shape of each event, and their order. */
export async function toBeConformantStream(
  received: unknown,
  options: StreamCheckOptions & Strictness = {},
): Promise<MatcherResult> {
  const { checkStream } = await checksFor(options);
  const body = received instanceof Response ? (received.clone().body ?? '') : received;
  if (!isBody(body)) {
    throw new TypeError(
      `toBeConformantStream takes text, bytes, a ReadableStream, an async iterable of pieces, or a Response; it got ${shown(received)}.`,
    );
  }
  const check = await checkStream(body, options);
  if (check.events === 0 && check.ok) {
    return result(
      false,
      'expected an event stream',
      `It holds no event: ${check.bytes} bytes, taken for ${check.kind}.`,
    );
  }
  return checkResult(check, options);
}

/** Checks of a dialect are made once. */
const made = new Map<string | undefined, Promise<Checks>>();

function checksFor({ dialect }: Strictness): Promise<Checks> {
  const known = made.get(dialect) ?? loadContractDialect(dialect ?? ownDialect()).then(checksOf);
  made.set(dialect, known);
  return known;
}

function requestResult({ method, target, verdict }: GatewayRequest): MatcherResult {
  const what = `expected ${method} ${target}`;
  if (verdict.ok === null) return result(false, what, `Nobody judged it: ${verdict.why}.`);
  if (verdict.ok) return result(true, what, '');
  const { rule, status, message, param } = verdict.fault;
  return result(
    false,
    what,
    tellFaults([{ type: '', rule, status, message, ...(param === undefined ? {} : { param }) }]),
  );
}

function checkResult(check: Check, { strict = false }: Strictness): MatcherResult {
  const weighty = check.broken.filter(({ level }) => level === 'MUST' || (strict && level === 'SHOULD'));
  const what = `expected this ${check.kind} (${check.events} events, ${check.bytes} bytes)`;
  return result(check.ok && weighty.length === 0, what, check.text);
}

function result(pass: boolean, what: string, text: string): MatcherResult {
  return {
    pass,
    message: () =>
      pass
        ? `${what} to break the contract, but no rule is broken`
        : `${what} to keep the contract\n\n${text.replace(/^/gm, '  ')}`,
  };
}

function isGatewayRequest(value: unknown): value is GatewayRequest {
  return isObject(value) && 'verdict' in value && 'target' in value;
}

function isExchange(value: unknown): value is CheckedExchange {
  return isObject(value) && 'response' in value;
}

function isRequest(value: unknown): value is CheckedRequest {
  return value instanceof Request || (isObject(value) && 'method' in value && 'path' in value);
}

function isBody(value: unknown): value is CheckedBody {
  if (typeof value === 'string' || value instanceof Uint8Array || value instanceof ReadableStream) return true;
  return isObject(value) && Symbol.asyncIterator in value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object'
    ? `an object with ${Object.keys(value).join(', ') || 'no members'}`
    : `a ${typeof value}`;
}
