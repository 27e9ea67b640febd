import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { closedLoop } from '../../bench/load/closed-loop.js';
import { LoadConnection } from '../../bench/load/connection.js';
import { postJson } from '../../bench/traffic.js';

const servers: Server[] = [];
const request = postJson('/', { 'X-Asked': 'yes' }, { hello: 'there' });

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

describe('a connection of the load generator', () => {
  test('reads answers with a length to their end, one after the other', async () => {
    let bodies = '';
    const port = await serve((incoming, response) => {
      incoming.on('data', (chunk) => {
        bodies += chunk;
      });
      incoming.on('end', () => response.end('x'.repeat(100_000)));
    });
    const connection = await LoadConnection.open(port);
    const first = await connection.ask(request);
    const second = await connection.ask(request);
    connection.close();
    expect(first.bytes).toBeGreaterThan(100_000);
    expect(second.bytes).toBe(first.bytes);
    expect(first.firstByte).toBeLessThanOrEqual(first.lastByte);
    expect(bodies).toBe('{"hello":"there"}{"hello":"there"}');
  });

  test('reads chunked answers to their end, also where the last chunk comes byte by byte', async () => {
    const port = await serve((_incoming, response) => {
      response.flushHeaders();
      const socket = response.socket;
      const pieces = ['5\r\nhello\r\n', '0', '\r', '\n', '\r', '\n'];
      const next = () => {
        const piece = pieces.shift();
        if (piece === undefined) return;
        socket?.write(piece, () => setImmediate(next));
      };
      next();
    });
    const connection = await LoadConnection.open(port);
    let read = '';
    await connection.ask(request, (bytes) => {
      read += bytes.toString('latin1');
    });
    connection.close();
    expect(read).toMatch(/\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/);
  });

  test('rejects what is not 200, and says what came', async () => {
    const port = await serve((_incoming, response) => response.writeHead(401).end('who are you'));
    const connection = await LoadConnection.open(port);
    await expect(connection.ask(request)).rejects.toThrow(/200.*401[\s\S]*who are you/);
    connection.close();
  });

  test('rejects when the server hangs up', async () => {
    const port = await serve((_incoming, response) => response.destroy());
    const connection = await LoadConnection.open(port);
    await expect(connection.ask(request)).rejects.toThrow(/closed the connection|ECONNRESET/);
  });
});

test('a closed loop keeps all its connections busy and counts what was answered', async () => {
  const held: ServerResponse[] = [];
  let answered = 0;
  const port = await serve((_incoming, response) => {
    // Nobody is answered before all four have asked.
    if (answered === 0 && held.push(response) < 4) return;
    for (const each of answered === 0 ? held : [response]) {
      answered += 1;
      each.end('{}');
    }
  });
  const load = await closedLoop(port, request, { connections: 4, milliseconds: 100 });
  expect(load.firstByte.length).toBeGreaterThan(4);
  // The last answer of each connection may come after time.
  expect(answered - load.firstByte.length).toBeLessThanOrEqual(4);
  expect(load.perSecond).toBeCloseTo(load.firstByte.length * 10, 5);
});
