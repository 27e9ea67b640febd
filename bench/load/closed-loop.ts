import { LoadConnection } from './connection.js';

/** Until V8 has compiled what is hot: a server that has answered for less runs at a fraction of its speed. */
export const WARM_UP_MS = 2000;

/** What a load brought. */
export interface Load {
  /** Answers per second. */
  readonly perSecond: number;
  /** Milliseconds to the first byte of each answer. */
  readonly firstByte: readonly number[];
}

/** Keeps `connections` requests under way for `milliseconds`: each connection asks again as soon as it is answered. */
export async function closedLoop(
  port: number,
  request: Buffer,
  { connections, milliseconds }: { readonly connections: number; readonly milliseconds: number },
): Promise<Load> {
  const opened = await Promise.all(Array.from({ length: connections }, () => LoadConnection.open(port)));
  const firstByte: number[] = [];
  const start = performance.now();
  const until = start + milliseconds;
  await Promise.all(
    opened.map(async (connection) => {
      while (performance.now() < until) {
        const answer = await connection.ask(request);
        if (performance.now() <= until) firstByte.push(answer.firstByte);
      }
    }),
  );
  for (const connection of opened) connection.close();
  return { perSecond: (firstByte.length / milliseconds) * 1000, firstByte };
}
