import type { ErrorType, GatewayError } from '../../contracts/vai/types.js';
import type { ExchangeControls } from '../engine/app.js';
import type { EventStream } from '../engine/channel.js';
import type { IncomingRequest, Reply } from '../engine/exchange.js';
import { encodeJson } from '../engine/sse.js';

/** One exchange as the gateway's parts see it. */
export interface Exchange {
  readonly request: IncomingRequest;
  readonly controls: ExchangeControls;
  readonly requestId: string;
  /** Who is counted in limits. */
  readonly principal: string;
  /** CORS headers for this request's origin; also on errors. */
  readonly cors: readonly (readonly [string, string])[];
}

/** What every answer needs. */
export type Addressed = Pick<Exchange, 'requestId' | 'cors'>;

/** A JSON answer, ended by one newline. */
export function jsonReply(
  to: Addressed,
  status: number,
  value: unknown,
  extra: readonly [string, string][] = [],
): Reply {
  return encodedReply(to, status, encodeJson(value), extra);
}

/** The same for JSON that is encoded already. */
export function encodedReply(to: Addressed, status: number, json: string, extra: readonly [string, string][]): Reply {
  const body = Buffer.from(`${json}\n`);
  return {
    status,
    headers: [
      ...to.cors.map(([name, content]): [string, string] => [name, content]),
      ['Content-Type', 'application/json; charset=utf-8'],
      ...extra,
      ['X-Request-Id', to.requestId],
      ['Content-Length', String(body.byteLength)],
    ],
    body,
  };
}

/** A plain text answer. */
export function textReply(to: Addressed, status: number, text: string): Reply {
  const body = Buffer.from(text);
  return {
    status,
    headers: [
      ...to.cors.map(([name, content]): [string, string] => [name, content]),
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Request-Id', to.requestId],
      ['Content-Length', String(body.byteLength)],
    ],
    body,
  };
}

/** An error in its envelope. `Retry-After` stands beside `retry_after` of a 429. */
export function errorReply(to: Addressed, status: number, error: GatewayError): Reply {
  const retry: [string, string][] =
    status === 429 && error.retry_after !== undefined ? [['Retry-After', String(error.retry_after)]] : [];
  return jsonReply(to, status, { error: { ...error, request_id: to.requestId } }, retry);
}

/** An error that the gateway itself makes. */
export function refusal(
  to: Addressed,
  status: number,
  type: ErrorType,
  message: string,
  rest: Partial<GatewayError> = {},
): Reply {
  return errorReply(to, status, { type, message, ...rest });
}

/** A stream of events. */
export function streamReply({ request, requestId, cors }: Exchange, body: EventStream): Reply {
  const closes = /\bclose\b/i.test(request.header('connection') ?? '');
  return {
    status: 200,
    headers: [
      ...cors.map(([name, content]): [string, string] => [name, content]),
      ['Cache-Control', 'no-cache'],
      ['Connection', closes ? 'close' : 'keep-alive'],
      ['Content-Type', 'text/event-stream; charset=utf-8'],
      ['X-Accel-Buffering', 'no'],
      ['X-Request-Id', requestId],
    ],
    body,
  };
}
