// Compiles the rooms to dist/. Run by `npm ci` (through prepare), so it may use nothing but what package.json installs.
// The old dist/ stays usable until the new one is complete.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const next = `${root}dist.${process.pid}`;
const old = `${next}.old`;

try {
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', next], {
    cwd: root,
    stdio: 'inherit',
  });
  // Not process.exit: the half-built folder has to go.
  if (status !== 0) process.exitCode = status ?? 1;
  else swap();
} finally {
  rmSync(next, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

function swap() {
  chmodSync(`${next}/cli/main.js`, 0o755);
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old);
  renameSync(next, `${root}dist`);
}
