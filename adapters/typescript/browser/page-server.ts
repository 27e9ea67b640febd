import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A page that is served until it is closed. */
export interface ServedPage {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  close(): void;
}

const HTML = `<!doctype html>
<meta charset="utf-8">
<title>An adapter in a browser</title>
<script type="module" src="page.js"></script>
`;

/** Bundles the page of the adapter, and serves it on loopback. Its origin is its own, as an application's would be. */
export async function servePage(): Promise<ServedPage> {
  const script = await bundle();
  const server = createServer((request, response) => {
    const isScript = request.url?.startsWith('/page.js') ?? false;
    response.setHeader('Content-Type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
    response.end(isScript ? script : HTML);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bundle(): Promise<string> {
  const page = fileURLToPath(new URL('page.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [page],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // The suites are told the names of the client's classes.
    keepNames: true,
    logLevel: 'warning',
  });
  return outputFiles.map(({ text }) => text).join('');
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The page server has no port.');
  return address.port;
}
