import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProbeFailure } from '../../suites/probe/failure.js';
import { type PreparedRequest, Prober } from '../../suites/probe/http.js';
import { playRaw } from '../../suites/probe/raw.js';

const routes: Record<string, RequestListener> = {
  '/redirect': (_request, response) => response.writeHead(302, { location: '/plain' }).end(),
  '/gzip': (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')),
  '/twice': (_request, response) => {
    response.setHeader('X-Twice', ['1', '2']);
    response.end('{}');
  },
  '/cut': (_request, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('{}');
    response.socket?.end();
  },
  '/endless': (_request, response) => {
    const more = () => {
      while (response.write(Buffer.alloc(65_536)));
    };
    response.on('drain', more);
    more();
  },
  '/events': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let i = 0; i < 10; i++) response.write(`event: e\ndata: {"type":"e","n":${i}}\n\n`);
  },
  '/silent': () => {},
};

let server: Server;
let origin: string;
const prober = new Prober();
beforeAll(async () => {
  server = createServer((request, response) => {
    const route = routes[request.url ?? ''];
    if (route) route(request, response);
    else response.end(JSON.stringify({ target: request.url, headers: request.rawHeaders }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await prober.close();
  server.closeAllConnections();
  server.close();
});

const open = (path: string, rest: Partial<PreparedRequest> = {}) =>
  prober.open(
    {
      origin,
      method: 'GET',
      path,
      headers: [],
      timeoutMs: 2_000,
      maxBytes: 100_000,
      maxEvents: 100,
      signal: new AbortController().signal,
      ...rest,
    },
    () => ({ kind: '', events: 0, bytes: 0, findings: [] }),
  );
const send = async (path: string, rest: Partial<PreparedRequest> = {}) => (await open(path, rest)).finish();
const failing = (promise: Promise<unknown>): Promise<ProbeFailure> =>
  promise.then(
    () => expect.unreachable('it should have failed'),
    (error: ProbeFailure) => error,
  );

describe('the HTTP prober', () => {
  test('sends the target as it stands and each header as often as it is given', async () => {
    const answer = await send('/a//b/../c?x=%2F', {
      headers: [
        ['X-One', 'a'],
        ['X-One', 'b'],
      ],
    });
    const seen = answer.json() as { target: string; headers: string[] };
    expect(seen.target).toBe('/a//b/../c?x=%2F');
    expect(seen.headers.filter((_value, at, all) => all[at - 1]?.toLowerCase() === 'x-one')).toEqual(['a', 'b']);
  });

  test('follows no redirect', async () => expect((await send('/redirect')).status).toBe(302));

  test('decompresses nothing', async () =>
    expect([...(await send('/gzip')).bytes.subarray(0, 2)]).toEqual([0x1f, 0x8b]));

  test('keeps repeated response headers apart', async () =>
    expect((await send('/twice')).headerAll('x-twice')).toEqual(['1', '2']));

  test('tells a body that was cut from one that is complete', async () => {
    expect((await send('/cut')).end).not.toBe('complete');
    expect((await send('/plain')).end).toBe('complete');
  });

  test('gives up a body that does not end, and keeps little of it', async () => {
    const live = await open('/endless');
    expect((await failing(live.finish())).kind).toBe('too-many-bytes');
    expect(live.close().bytes.length).toBeLessThan(10_000);
  });

  test('gives up a head that does not come', async () => {
    expect((await failing(send('/silent', { timeoutMs: 100 }))).kind).toBe('no-head');
  });

  test('leaves after as many events as it was told', async () => {
    const answer = await send('/events', { leaveAfter: { events: 3 } });
    expect(answer.end).toBe('client-closed');
    expect(answer.events.slice(0, 3).map((event) => event.data.n)).toEqual([0, 1, 2]);
  });

  test('says that nobody is there', async () => {
    expect((await failing(send('/', { origin: 'http://127.0.0.1:1' }))).kind).toBe('unreachable');
  });
});

describe('the raw prober', () => {
  const target = () => ({ origin, timeoutMs: 2_000, maxBytes: 100_000, signal: new AbortController().signal });

  test('reads two answers from one connection', async () => {
    const request = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';
    const answer = await playRaw([request + request, { until: 'response' }, { until: 'response' }], target());
    expect(answer.responses.map((one) => one.status)).toEqual([200, 200]);
    expect(answer.closed).toBe('open');
  });

  test('gets its answer after it closed its sending side', async () => {
    const answer = await playRaw(
      ['GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', { halfClose: true }, { until: 'close' }],
      target(),
    );
    expect(answer.responses[0]?.complete).toBe(true);
    expect(answer.closed).toBe('ended');
  });

  test('waits for an answer only so long', async () => {
    const waiting = playRaw(['GET /silent HTTP/1.1\r\nHost: a\r\n\r\n', { until: 'head' }], {
      ...target(),
      timeoutMs: 100,
    });
    expect((await failing(waiting)).kind).toBe('no-head');
  });
});
