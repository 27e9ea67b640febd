import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerStats } from './stats.js';

/**
 * The reference: node:http and nothing else. It looks at no path and no body; what it is asked to do with every request
 * stands in its one argument, as JSON.
 */
export interface BareWork {
  /** Answers this JSON; with `parses` it parses what it was asked, and encodes what it answers, as any JSON server does. */
  readonly json?: string;
  readonly parses?: boolean;
  /** Answers so many events of so many bytes, one `res.write` each, without a pause; with `turns` one in each turn of the loop. */
  readonly burst?: { readonly events: number; readonly bytes: number; readonly turns?: boolean };
  /** Says one event, then nothing. */
  readonly held?: { readonly bytes: number };
  /** Says events at a distance, as most do: the next timer is set when the last one has fired. */
  readonly chained?: { readonly events: number; readonly bytes: number; readonly gapMs: number };
}

const work = JSON.parse(process.argv[2] ?? '{}') as BareWork;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(response, chunks));
});
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
answerStats();

const jsonBytes = Buffer.from(work.json ?? '{}');
const jsonValue: unknown = JSON.parse(work.json ?? '{}');

function answer(response: ServerResponse, asked: readonly Buffer[]): void {
  const { burst, held, chained, parses } = work;
  if (burst?.turns === true) sayByTurns(response, burst.events, eventOf(burst.bytes));
  else if (burst !== undefined) sayAll(response, burst.events, eventOf(burst.bytes));
  else if (held !== undefined) sayOnce(response, eventOf(held.bytes));
  else if (chained !== undefined) sayInTurn(response, chained.events, chained.gapMs, eventOf(chained.bytes));
  else if (parses === true) answerParsed(response, JSON.parse(Buffer.concat(asked).toString('utf8')));
  else {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': jsonBytes.byteLength });
    response.end(jsonBytes);
  }
}

function answerParsed(response: ServerResponse, asked: unknown): void {
  const json = JSON.stringify(typeof asked === 'object' ? jsonValue : null);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) });
  response.end(json);
}

function head(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
}

function sayAll(response: ServerResponse, events: number, event: string): void {
  head(response);
  for (let written = 0; written < events; written += 1) response.write(event);
  response.end();
}

function sayByTurns(response: ServerResponse, events: number, event: string): void {
  head(response);
  let left = events;
  const next = () => {
    if (left === 0) {
      response.end();
      return;
    }
    left -= 1;
    response.write(event);
    setImmediate(next);
  };
  next();
}

function sayOnce(response: ServerResponse, event: string): void {
  head(response);
  response.write(event);
}

function sayInTurn(response: ServerResponse, events: number, gapMs: number, event: string): void {
  head(response);
  let left = events;
  const next = () => {
    if (left === 0) {
      response.end();
      return;
    }
    left -= 1;
    response.write(event);
    setTimeout(next, gapMs);
  };
  next();
}

function eventOf(bytes: number): string {
  const frame = (text: string) => `event: delta\ndata: {"type":"delta","text":"${text}"}\n\n`;
  return frame('x'.repeat(Math.max(0, bytes - frame('').length)));
}
