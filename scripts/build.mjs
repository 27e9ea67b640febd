// Compiles the rooms to dist/. Run by `npm ci` (through prepare), so it may use nothing but what package.json installs.
// The old dist/ stays usable until the new one is complete.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleForBrowsers } from './browser-bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const next = `${root}dist.${process.pid}`;
const old = `${next}.old`;

try {
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', next], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  // First, as it reads the modules that the next step joins.
  await bundleForBrowsers(next, 'mock-gateway/msw.js');
  await joinMock();
  chmodSync(`${next}/cli/main.js`, 0o755);
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old);
  renameSync(next, `${root}dist`);
} finally {
  rmSync(next, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

/**
 * Makes one file each of the mock's index, its library and each dialect's index, with what they share and what they load later beside
 * them. Node looks up, reads and links each module on its own, and with fifty of them that was half of the time from
 * the start of `mock` to its first answer. Modules that others import by name stay where they are as well.
 */
async function joinMock() {
  const room = `${next}/mock-gateway`;
  const dialects = readdirSync(room, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${room}/${entry.name}/index.js`))
    .map((entry) => `${room}/${entry.name}/index.js`);
  await build({
    entryPoints: [`${room}/index.js`, `${room}/library.js`, ...dialects],
    outdir: next,
    outbase: next,
    allowOverwrite: true,
    // Beside the index: what is looked up beside a module is found from a chunk as well.
    chunkNames: 'mock-gateway/chunk-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
  });
}
