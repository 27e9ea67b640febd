import type { ContractDialect } from '../contracts/dialect.js';
import type { Breach, HeaderList, Judgement, RequestFacts } from '../contracts/judge/exchange.js';
import type { PactContract } from './contract.js';
import { isFields, type PactInteraction } from './pact-file.js';
import { headerIn } from './pact-parts.js';

/** What an interaction sends or expects against the contract. */
export interface Objection {
  readonly side: 'request' | 'response';
  /** Path in the body, or the name of a header; empty for the whole. */
  readonly path: string;
  readonly message: string;
  /** The requirement that says so, where one row does. */
  readonly requirement?: string;
}

/** Further objections of one interaction are not told. */
const TOLD = 10;

/**
 * Holds an interaction against the contract: a request that every gateway must refuse may not be expected to succeed, and
 * nothing may be expected that no gateway may send. What a pact leaves out is no objection; what it holds counts as it is
 * written, since that is what the consumer was tested with.
 */
export function hold(interaction: PactInteraction, contract: PactContract, dialect: ContractDialect): Objection[] {
  const { request, response } = interaction;
  const facts: RequestFacts = withType(request);
  const refused = refusalObjections(facts, interaction, contract);
  const shape = shapeObjections(facts, response, contract);
  const judged = judgedObjections(facts, interaction, contract, dialect);
  const seen = new Set<string>();
  return [...refused, ...shape, ...judged]
    .filter(({ side, path }) => {
      const key = `${side} ${path}`;
      if (path !== '' && seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, TOLD);
}

/** Consumers that send JSON are taken to say so. */
function withType(request: PactInteraction['request']): RequestFacts {
  if (request.body === undefined || headerIn(request.headers, 'content-type') !== undefined) return request;
  return { ...request, headers: [...request.headers, ['Content-Type', 'application/json']] };
}

function refusalObjections(facts: RequestFacts, { response }: PactInteraction, contract: PactContract): Objection[] {
  const { status } = response;
  const refusals = contract.refusals(facts);
  const [first] = refusals;
  if (first === undefined) return [];
  const told = (message: string, refusal: typeof first): Objection => ({
    side: 'request',
    path: refusal.param ?? '',
    message: `${message}: ${refusal.message} (${refusal.status} ${refusal.type})`,
  });
  if (status < 300) {
    return refusals.map((refusal) => told(`every gateway must refuse this, and ${status} is expected`, refusal));
  }
  if (status !== first.status) return [];
  const { error } = memberOf(jsonOf(response.body));
  const { param } = memberOf(error);
  if (typeof param !== 'string' || refusals.some((refusal) => refusal.param === param)) return [];
  return [
    {
      side: 'response',
      path: 'error.param',
      message: `${JSON.stringify(param)} is expected, and the request is refused for ${JSON.stringify(first.param ?? null)}: ${first.message}`,
    },
  ];
}

function shapeObjections(
  facts: RequestFacts,
  { status, body }: PactInteraction['response'],
  contract: PactContract,
): Objection[] {
  if (body === undefined || isEventStream(facts, status, contract)) return [];
  const name = contract.shapeOf(facts, status);
  if (name === undefined) return [];
  const value = jsonOf(body);
  if (value === undefined)
    return [{ side: 'response', path: '', message: 'the body is no JSON, and JSON is answered' }];
  return contract.schemas.faults(name, 'expect', value).map(({ path, message }) => ({
    side: 'response',
    path,
    message:
      message === 'is not a known member'
        ? 'the contract names no such member: no gateway has to send it, so a client may not count on it'
        : `no gateway may send this: ${message}`,
  }));
}

/** The offline judge's word, of all rules where the answer is whole, else of those that the request alone decides. */
function judgedObjections(
  facts: RequestFacts,
  { response }: PactInteraction,
  contract: PactContract,
  dialect: ContractDialect,
): Objection[] {
  const { status, body } = response;
  const judge = dialect.judge({
    request: facts,
    response: { status, headers: completed(response.headers, contract.headOf(facts, status)) },
  });
  if (body !== undefined) judge.push(body);
  const judgement = judge.end('complete');
  const whole = body !== undefined && isWhole(facts, status, body, contract);
  return breachesOf(judgement, dialect)
    .filter(({ requirement }) => {
      const weight = contract.weightOf(requirement);
      return weight === 'always' || (weight === 'whole' && whole);
    })
    .map((breach) => ({
      side: 'response',
      path: placeOf(breach),
      message: `${breach.message}${breach.expected === undefined ? '' : ` Expected ${breach.expected}`}${breach.actual === undefined ? '' : `, came ${breach.actual}`}`,
      requirement: breach.requirement,
    }));
}

/** Only what no gateway may do: a gateway may break a SHOULD. */
function breachesOf({ findings }: Judgement, { catalogue }: ContractDialect): Breach[] {
  return findings
    .filter(({ requirement }) => catalogue.find(requirement)?.level === 'MUST')
    .flatMap(({ breaches }) => breaches.slice(0, 1));
}

function placeOf({ event, path }: Breach): string {
  return [...(event === undefined ? [] : [`event ${event}`]), ...(path ? [path] : [])].join(' ');
}

function isWhole(facts: RequestFacts, status: number, body: Uint8Array, contract: PactContract): boolean {
  if (isEventStream(facts, status, contract)) return true;
  const name = contract.shapeOf(facts, status);
  if (name === undefined) return true;
  const value = jsonOf(body);
  return value !== undefined && contract.schemas.faults(name, 'emit', value).length === 0;
}

function isEventStream(facts: RequestFacts, status: number, contract: PactContract): boolean {
  return status === 200 && contract.isStreamed(facts);
}

/** The pact's own headers, and those that it says nothing of; a content type without its charset gets one. */
function completed(headers: HeaderList, known: HeaderList): HeaderList {
  const own = headers.map(([name, value]): readonly [string, string] => {
    const usual = headerIn(known, name);
    const bare = name.toLowerCase() === 'content-type' && !value.includes(';');
    return [name, bare && usual?.startsWith(`${value};`) ? usual : value];
  });
  return [...own, ...known.filter(([name]) => headerIn(headers, name) === undefined)];
}

/** A body as JSON; `undefined` where it is none. */
export function jsonOf(body: Uint8Array | undefined): unknown {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown): Readonly<Record<string, unknown>> {
  return isFields(value) ? value : {};
}
