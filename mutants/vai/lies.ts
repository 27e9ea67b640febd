import type { IncomingRequest, Reply } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import {
  type Ask,
  answersWith,
  askOf,
  isObject,
  type JsonObject,
  jsonBytes,
  listOf,
  objectOf,
  parsed,
  retells,
  type When,
  withBody,
  withJson,
} from '../edge.js';

const onPath =
  (path: string): When =>
  (ask) =>
    ask.request.path === path;

export const messages = onPath('/v1/messages');
export const blockingRun = onPath('/v1/runs');
export const runStream = onPath('/v1/runs:stream');
export const models = onPath('/v1/models');
export const execute = onPath('/v1/server-tools:execute');

export const messageStream: When = (ask) => messages(ask) && ask.body.stream === true;
export const blockingMessage: When = (ask) => messages(ask) && ask.body.stream !== true;
export const anyRun: When = (ask) => blockingRun(ask) || runStream(ask);
export const anyStream: When = (ask) => messageStream(ask) || runStream(ask);

/** Both conditions. */
export const both =
  (one: When, other: When): When =>
  (ask) =>
    one(ask) && other(ask);

/** The model request: the body itself, or what a run carries under `request`. */
export function modelRequest(ask: Ask): JsonObject {
  return anyRun(ask) ? objectOf(ask.body.request) : ask.body;
}

/** The provider half of the model that is asked for. */
export function providerOf(ask: Ask): string {
  const { model } = modelRequest(ask);
  return typeof model === 'string' ? (model.split('/')[0] ?? '') : '';
}

/** All content blocks of a model request: those of `system` and of the messages, nested ones included. */
export function blocksOf(ask: Ask): readonly JsonObject[] {
  const request = modelRequest(ask);
  const top = [
    ...listOf(request.system),
    ...listOf(request.messages).flatMap((each) => listOf(objectOf(each).content)),
  ];
  return top.filter(isObject).flatMap((block) => [block, ...listOf(block.content).filter(isObject)]);
}

/** Whether a content block of this type is anywhere in the request. */
export const hasBlock =
  (type: string): When =>
  (ask) =>
    blocksOf(ask).some((block) => block.type === type);

/** Whether a tool of this type is among those of the request. */
export const hasTool =
  (type: string): When =>
  (ask) =>
    listOf(modelRequest(ask).tools).some((tool) => objectOf(tool).type === type);

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
export function innocent(request: IncomingRequest): IncomingRequest {
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
