#!/usr/bin/env node
import { runCli } from './program.js';

// Whatever a command leaves open (worker threads, kept connections) must not keep the process alive.
runCli(process.argv.slice(2)).then((code) => {
  if (code === undefined) return;
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
});
