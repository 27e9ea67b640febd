import { createServer } from 'node:http';
import type { Session } from './session.js';

/**
 * The same protocol over HTTP: a POST is a request, the lines of its answer come back as `application/x-ndjson`. A
 * harness that closes the answer has given up the operation.
 */
export function serve(session: Session, port: number): void {
  const server = createServer(async (incoming, outgoing) => {
    const body: Buffer[] = [];
    for await (const chunk of incoming) body.push(chunk);
    outgoing.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    const asked: unknown = JSON.parse(Buffer.concat(body).toString('utf8'));
    outgoing.once('close', () => session.abandon(asked));
    await session.handle(asked, (answer) => outgoing.write(`${JSON.stringify(answer)}\n`));
    outgoing.end();
  });
  server.listen(port, '127.0.0.1', () => console.error(`listening on http://127.0.0.1:${port}`));
}
