import { connect } from 'node:net';
import type { MockGateway } from '../../mock-gateway/index.js';
import { requestBytes } from './raw-http.js';
import { messageBody } from './talk.js';

/** What a bare socket sees of one exchange, while it goes on. */
export interface RawStream {
  /** Every byte so far. */
  bytes(): Buffer;
  /** What was read at once, read by read. */
  readonly reads: readonly Buffer[];
  /** The body so far, as it stood on the wire, chunk sizes included. */
  body(): string;
  head(): string;
  /** How the server ended the connection. */
  readonly over: Promise<'closed' | 'reset'>;
  isOver(): boolean;
  leave(): void;
}

/** Asks for a stream, or with `stream: false` for one answer, and closes the connection after it. */
export function rawMessage(gateway: MockGateway, scenario = 'text', more: Record<string, unknown> = {}): RawStream {
  const body = Buffer.from(JSON.stringify(messageBody(scenario, { stream: true, ...more })));
  const headers = [
    ['Authorization', `Bearer ${gateway.apiKey}`],
    ['X-Provider-Key-Anthropic', 'canary'],
    ['Connection', 'close'],
  ] as const;
  return rawStream(gateway, requestBytes('POST', '/v1/messages', headers, body));
}

/** Sends a request over a bare socket. */
export function rawStream(gateway: MockGateway, request: Buffer): RawStream {
  const { hostname, port } = new URL(gateway.baseUrl);
  const socket = connect(Number(port), hostname);
  const reads: Buffer[] = [];
  let reset = false;
  let over = false;
  socket.on('data', (bytes) => reads.push(bytes));
  socket.on('error', () => {
    reset = true;
  });
  const bytes = () => Buffer.concat(reads);
  const split = () => bytes().indexOf('\r\n\r\n');
  socket.write(request);
  return {
    bytes,
    reads,
    head: () => bytes().subarray(0, split()).toString('latin1'),
    body: () =>
      bytes()
        .subarray(split() + 4)
        .toString('utf8'),
    over: new Promise((resolve) => {
      socket.on('close', () => {
        over = true;
        resolve(reset ? 'reset' : 'closed');
      });
    }),
    isOver: () => over,
    leave: () => socket.destroy(),
  };
}
