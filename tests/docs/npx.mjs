// Stands in for `npx` and `npm` while the snippets of the docs run: the command of this package is the one that was built.
// A mock that would serve until it is stopped is stopped once it serves. `npm` does nothing: tests/package.test.ts installs.
import { spawn } from 'node:child_process';

const [as = '', main = '', command = '', ...args] = process.argv.slice(2);
if (as === 'npm') process.exit(0);
if (command !== 'vai-conformance') {
  console.error(`npx ${command}: the docs may call vai-conformance only`);
  process.exit(127);
}

// Several mocks may serve on this machine.
const serves = args[0] === 'mock' && !args.includes('--') && !args.includes('--help');
if (serves && !args.includes('--port')) args.push('--port', '0');
const child = spawn(process.execPath, [main, ...args], { stdio: ['inherit', 'pipe', 'inherit'] });
let said = '';
child.stdout.on('data', (piece) => {
  process.stdout.write(piece);
  said += piece;
  if (serves && said.includes('Ends on Ctrl-C')) child.kill('SIGTERM');
});
child.on('close', (code) => process.exit(code ?? 1));
