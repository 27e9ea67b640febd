import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { AbortedError, ProtocolError, VaiClient } from '../../../adapters/typescript/client/index.js';

const MESSAGE = { id: 'm', role: 'assistant', model: 'anthropic/x', content: [], stop_reason: '' };
const EVENTS = [
  { type: 'message_start', message: MESSAGE },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} },
  { type: 'message_stop' },
];
const TYPES = EVENTS.map(({ type }) => type);

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Play {
  readonly model?: string;
  readonly signal?: AbortSignal;
  /** The gateway ends the body after the events; else it keeps the connection open. */
  readonly ends?: boolean;
}

/** A stream of a gateway that writes the events at once; `left` resolves when the client has closed the connection. */
async function streaming(events: readonly object[], { model = 'anthropic/x', signal, ends }: Play = {}) {
  const { promise: left, resolve: leave } = withResolvers();
  let requests = 0;
  const server = createServer((_request, response: ServerResponse) => {
    requests += 1;
    response.once('close', leave);
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Request-ID': 'req_1' });
    for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (ends) response.end();
  });
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new VaiClient({ baseUrl: `http://127.0.0.1:${port}` });
  const stream = client.messages.stream({ model, messages: [] }, signal && { signal });
  return { stream, left, requests: () => requests };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function typesOf(stream: AsyncIterable<{ readonly type: string }>): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of stream) types.push(type);
  return types;
}

const TEXT = { content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' };

test('the terminal event ends the stream although the connection stays open, and closes it', async () => {
  const { stream, left } = await streaming(EVENTS);
  expect(await typesOf(stream)).toEqual(TYPES);
  expect(await stream.finalMessage()).toMatchObject(TEXT);
  expect(stream.requestId).toBe('req_1');
  await left;
  expect(await typesOf(stream)).toEqual([]);
});

test('two readers and the final value share one request, and each gets all of it', async () => {
  const { stream, requests } = await streaming(EVENTS);
  const web = new Response(stream.toReadableStream().pipeThrough(jsonLines())).text();
  const [first, second, message, lines] = await Promise.all([
    typesOf(stream),
    typesOf(stream),
    stream.finalMessage(),
    web,
  ]);
  expect([first, second]).toEqual([TYPES, TYPES]);
  expect(message).toMatchObject(TEXT);
  expect(lines.trim().split('\n')).toEqual(EVENTS.map((event) => JSON.stringify(event)));
  expect(requests()).toBe(1);
});

function jsonLines(): TransformStream<unknown, Uint8Array> {
  const encoder = new TextEncoder();
  return new TransformStream({
    transform: (event, controller) => controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`)),
  });
}

test('leaving the loop closes the connection; the final value rejects, and iterating again ends', async () => {
  const { stream, left } = await streaming(EVENTS);
  for await (const event of stream) if (event.type === 'content_block_delta') break;
  await left;
  await expect(stream.finalMessage()).rejects.toThrow(AbortedError);
  expect(await typesOf(stream)).toEqual([]);
  stream.close();
  stream.close();
});

test('one reader that leaves does not take the stream from the other', async () => {
  const { stream } = await streaming(EVENTS);
  const all = typesOf(stream);
  for await (const _ of stream) break;
  expect(await all).toEqual(TYPES);
});

test('an abort ends the reader and whoever waits for the final value', async () => {
  const controller = new AbortController();
  const { stream, left } = await streaming([...EVENTS.slice(0, 3), { type: 'ping' }], { signal: controller.signal });
  const final = expect(stream.finalMessage()).rejects.toThrow(AbortedError);
  const reading = async (): Promise<void> => {
    for await (const event of stream) if (event.type === 'ping') controller.abort();
  };
  await expect(reading()).rejects.toThrow(AbortedError);
  await final;
  await left;
});

test('a stream that is closed or aborted before it was read sends nothing', async () => {
  const { stream, requests } = await streaming(EVENTS);
  stream.close();
  expect(await typesOf(stream)).toEqual([]);
  await expect(stream.text()).rejects.toThrow(AbortedError);
  const aborted = await streaming(EVENTS, { signal: AbortSignal.abort() });
  await expect(typesOf(aborted.stream)).rejects.toThrow(AbortedError);
  expect(requests() + aborted.requests()).toBe(0);
});

test('an end before the terminal event is an error, but for providers that never send it', async () => {
  const cut = await streaming(EVENTS.slice(0, 4), { ends: true });
  await expect(typesOf(cut.stream)).rejects.toThrow(ProtocolError);
  await expect(cut.stream.finalMessage()).rejects.toThrow(ProtocolError);
  const whole = await streaming(EVENTS.slice(0, 4), { ends: true, model: 'openai/x' });
  expect(await whole.stream.text()).toBe('Hi');
  const half = await streaming(EVENTS.slice(0, 3), { ends: true, model: 'openai/x' });
  await expect(half.stream.text()).rejects.toThrow(ProtocolError);
});
