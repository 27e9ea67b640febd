import type { ContractDialect } from '../contracts/dialect.js';
import type { HeaderList, RequestFacts } from '../contracts/judge/exchange.js';
import type { GoldenExchange, PactContract } from './contract.js';
import { jsonOf } from './hold.js';
import { type Rules, rule, rulesOf } from './matching.js';
import { isFields } from './pact-file.js';
import { headerIn } from './pact-parts.js';
import { framesOf, streamPattern } from './stream-pattern.js';

/** An answer that is to become part of a pact, and is not what the contract asks for. */
export class NotGolden extends Error {
  override readonly name = 'NotGolden';
}

export interface ExportTerms {
  /** Where the gateway is whose answers are written down. */
  readonly baseUrl: string;
  readonly consumer: string;
  readonly contract: PactContract;
  readonly dialect: ContractDialect;
  /** Who writes the file, in its metadata. */
  readonly tool: { readonly name: string; readonly version: string };
}

/** An answer as it came. */
interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

const ANSWER_MS = 30_000;

/**
 * Asks the gateway each golden request, holds each answer against the contract, and makes a V4 pact of them. The same gateway
 * gives the same text. Throws `NotGolden` where an answer breaks a rule.
 */
export async function goldenPact(terms: ExportTerms): Promise<string> {
  const interactions: unknown[] = [];
  for (const golden of terms.contract.golden) interactions.push(await interactionOf(golden, terms));
  const { consumer, contract, tool } = terms;
  const pact = {
    consumer: { name: consumer },
    provider: { name: contract.provider },
    interactions,
    metadata: { pactSpecification: { version: '4.0' }, [tool.name]: { version: tool.version } },
  };
  return `${JSON.stringify(pact, null, 2)}\n`;
}

/** Name of the file, as pact libraries give it. */
export function pactFileName(consumer: string, provider: string): string {
  return `${consumer}-${provider}.json`.replace(/[^\w.-]+/g, '_');
}

async function interactionOf(golden: GoldenExchange, terms: ExportTerms): Promise<unknown> {
  const { contract } = terms;
  const { method, path, headers, json } = golden.request;
  const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json));
  const facts: RequestFacts = { method, path, headers: Object.entries(headers), ...(body ? { body } : {}) };
  const answer = await ask(terms.baseUrl, facts);
  mustKeep(golden, facts, answer, terms);
  const [pathname = '', query] = path.split('?');
  return {
    type: 'Synchronous/HTTP',
    key: keyOf(golden.description),
    description: golden.description,
    pending: false,
    providerStates: [
      {
        name: golden.state,
        params: { ...(golden.scenario === undefined ? {} : { scenario: golden.scenario }), ...golden.params },
      },
    ],
    request: {
      method,
      path: pathname,
      ...(query === undefined
        ? {}
        : { query: Object.fromEntries([...new URLSearchParams(query)].map(([k, v]) => [k, [v]])) }),
      headers: listed(Object.entries(headers)),
      ...(json === undefined ? {} : { body: { content: json, contentType: 'application/json', encoded: false } }),
      matchingRules: { header: secretRules(facts, terms.dialect) },
    },
    response: responseOf(golden, facts, answer, contract),
  };
}

function responseOf(golden: GoldenExchange, facts: RequestFacts, answer: Answer, contract: PactContract): unknown {
  const { status, body } = answer;
  const type = headerIn(answer.headers, 'content-type') ?? '';
  const requestId = headerIn(answer.headers, 'x-request-id');
  const head: HeaderList = [
    ['Content-Type', type],
    ...(requestId === undefined ? [] : [['X-Request-ID', requestId] as const]),
  ];
  const header: Rules = { 'Content-Type': rule({ match: 'regex', regex: `^${type.split(';')[0]}(;.*)?$` }) };
  if (head.length > 1) header['X-Request-ID'] = rule({ match: 'regex', regex: '^\\S+$' });
  const part =
    status === 200 && contract.isStreamed(facts) ? stream(body, contract) : document(golden, facts, answer, contract);
  return {
    status,
    headers: listed(head),
    body: { content: part.content, contentType: type, encoded: false },
    matchingRules: { header, ...(Object.keys(part.rules).length === 0 ? {} : { body: part.rules }) },
  };
}

function stream(body: Uint8Array, { quietEvents, measured }: PactContract): { content: string; rules: Rules } {
  const frames = framesOf(body);
  const content = frames
    .map(({ type, data }) => `event: ${type}\ndata: ${settled(JSON.parse(data), measured)}\n\n`)
    .join('');
  return { content, rules: { $: rule({ match: 'regex', regex: streamPattern(frames, quietEvents) }) } };
}

function document(
  { exact = [], lists = [] }: GoldenExchange,
  facts: RequestFacts,
  { status, body }: Answer,
  contract: PactContract,
): { content: unknown; rules: Rules } {
  const name = contract.shapeOf(facts, status);
  const value = jsonOf(body);
  if (name === undefined || value === undefined) return plainText(Buffer.from(body).toString('utf8'));
  const content: unknown = JSON.parse(settled(value, contract.measured));
  for (const list of lists) oneElement(content, list);
  return { content, rules: rulesOf(contract.schemas, name, content, { exact, lists }) };
}

/** A text that counts but for the space around it. */
function plainText(content: string): { content: string; rules: Rules } {
  const literal = content.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return { content, rules: { $: rule({ match: 'regex', regex: `^\\s*${literal}\\s*$` }) } };
}

/** Leaves the first element of a list that stands for all. */
function oneElement(content: unknown, list: string): void {
  const found = isFields(content) ? content[list] : undefined;
  if (Array.isArray(found)) found.splice(1);
}

/** JSON with the same numbers at every run. */
function settled(value: unknown, measured: Readonly<Record<string, number>>): string {
  return JSON.stringify(value, (name, each: unknown) => (typeof each === 'number' ? (measured[name] ?? each) : each));
}

async function ask(baseUrl: string, { method, path, headers, body }: RequestFacts): Promise<Answer> {
  const response = await fetch(baseUrl + path, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return {
    status: response.status,
    headers: [...response.headers],
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

function mustKeep(golden: GoldenExchange, request: RequestFacts, answer: Answer, { dialect }: ExportTerms): void {
  const judge = dialect.judge({ request, response: answer });
  judge.push(answer.body);
  const [broken] = judge
    .end('complete')
    .findings.filter(({ requirement }) => dialect.catalogue.find(requirement)?.level === 'MUST')
    .flatMap(({ breaches }) => breaches);
  if (broken === undefined) return;
  throw new NotGolden(
    `"${golden.description}" breaks ${broken.requirement} (${broken.path ?? answer.status}): ${broken.message}`,
  );
}

/** Whatever a consumer sends as its key is right. */
function secretRules({ headers }: RequestFacts, { secretHeaders }: ContractDialect): Rules {
  const names = headers.map(([name]) => name);
  const isSecret = (name: string) =>
    secretHeaders.some((pattern) => name.toLowerCase().startsWith(pattern.toLowerCase().replace(/\*$/, '')));
  return Object.fromEntries(names.filter(isSecret).map((name) => [name, rule({ match: 'regex', regex: '\\S+' })]));
}

function listed(headers: HeaderList): Record<string, readonly string[]> {
  return Object.fromEntries(headers.map(([name, value]) => [name, [value]]));
}

function keyOf(description: string): string {
  return description
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
