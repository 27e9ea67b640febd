import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that speaks HTTP and is no gateway: no requirement may pass on it. */
export interface NullTarget {
  /** Kebab-case, unique among all null targets. */
  readonly id: string;
  /** What it does, in one sentence. */
  readonly lie: string;
  /** Answers a request whose body has been read. */
  answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void;
}

/** A null target that is being served. */
export interface ServedNull {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Gives one and the same answer to everything. */
export function sameAnswer(id: string, lie: string, status: number, type: string | null, body: string): NullTarget {
  return {
    id,
    lie,
    answer(_request, _body, response) {
      response.writeHead(status, type === null ? {} : { 'content-type': type });
      response.end(body);
    },
  };
}

const JSON_TYPE = 'application/json; charset=utf-8';
const PAGE = '<!doctype html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>\n';

/** The null targets of every dialect: they know nothing of it. */
export const nullTargets: readonly NullTarget[] = [
  sameAnswer('null-empty-200', 'Answers an empty 200 to everything.', 200, null, ''),
  sameAnswer('null-empty-object', 'Answers `{}` to everything.', 200, JSON_TYPE, '{}\n'),
  sameAnswer('null-404', 'Answers 404 to everything.', 404, 'text/plain; charset=utf-8', '404 page not found\n'),
  sameAnswer('null-401', 'Answers 401 to everything.', 401, JSON_TYPE, '{"message":"Unauthorized"}\n'),
  sameAnswer('null-500', 'Answers 500 to everything.', 500, JSON_TYPE, '{"message":"Internal Server Error"}\n'),
  sameAnswer('null-page', 'Answers an HTML page to everything.', 200, 'text/html; charset=utf-8', PAGE),
  {
    id: 'null-echo',
    lie: 'Answers with the body and the headers that it was sent.',
    answer(request, body, response) {
      const echoed = Object.entries(request.headers).filter(([name]) => /^(content-type|x-)/.test(name));
      for (const [name, value] of echoed) if (value !== undefined) response.setHeader(name, value);
      response.writeHead(200);
      response.end(body);
    },
  },
  {
    id: 'null-redirect-loop',
    lie: 'Redirects everything to itself.',
    answer(request, _body, response) {
      response.writeHead(302, { location: request.url ?? '/' });
      response.end();
    },
  },
];

/** Null targets that speak a dialect's words, if it has any, besides those that every dialect has. */
export async function loadNullTargets(dialect: string): Promise<readonly NullTarget[]> {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const own: { readonly nullTargets?: readonly NullTarget[] } = await import(
    new URL(`./${dialect}/null-targets.${suffix}`, import.meta.url).href
  );
  return [...nullTargets, ...(own.nullTargets ?? [])];
}

/** Serves a null target on a free loopback port. */
export async function serveNull(target: NullTarget): Promise<ServedNull> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => target.answer(request, Buffer.concat(pieces), response));
    request.on('error', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
