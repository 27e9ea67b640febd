import { readFile } from 'node:fs/promises';
import type { HeaderList } from '../contracts/judge/exchange.js';
import { jsonFault } from '../fixtures/json-fault.js';
import { bodyOf, headersOf, queryOf } from './pact-parts.js';

/** A file that is no pact, or that cannot be read; the text says what was expected, what came, and where. */
export class PactFileError extends Error {
  override readonly name = 'PactFileError';
}

/** A provider state: what has to be so before the request is sent. */
export interface PactState {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** One HTTP interaction, whatever version of the format it was written in. */
export interface PactInteraction {
  readonly description: string;
  readonly states: readonly PactState[];
  /** Where it stands in the file: `interactions[3]`. */
  readonly place: string;
  readonly request: {
    readonly method: string;
    /** With its query. */
    readonly path: string;
    readonly headers: HeaderList;
    readonly body?: Uint8Array;
  };
  readonly response: {
    readonly status: number;
    readonly headers: HeaderList;
    /** What the consumer was tested with; absent where the pact says nothing of it. */
    readonly body?: Uint8Array;
  };
}

/** A pact, read. */
export interface Pact {
  readonly file: string;
  readonly consumer: string;
  readonly provider: string;
  /** Version of the format: `4.0`. */
  readonly version: string;
  readonly interactions: readonly PactInteraction[];
  /** Interactions that are not HTTP, by description. */
  readonly others: readonly string[];
  /** The document, as parsed. */
  readonly document: Fields;
}

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** The kinds of a V4 file that are plain HTTP. */
const HTTP = 'Synchronous/HTTP';

/** Reads a pact of version 2, 3 or 4. Throws `PactFileError`. */
export async function readPact(file: string): Promise<Pact> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new PactFileError(`${file}: cannot be read (${code}). Name a pact, a JSON file that a consumer test wrote.`);
  }
  return parsePact(file, text);
}

/** Parses the text of a pact; `file` names it in errors. */
export function parsePact(file: string, text: string): Pact {
  const document = documentOf(file, text);
  const { interactions, messages } = document;
  if (!Array.isArray(interactions)) {
    const came = Array.isArray(messages)
      ? 'a pact of messages'
      : `members ${Object.keys(document).join(', ') || 'none'}`;
    throw new PactFileError(`${file}: is no pact of an HTTP API: expected "interactions", came ${came}.`);
  }
  if (interactions.length === 0)
    throw new PactFileError(`${file}: "interactions" is empty: there is nothing to verify.`);
  const version = versionOf(document);
  if (!/^[234](\.|$)/.test(version)) {
    throw new PactFileError(`${file}: is of pact specification ${version}. Expected 2, 3 or 4.`);
  }
  const all = interactions.map((each, index) => {
    if (isFields(each)) return { each, place: `interactions[${index}]` };
    throw new PactFileError(`${file}: interactions[${index}] is no object.`);
  });
  const isHttp = ({ each }: { each: Fields }) => each.type === undefined || each.type === HTTP;
  return {
    file,
    consumer: nameOf(file, document, 'consumer'),
    provider: nameOf(file, document, 'provider'),
    version,
    interactions: all.filter(isHttp).map(({ each, place }) => interactionOf(file, place, each, version)),
    others: all.filter((one) => !isHttp(one)).map(({ each }) => `${String(each.description)} (${String(each.type)})`),
    document,
  };
}

function documentOf(file: string, text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const fault = jsonFault(text) ?? { offset: 0, expected: 'JSON' };
    const before = text.slice(0, fault.offset).split('\n');
    const came = text.slice(fault.offset, fault.offset + 20);
    throw new PactFileError(
      `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: is not JSON: expected ${fault.expected}, came ${came === '' ? 'the end of the file' : JSON.stringify(came)}.`,
    );
  }
  if (!isFields(value)) throw new PactFileError(`${file}: is no pact: expected a JSON object with "interactions".`);
  return value;
}

function versionOf(document: Fields): string {
  const metadata = isFields(document.metadata) ? document.metadata : {};
  const told = metadata.pactSpecification ?? metadata['pact-specification'];
  if (isFields(told) && typeof told.version === 'string') return told.version;
  return typeof metadata.pactSpecificationVersion === 'string' ? metadata.pactSpecificationVersion : '2.0.0';
}

function nameOf(file: string, document: Fields, role: string): string {
  const party = document[role];
  if (isFields(party) && typeof party.name === 'string' && party.name !== '') return party.name;
  throw new PactFileError(`${file}: is no pact: it names no ${role}. Expected "${role}": {"name": …}.`);
}

function interactionOf(file: string, place: string, fields: Fields, version: string): PactInteraction {
  const fail = (problem: string) => new PactFileError(`${file}: ${place}${problem}`);
  const { description, request, response } = fields;
  if (typeof description !== 'string') throw fail(' has no description.');
  if (!isFields(request)) throw fail(' has no request.');
  if (!isFields(response)) throw fail(' has no response.');
  const { method, path } = request;
  if (typeof method !== 'string') throw fail('.request has no method.');
  if (typeof path !== 'string' || !path.startsWith('/')) throw fail('.request.path is no path that begins with /.');
  const status = response.status ?? 200;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) {
    throw fail('.response.status is no HTTP status.');
  }
  const sent = { headers: headersOf(request.headers), body: request.body };
  const answered = { headers: headersOf(response.headers), body: response.body };
  const requestBody = bodyOf(sent, version);
  const responseBody = bodyOf(answered, version);
  return {
    description,
    states: statesOf(fields),
    place,
    request: {
      method: method.toUpperCase(),
      path: `${path}${queryOf(request.query)}`,
      headers: sent.headers,
      ...(requestBody === undefined ? {} : { body: requestBody }),
    },
    response: {
      status,
      headers: answered.headers,
      ...(responseBody === undefined ? {} : { body: responseBody }),
    },
  };
}

function statesOf({ providerStates, providerState }: Fields): PactState[] {
  if (typeof providerState === 'string') return [{ name: providerState, params: {} }];
  if (typeof providerStates === 'string') return [{ name: providerStates, params: {} }];
  if (!Array.isArray(providerStates)) return [];
  return providerStates
    .filter(isFields)
    .map(({ name, params }) => ({ name: String(name), params: isFields(params) ? params : {} }));
}

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
