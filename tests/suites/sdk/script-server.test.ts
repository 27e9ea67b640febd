import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import {
  byHand,
  gzipped,
  headStep,
  json,
  program,
  type StreamReply,
  sse,
  sseHead,
  text,
  write,
} from '../../../suites/sdk/server/replies.js';
import { LoopbackServer } from '../../../suites/sdk/server/script-server.js';
import type { Script } from '../../../suites/sdk/server/seen.js';

const open: (LoopbackServer | Socket)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('destroy' in one ? one.destroy() : one.close());
});

async function serve(script: Script, cors = false): Promise<LoopbackServer> {
  const server = await LoopbackServer.start(script, {}, { cors });
  open.push(server);
  return server;
}

async function dial(server: LoopbackServer): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  open.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Sends a request by hand and reads until the server closes, or until what came matches. */
async function exchange(server: LoopbackServer, request: string, until?: RegExp): Promise<string> {
  const socket = await dial(server);
  let came = '';
  const done = new Promise<void>((resolve) => {
    socket.on('data', (data: Buffer) => {
      came += data.toString('latin1');
      if (until?.test(came)) resolve();
    });
    socket.on('close', () => resolve());
  });
  socket.write(request);
  await done;
  return came;
}

const GET = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

describe('a request is seen as it was sent', () => {
  test('its raw target, its headers in order and spelling, its whole body', async () => {
    const server = await serve(json({}));
    await exchange(
      server,
      'POST /a%2Fb//c:d?x HTTP/1.1\r\nhOsT: h\r\nX-B: 1\r\nx-a: 2\r\nX-B: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
    );
    const request = await server.request(1);
    expect(request.target).toBe('/a%2Fb//c:d?x');
    expect(request.headers.map(([name]) => name)).toEqual([
      'hOsT',
      'X-B',
      'x-a',
      'X-B',
      'Transfer-Encoding',
      'Connection',
    ]);
    expect(request.headerAll('x-b')).toEqual(['1', '3']);
    expect(request.json()).toEqual({ a: 1 });
  });

  test('a body that is no JSON is a breach where JSON is asked for', async () => {
    const server = await serve(json({}));
    await exchange(server, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{');
    expect(() => server.requests[0]?.json()).toThrow('no JSON');
  });

  test('sockets are counted, and requests know theirs', async () => {
    const server = await serve(json({}));
    const socket = await dial(server);
    for (const n of [1, 2]) {
      socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
      await server.request(n);
    }
    await exchange(server, GET);
    expect(server.requests.map((request) => request.connection)).toEqual([1, 1, 2]);
    expect(await server.closedTo(1, 2_000)).toBe(true);
    expect(server.connections).toEqual({ open: 1, total: 2 });
  });

  test('bytes that are no HTTP are kept', async () => {
    const server = await serve(json({}));
    await exchange(server, 'NO HTTP AT ALL\r\n\r\n');
    expect(Buffer.concat(server.rawErrors).toString()).toContain('NO HTTP');
    expect(server.requests).toEqual([]);
  });
});

describe('a client that leaves', () => {
  test.each(['end', 'resetAndDestroy'] as const)('by %s while the answer comes is seen', async (how) => {
    const server = await serve((request) =>
      program(async function* () {
        yield sseHead();
        yield write({ type: 'a' });
        await request.left;
      }),
    );
    const socket = await dial(server);
    socket.write(GET);
    await once(socket, 'data');
    socket[how]();
    const request = await server.request(1);
    await request.left;
    expect(request.hasLeft).toBe(true);
    expect(request.signal.aborted).toBe(true);
    expect(await server.closedTo(0, 2_000)).toBe(true);
  });

  test('after the whole answer has not left', async () => {
    const server = await serve(json({}));
    await exchange(server, GET);
    expect(await server.closedTo(0, 2_000)).toBe(true);
    expect((await server.request(1)).hasLeft).toBe(false);
  });

  test('is not one that the server cut off', async () => {
    for (const step of ['reset', 'truncate'] as const) {
      const server = await serve([headStep(200, { 'Content-Length': '9' }), write('123'), { step }]);
      const came = await exchange(server, GET);
      expect(came).toMatch(/123$/);
      expect((await server.request(1)).hasLeft).toBe(false);
    }
  });
});

describe('an answer is what the script says', () => {
  test('a stream in writes of its own', async () => {
    const frames = [{ type: 'a' }, { type: 'b' }];
    const came = async (split: StreamReply['split']) => exchange(await serve(sse(frames, split ? { split } : {})), GET);
    const lengths = (answer: string) => [...answer.matchAll(/^([0-9a-f]+)\r$/gm)].map((match) => match[1]);
    expect(lengths(await came('event'))).toEqual(['1d', '1d', '0']);
    expect(lengths(await came('one'))).toEqual(['3a', '0']);
    expect(lengths(await came([3, 45]))).toEqual(['3', '2a', 'd', '0']);
    expect(await came('byte')).toContain('\r\n1\r\ne\r\n1\r\nv\r\n1\r\ne\r\n1\r\nn\r\n1\r\nt\r\n');
  });

  test('made by hand, nothing is added to it', async () => {
    const bytes = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n1\r\na\r\n0\r\nX-T: 1\r\n\r\n';
    expect(await exchange(await serve(byHand(bytes)), GET)).toBe(bytes);
  });

  test('with interim answers before it', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n';
    const server = await serve(
      program(async function* () {
        yield { step: 'raw', bytes: Buffer.from(early) };
        yield* text('hello') as Iterable<never>;
      }),
    );
    const came = await exchange(server, GET);
    expect(came.startsWith(`${early}HTTP/1.1 200 OK\r\n`)).toBe(true);
    expect(came.endsWith('hello')).toBe(true);
  });

  test('a reset in place of an answer sends nothing', async () => {
    expect(await exchange(await serve([{ step: 'reset' }]), GET)).toBe('');
  });

  test('compressed', async () => {
    const came = await exchange(await serve(gzipped('{"a":1}')), GET);
    const body = Buffer.from(came.slice(came.indexOf('\r\n\r\n') + 4), 'latin1');
    expect(gunzipSync(body).toString()).toBe('{"a":1}');
  });

  test('what was written is told, with its end', async () => {
    const server = await serve([headStep(200, { A: 'b' }), write('x'.repeat(5_000)), { step: 'truncate' }]);
    await exchange(server, GET);
    const told = (await server.request(1)).wrote();
    expect(told).toMatch(/^200 A: b \| x+ … \(5000 bytes in 1 writes\) … then the connection was closed$/);
    expect(told.length).toBeLessThan(2_200);
  });

  test('what a script throws is told to whoever listens', async () => {
    const server = await serve(() => {
      throw new Error('wrong');
    });
    const thrown = new Promise((resolve) => server.onPlayed((_request, error) => resolve(error)));
    await exchange(server, GET);
    expect(await thrown).toMatchObject({ message: 'wrong' });
  });
});

test('pages are let in where the subject is one, and their preflights are no requests', async () => {
  const server = await serve(json({}), true);
  const preflight =
    'OPTIONS / HTTP/1.1\r\nHost: h\r\nOrigin: http://page\r\nAccess-Control-Request-Headers: x-a\r\nConnection: close\r\n\r\n';
  expect(await exchange(server, preflight)).toMatch(/Access-Control-Allow-Headers: x-a/);
  expect(server.requests).toEqual([]);
  const came = await exchange(server, GET.replace('\r\n\r\n', '\r\nOrigin: http://page\r\n\r\n'));
  expect(came).toMatch(/access-control-allow-origin: http:\/\/page/i);
  expect(came).toMatch(/access-control-expose-headers: X-Request-ID, Retry-After/i);
});
