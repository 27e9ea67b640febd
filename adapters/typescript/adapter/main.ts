// First of all: from here on nobody but the protocol writes to standard output.
import './stdout.js';
import { inspect } from 'node:util';
import { serve } from './http.js';
import { LineReader } from './lines.js';
import { Session } from './session.js';
import { writeLine } from './stdout.js';

const session = new Session({
  runtime: 'node',
  hasEnvironment: true,
  print: (value) => [inspect(value, { depth: 9, showHidden: true }), String(value), JSON.stringify(value) ?? ''],
});

const portFlag = process.argv.indexOf('--port');
if (portFlag !== -1) {
  serve(session, Number(process.argv[portFlag + 1]));
} else {
  const lines = new LineReader((line) => void session.handle(JSON.parse(line), writeLine));
  process.stdin.on('data', (chunk: Buffer) => lines.push(chunk));
  // At the end of the input the work is over, whatever is in flight.
  process.stdin.on('end', () => process.exit(0));
}
