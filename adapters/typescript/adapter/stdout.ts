/**
 * Standard output belongs to the protocol. Imported before the client, this module takes it, and leaves everybody
 * else with standard error: what a library prints cannot spoil a line.
 */
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

/** Writes one answer as one line. */
export function writeLine(answer: object): void {
  write(`${JSON.stringify(answer)}\n`);
}
