#!/usr/bin/env node
// People wait for the mock's first answer, so it is read from the disk while the parser of the command line is compiled.
// Whatever is wrong with it is told where the command itself asks for it.
if (process.argv[2] === 'mock') import('./commands/mock.js').catch(() => {});
const { runCli } = await import('./program.js');

// Whatever a command leaves open (worker threads, kept connections) must not keep the process alive.
runCli(process.argv.slice(2)).then((code) => {
  if (code === undefined) return;
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
});
