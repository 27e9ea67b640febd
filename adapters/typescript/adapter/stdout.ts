import { once } from 'node:events';

/**
 * Standard output belongs to the protocol. Imported before the client, this module takes it, and leaves everybody
 * else with standard error: what a library prints cannot spoil a line.
 */
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
// Each operation in flight may wait for the pipe.
process.stdout.setMaxListeners(0);

/** Writes one answer as one line, and waits while the pipe is full: lines do not pile up in memory. */
export async function writeLine(answer: object): Promise<void> {
  const hasRoom = write(`${JSON.stringify(answer)}\n`);
  if (!hasRoom) await once(process.stdout, 'drain');
}
