// Standard output belongs to the protocol. Imported before the SDK, this module takes it, and leaves everybody else
// with standard error: what a library prints cannot spoil a line.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

/**
 * Writes one answer as one line.
 * @param {object} answer
 */
export function writeLine(answer) {
  write(`${JSON.stringify(answer)}\n`);
}
