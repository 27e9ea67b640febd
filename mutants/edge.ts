import type { IncomingRequest, Reply } from '../mock-gateway/engine/exchange.js';
import type { Mutation } from '../mock-gateway/engine/mutation.js';

/** A JSON object of unknown members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A request as a lie looks at it. */
export interface Ask {
  readonly request: IncomingRequest;
  /** The body where it is a JSON object, else an empty object. */
  readonly body: JsonObject;
}

/** Says for which requests a lie is told. */
export type When = (ask: Ask) => boolean;

export const always: When = () => true;

/** Narrows to a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one where it is none. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value as a list; an empty one where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Parses JSON bytes, `undefined` where they are none. */
export function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What a lie sees of a request. */
export function askOf(request: IncomingRequest): Ask {
  return { request, body: objectOf(parsed(request.body)) };
}

/** JSON bytes as gateways end them: with one newline. */
export function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** The reply with another body; a declared length follows. */
export function withBody(reply: Reply, body: Uint8Array): Reply {
  const headers = reply.headers.map(([name, value]): [string, string] => [
    name,
    name.toLowerCase() === 'content-length' ? String(body.byteLength) : value,
  ]);
  return { ...reply, headers, body };
}

/** The request with another JSON body. */
export function withJson(request: IncomingRequest, value: unknown): IncomingRequest {
  return { ...request, header: (name) => request.header(name), body: jsonBytes(value) };
}

/** The request with a header set, or without it where the value is `undefined`. */
export function withRequestHeader(request: IncomingRequest, name: string, value: string | undefined): IncomingRequest {
  const wanted = name.toLowerCase();
  const headers = request.headers.filter(([each]) => each.toLowerCase() !== wanted);
  if (value !== undefined) headers.push([name, value]);
  return {
    ...request,
    headers,
    header: (each) => (each.toLowerCase() === wanted ? value : request.header(each)),
  };
}

/** Treats a request as if it had been another one: what the gateway reads is not what was sent. */
export function misreads(when: When, read: (ask: Ask) => IncomingRequest): Mutation {
  return {
    request(request) {
      const ask = askOf(request);
      return when(ask) ? read(ask) : request;
    },
  };
}

/** Reads another JSON body than was sent. */
export function misreadsBody(when: When, read: (body: JsonObject) => unknown): Mutation {
  return misreads(when, (ask) => withJson(ask.request, read(ask.body)));
}

/** Answers by itself, without looking further. */
export function answersWith(when: When, answer: (ask: Ask) => Reply): Mutation {
  return {
    async reply(request, next) {
      const ask = askOf(request);
      return when(ask) ? answer(ask) : next(request);
    },
  };
}

/** Changes the finished reply. */
export function retells(when: When, retell: (reply: Reply, ask: Ask) => Reply | Promise<Reply>): Mutation {
  return {
    async reply(request, next) {
      const reply = await next(request);
      const ask = askOf(request);
      return when(ask) ? retell(reply, ask) : reply;
    },
  };
}

/** Changes the JSON of the reply; streams and bodies that are not JSON stay as they are. */
export function retellsJson(when: When, retell: (json: JsonObject, ask: Ask, reply: Reply) => unknown): Mutation {
  return retells(when, (reply, ask) => {
    if (!(reply.body instanceof Uint8Array)) return reply;
    const json = parsed(reply.body);
    return isObject(json) ? withBody(reply, jsonBytes(retell(json, ask, reply))) : reply;
  });
}

/** Changes, adds (`was` is undefined) or drops (the result is undefined) one header of the reply. */
export function retellsHeader(
  name: string,
  retell: (was: string | undefined, ask: Ask, reply: Reply) => string | undefined,
  when: When = always,
): Mutation {
  return retells(when, (reply, ask) => {
    const lower = name.toLowerCase();
    const was = reply.headers.find(([each]) => each.toLowerCase() === lower)?.[1];
    const headers = reply.headers.filter(([each]) => each.toLowerCase() !== lower);
    const now = retell(was, ask, reply);
    if (now !== undefined) headers.push([name, now]);
    return { ...reply, headers };
  });
}

/** Tells several lies at once; the first is told innermost. */
export function together(...mutations: readonly Mutation[]): Mutation {
  return mutations.reduce((inner, outer) => ({
    request: (request) => outerRequest(inner, outerRequest(outer, request)),
    reply: (request, next) => {
      const within = (asked: IncomingRequest): Promise<Reply> => inner.reply?.(asked, next) ?? next(asked);
      return outer.reply?.(request, within) ?? within(request);
    },
    events: (events, request) => {
      const told = inner.events?.(events, request) ?? events;
      return outer.events?.(told, request) ?? told;
    },
    ...(inner.frame !== undefined || outer.frame !== undefined ? { frame: outer.frame ?? inner.frame } : {}),
    rules: { ...inner.rules, ...outer.rules },
  }));
}

function outerRequest(mutation: Mutation, request: IncomingRequest): IncomingRequest {
  return mutation.request?.(request) ?? request;
}

/** The request for another path. */
export function withPath(request: IncomingRequest, path: string): IncomingRequest {
  return { ...request, header: (name) => request.header(name), path, target: path };
}
