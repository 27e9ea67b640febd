// What a user of the package gets: packs it, holds it against publint and arethetypeswrong, installs it in an empty folder,
// and prints its size and how many packages come with it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'check-package-'));
const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

try {
  const packed = npm(root, ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
  const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(packed);
  const tarball = join(folder, filename);
  const held = [
    check('publint', ['run', tarball, '--strict']),
    // Modules only: the package is ESM throughout, and data files are no modules.
    check('attw', [
      tarball,
      '--profile',
      'esm-only',
      '--exclude-entrypoints',
      'results.schema.json',
      '--format',
      'ascii',
    ]),
  ];
  const home = join(folder, 'home');
  npm(folder, ['install', '--prefix', home, ...quiet, '--ignore-scripts', '--omit=peer', tarball]);
  const modules = join(home, 'node_modules');
  const others = packagesIn(modules) - 1;
  console.log(`package: ${mb(size)} packed, ${mb(unpackedSize)} unpacked, ${entryCount} files`);
  console.log(`installed: ${mb(sizeOf(modules))} in all, ${others} packages come with it`);
  if (held.includes(false)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function npm(cwd, args) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function check(tool, args) {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', tool), args, {
    cwd: root,
    encoding: 'utf8',
  });
  console.log(`${tool}: ${status === 0 ? 'clean' : `exit code ${status}`}`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return status === 0;
}

/** Packages in a node_modules folder, those inside other packages included. */
function packagesIn(modules) {
  if (!existsSync(modules)) return 0;
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((each) => join(name, each)) : [name],
    )
    .reduce((count, name) => count + 1 + packagesIn(join(modules, name, 'node_modules')), 0);
}

function sizeOf(path) {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((size, name) => size + sizeOf(join(path, name)), 0);
}

function mb(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
