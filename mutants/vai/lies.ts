import type { IncomingRequest, Reply } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import {
  type Ask,
  answersWith,
  askOf,
  isObject,
  type JsonObject,
  jsonBytes,
  objectOf,
  parsed,
  retells,
  type When,
  withBody,
  withJson,
} from '../edge.js';

import { anyRun, anyStream, execute, modelRequest } from './asks.js';

export * from './asks.js';

/** The error object of a refusal. */
export interface Fault {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly param: string | undefined;
  readonly code: string | undefined;
  readonly error: JsonObject;
}

/** Says which refusals a lie is about. */
export type Suspect = (fault: Fault, ask: Ask) => boolean;

const textOr = <T>(value: unknown, otherwise: T): string | T => (typeof value === 'string' ? value : otherwise);

/** The fault that a reply reports, if it is a refusal in the gateway's envelope. */
export function faultOf(reply: Reply): Fault | undefined {
  if (reply.status < 400 || !(reply.body instanceof Uint8Array)) return undefined;
  const { error } = objectOf(parsed(reply.body));
  if (!isObject(error)) return undefined;
  return {
    status: reply.status,
    type: textOr(error.type, ''),
    message: textOr(error.message, ''),
    param: textOr(error.param, undefined),
    code: textOr(error.code, undefined),
    error,
  };
}

/** Refusals whose `param` is this, with or without the prefix that runs put before it. */
export const at =
  (param: string | RegExp): Suspect =>
  (fault) =>
    fault.param !== undefined && (typeof param === 'string' ? fault.param === param : param.test(fault.param));

/** Refusals with this code. */
export const coded =
  (code: string): Suspect =>
  (fault) =>
    fault.code === code;

/** Refusals of requests of this kind. */
export const asked =
  (when: When): Suspect =>
  (_fault, ask) =>
    when(ask);

/** Refusals for which all of it is true. */
export const all =
  (...suspects: readonly Suspect[]): Suspect =>
  (fault, ask) =>
    suspects.every((suspect) => suspect(fault, ask));

/** An error of the gateway's own; answers the request's id where it has one. */
export function refusal(
  ask: Ask,
  status: number,
  error: { readonly type: string; readonly message?: string; readonly param?: string; readonly code?: string },
): Reply {
  const id = ask.request.header('x-request-id')?.trim() || 'req_00000000000000000000';
  return {
    status,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['X-Request-ID', id],
    ],
    body: jsonBytes({ error: { message: 'request refused', ...error, request_id: id } }),
  };
}

/** Refuses what it should take. */
export function refuses(when: When, param?: string, status = 400, type = 'invalid_request_error'): Mutation {
  return answersWith(when, (ask) => refusal(ask, status, { type, ...(param === undefined ? {} : { param }) }));
}

/** Changes refusals: their status and the members of their error object. */
export function misreports(suspect: Suspect, lie: (fault: Fault) => { status?: number; error?: unknown }): Mutation {
  return retells(
    () => true,
    (reply, ask) => {
      const fault = faultOf(reply);
      if (fault === undefined || !suspect(fault, ask)) return reply;
      const { status = reply.status, error = fault.error } = lie(fault);
      return withBody({ ...reply, status }, jsonBytes({ error }));
    },
  );
}

/** Breaks down where it should refuse: the error nobody handled becomes a 500, as in the wild (D-01). */
export function crashes(suspect: Suspect): Mutation {
  return misreports(suspect, ({ error }) => ({
    status: 500,
    error: { type: 'api_error', message: 'internal error', request_id: error.request_id },
  }));
}

/** Refuses, but names another place. */
export function misnames(suspect: Suspect, param: string | undefined): Mutation {
  return misreports(suspect, ({ error: { param: _was, ...rest } }) => ({
    error: param === undefined ? rest : { ...rest, param },
  }));
}

/** Refuses, but without the code that programs look at. */
export function dropsCode(suspect: Suspect): Mutation {
  return misreports(suspect, ({ error: { code: _was, ...rest } }) => ({ error: rest }));
}

/** Serves what it should refuse, as if the offending part had not been sent. */
export function serves(suspect: Suspect): Mutation {
  return {
    async reply(request, next) {
      const reply = await next(request);
      const fault = faultOf(reply);
      return fault !== undefined && suspect(fault, askOf(request)) ? next(innocent(request)) : reply;
    },
  };
}

/** A request of the same kind, to the same model where it has one, that nothing is wrong with. */
function innocent(request: IncomingRequest): IncomingRequest {
  const ask = askOf(request);
  const asked = modelRequest(ask).model;
  const model = typeof asked === 'string' && /^(anthropic|openai|groq|oai-resp)\/./.test(asked) ? asked : plainModel;
  const plain = { model, messages: [{ role: 'user', content: 'hello' }] };
  if (execute(ask)) {
    const server_tool_config = { vai_web_search: { provider: 'tavily' } };
    return withJson(request, { tool: 'vai_web_search', input: { query: 'hello' }, server_tool_config });
  }
  if (anyRun(ask)) return withJson(request, { request: plain });
  return withJson(request, ask.body.stream === true ? { ...plain, stream: true } : plain);
}

const plainModel = 'anthropic/claude-sonnet-4';

/** Streams a refusal as an `error` frame, where it should be plain HTTP. */
export function streamsRefusals(suspect: Suspect): Mutation {
  return retells(anyStream, (reply, ask) => {
    const fault = faultOf(reply);
    if (fault === undefined || !suspect(fault, ask)) return reply;
    const frame = `event: error\ndata: ${JSON.stringify({ type: 'error', error: fault.error })}\n\n`;
    const kept = reply.headers.filter(([name]) => !/^content-(type|length)$/i.test(name));
    return {
      status: 200,
      headers: [...kept, ['Content-Type', 'text/event-stream; charset=utf-8']],
      body: Buffer.from(frame),
    };
  });
}
