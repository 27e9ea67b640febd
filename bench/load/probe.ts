import { LoadConnection } from './connection.js';

/**
 * A client of its own process that asks now and then, while a load runs in another: what it waits for is the server, and
 * not the packets that its own program has yet to read for fifteen other connections. Told `{ port, request,
 * milliseconds }` by its parent, it answers with the milliseconds to the first byte of each answer.
 */
export interface ProbeOrder {
  readonly port: number;
  /** The request, base64. */
  readonly request: string;
  readonly milliseconds: number;
}

/** Longest pause between an answer and the next question, in milliseconds: they meet the server at any moment. */
const PAUSE_MS = 10;

process.on('disconnect', () => process.exit());
process.on('message', (order: ProbeOrder) => {
  probe(order)
    .then((firstByte) => process.send?.(firstByte))
    .catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
});

async function probe({ port, request, milliseconds }: ProbeOrder): Promise<number[]> {
  const bytes = Buffer.from(request, 'base64');
  const connection = await LoadConnection.open(port);
  const firstByte: number[] = [];
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    firstByte.push((await connection.ask(bytes)).firstByte);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS));
  }
  connection.close();
  return firstByte;
}
