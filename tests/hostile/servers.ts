import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A server that does something to every connection that no gateway should do. */
export interface Hostile {
  readonly url: string;
  close(): void;
}

type Behaviour = (socket: Socket) => void;

/** Starts a hostile server on loopback. */
export async function hostile(behaviour: Behaviour): Promise<Hostile> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    behaviour(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const OK = 'HTTP/1.1 200 OK\r\n';
const STREAM = `${OK}Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n`;

/** Calls back once for every request head that arrives; what else a client sends is thrown away. */
function onRequest(socket: Socket, answer: () => void): void {
  let tail = '';
  socket.on('data', (data) => {
    tail += data.toString('latin1');
    let end = tail.indexOf('\r\n\r\n');
    while (end >= 0) {
      tail = tail.slice(end + 4);
      answer();
      end = tail.indexOf('\r\n\r\n');
    }
    tail = tail.slice(-4_000);
  });
}

/** Writes as fast as the reader takes it, until the connection ends. */
function flood(socket: Socket, piece: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
}

const BOMB = gzipSync(Buffer.alloc(32 * 1024 * 1024));
const MANY_HEADERS = Buffer.from(
  `${OK}${Array.from({ length: 10_000 }, (_, i) => `X-Header-${i}: value\r\n`).join('')}Content-Length: 2\r\n\r\n{}`,
);

function chunk(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** What hostile servers do, each under its name. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  'accepts and never answers': () => {},
  resets: (socket) => socket.once('data', () => socket.resetAndDestroy()),
  'drips one byte a second': (socket) => {
    const text = `${OK}Content-Type: application/json\r\n\r\n{}`;
    let sent = 0;
    const timer = setInterval(() => socket.write(text[sent++ % text.length] ?? ' '), 1_000);
    socket.on('close', () => clearInterval(timer));
  },
  'answers with HTTP/0.9 noise': (socket) =>
    socket.once('data', () => socket.end('<html>hello, this is 1991</html>\r\n')),
  'endless pings': (socket) =>
    onRequest(socket, () => {
      socket.write(STREAM);
      flood(socket, chunk('event: ping\ndata: {"type":"ping"}\n\n'.repeat(50)));
    }),
  'endless bytes': (socket) =>
    onRequest(socket, () => {
      socket.write(`${OK}Content-Type: application/json\r\n\r\n`);
      flood(socket, Buffer.alloc(64 * 1024, '['));
    }),
  'a line of 64 MB': (socket) =>
    onRequest(socket, () => {
      socket.write(`${STREAM}`);
      socket.write(chunk(`data: {"type":"x","y":"`));
      flood(socket, chunk(Buffer.alloc(64 * 1024, 'y')));
    }),
  'a gzip bomb': (socket) => {
    onRequest(socket, () => {
      socket.write(
        `${OK}Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${BOMB.length}\r\n\r\n`,
      );
      socket.write(BOMB);
    });
  },
  'ten thousand headers': (socket) => onRequest(socket, () => socket.write(MANY_HEADERS)),
  'invalid UTF-8': (socket) =>
    onRequest(socket, () => {
      const body = Buffer.concat([
        Buffer.from('{"error":{"type":"'),
        Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
        Buffer.from('"}}'),
      ]);
      socket.write(`${OK}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    }),
  'a Content-Length that is too long': (socket) =>
    onRequest(socket, () => socket.end(`${OK}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{}`)),
  'closes after the headers': (socket) =>
    onRequest(socket, () => socket.end(`${OK}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`)),
  'headers, then silence': (socket) =>
    onRequest(socket, () => socket.write(`${OK}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n`)),
};
