import type { ContractDialect } from '../contracts/dialect.js';
import type { HeaderList } from '../contracts/judge/exchange.js';
import type { ExchangeReport, FailureReport } from '../contracts/results.js';
import type { RequirementBroken } from './assertions.js';
import type { RunPlan } from './plan.js';
import { type Exchange, excerpt } from './probe/exchange.js';
import type { RawExchange } from './probe/raw.js';
import { timelineOf } from './timeline.js';

const BODY_CHARACTERS = 2_000;
const FRAME_CHARACTERS = 400;
const EVENTS_AROUND = 8;
const CURL_BODY_CHARACTERS = 4_000;

/** Turns a broken requirement into what a report shows of it; `last` is the exchange to show where the error has none. */
export function failureReport(
  broken: RequirementBroken,
  last: Exchange | RawExchange | undefined,
  dialect: ContractDialect,
  plan: RunPlan,
): FailureReport {
  const { details } = broken;
  const shown = details.in ?? last;
  return {
    message: broken.message,
    expected: details.expected ?? null,
    actual: details.actual ?? null,
    hint: details.hint ?? null,
    path: details.path ?? null,
    exchange: shown ? exchangeReport(shown, details.at, dialect, plan) : null,
  };
}

function exchangeReport(
  exchange: Exchange | RawExchange,
  at: number | undefined,
  dialect: ContractDialect,
  plan: RunPlan,
): ExchangeReport {
  if ('sent' in exchange) {
    const head = exchange.responses[0];
    return {
      curl: `printf ${printfText(excerpt(exchange.sent, CURL_BODY_CHARACTERS))} | nc ${addressIn(exchange.sent)}`,
      status: head?.status ?? null,
      headers: joined(head?.headers ?? []),
      body: excerpt(exchange.text, BODY_CHARACTERS),
      events: [],
      at: at ?? null,
    };
  }
  const from = Math.max(0, (at ?? 0) - Math.floor(EVENTS_AROUND / 2));
  const around =
    at === undefined ? exchange.events.slice(-EVENTS_AROUND) : exchange.events.slice(from, from + EVENTS_AROUND);
  return {
    curl: curl(exchange, dialect, plan),
    status: exchange.status,
    headers: joined(exchange.headers),
    body: exchange.events.length > 0 ? null : excerpt(exchange.text, BODY_CHARACTERS),
    events: around.map((event) => ({
      index: event.index,
      at: Math.round(event.at),
      raw: excerpt(event.raw, FRAME_CHARACTERS),
    })),
    at: at ?? null,
    ...(exchange.events.length > 0 ? { timeline: timelineOf(exchange, at) } : {}),
  };
}

function joined(headers: HeaderList): Record<string, string> {
  const record: Record<string, string> = {};
  for (const [name, value] of headers) {
    const known = record[name];
    record[name] = known === undefined ? value : `${known}, ${value}`;
  }
  return record;
}

/** The request as a curl command, each secret as the environment variable that holds it. */
function curl(exchange: Exchange, dialect: ContractDialect, plan: RunPlan): string {
  const { request } = exchange;
  const parts = ['curl', exchange.events.length > 0 ? '-sSN' : '-sS', '-X', request.method, quoted(exchange.url)];
  for (const [name, value] of request.headers) parts.push('-H', header(name, value, dialect, plan));
  if (request.body)
    parts.push('--data-binary', quoted(excerpt(Buffer.from(request.body).toString('utf8'), CURL_BODY_CHARACTERS)));
  return parts.join(' ');
}

function header(name: string, value: string, dialect: ContractDialect, plan: RunPlan): string {
  const { gatewayKeyHeader, gatewayKeyPrefix, gatewayKeyEnv, providerKeyHeaders, providerKeyEnv } = dialect.secrets;
  if (name.toLowerCase() === gatewayKeyHeader.toLowerCase()) {
    const known = plan.secrets.some((secret) => value.includes(secret));
    return known ? `"${name}: ${gatewayKeyPrefix}$${gatewayKeyEnv}"` : quoted(`${name}: ${value}`);
  }
  const provider = Object.entries(providerKeyHeaders).find(([, one]) => one.toLowerCase() === name.toLowerCase())?.[0];
  if (provider !== undefined && plan.secrets.includes(value)) {
    return `"${name}: $${providerKeyEnv}${provider.toUpperCase().replaceAll('-', '_')}"`;
  }
  return quoted(`${name}: ${value}`);
}

/** Host and port out of a request's head, as `nc` takes them. */
function addressIn(sent: string): string {
  const [, host, port] = /^Host: *(\S+?)(?::(\d+))?\s*$/im.exec(sent) ?? [];
  return host === undefined ? 'HOST PORT' : `${host.replace(/^\[|\]$/g, '')} ${port ?? '80'}`;
}

/** A text as the format of `printf`: one line, and the line ends are those that were sent. */
function printfText(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('%', '%%').replaceAll('\r', '\\r').replaceAll('\n', '\\n');
  return quoted(escaped);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
