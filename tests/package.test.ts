import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../contracts/package-root.js';
import { built } from './built.js';

let folder: string;
let files: string[];

/** Runs the installed command as a stranger would, in an empty folder outside the repository. */
function installed(...args: string[]) {
  const run = spawnSync('npx', ['--no-install', 'vai-conformance', ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  const [tarball] = JSON.parse(packed) as { filename: string; files: { path: string }[] }[];
  files = tarball?.files.map((file) => file.path) ?? [];
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball?.filename ?? '')];
  execFileSync('npm', install, { cwd: folder, stdio: 'ignore' });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('holds no tests, no sources and no maps, and everything that is read at run time', () => {
    expect(files.filter((path) => /\.map$|\.test\.|^tests\/|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    for (const needed of [
      'package.json',
      'README.md',
      'LICENSE',
      'contracts/results.schema.json',
      'reports/html/page-script.js',
      'reports/html/page-style.css',
      'dist/cli/main.js',
    ]) {
      expect(files).toContain(needed);
    }
    expect(files.filter((path) => path.startsWith('baselines/'))).not.toEqual([]);
    expect(files.filter((path) => path.startsWith('fixtures/'))).not.toEqual([]);
  });

  test('refers to no source map that is not there', () => {
    const code = files.filter((path) => path.endsWith('.js'));
    expect(code.filter((path) => readFileSync(join(packageRoot, path), 'utf8').includes('sourceMappingURL'))).toEqual(
      [],
    );
  });

  test('judges the embedded mock from an empty folder, and leaves nothing there', () => {
    const before = readdirSync(folder);
    const run = installed('--target', 'mock');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^Conformant: \d{3,} requirements passed/m);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('lints a stream', () => {
    writeFileSync(join(folder, 'broken.sse'), 'event: message_start\ndata: {}\n\n');
    const run = installed('lint', 'broken.sse');
    expect(run.code, run.stdout + run.stderr).toBe(1);
    expect(installed('lint', 'no-such-file').code).toBe(2);
  });

  test('lists and explains', () => {
    expect(installed('list', '--coverage').stdout).toMatch(/ 0 untested/);
    expect(installed('explain', 'VAI-GW-AUTH-001').code).toBe(0);
  });
});
