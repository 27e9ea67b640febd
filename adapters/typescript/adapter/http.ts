import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Session } from './session.js';

/**
 * The same protocol over HTTP: a POST is a request, the lines of its answer come back as `application/x-ndjson`. A
 * harness that closes the answer has given up the operation.
 */
export function serve(session: Session, port: number): void {
  const server = createServer((incoming, outgoing) => {
    answer(session, incoming, outgoing).catch((error) => outgoing.writeHead(400).end(`${error}\n`));
  });
  server.listen(port, '127.0.0.1', () => console.error(`listening on http://127.0.0.1:${port}`));
}

async function answer(session: Session, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body: Buffer[] = [];
  for await (const chunk of incoming) body.push(chunk);
  const asked: unknown = JSON.parse(Buffer.concat(body).toString('utf8'));
  outgoing.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  outgoing.once('close', () => session.abandon(asked));
  await session.handle(asked, async (line) => {
    outgoing.write(`${JSON.stringify(line)}\n`);
  });
  outgoing.end();
}
