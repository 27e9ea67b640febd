import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../contracts/package-root.js';
import { built } from '../built.js';
import { hasVerifier } from './native.js';

const EXAMPLE = join(packageRoot, 'examples/app');
let folder: string;

/** What `npm install` makes of the example's dependencies, from those of the repository. */
function link(name: string, target: string): void {
  const path = join(folder, 'node_modules', name);
  mkdirSync(join(path, '..'), { recursive: true });
  symlinkSync(target, path);
}

beforeAll(async () => {
  await built();
  // Beside the example, since the repository around it is part of what it has to cope with.
  folder = mkdtempSync(join(packageRoot, 'examples/.app-'));
  cpSync(EXAMPLE, folder, {
    recursive: true,
    filter: (path) => !/node_modules|pacts$/.test(path.slice(EXAMPLE.length)),
  });
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(devDependencies)) {
    link(name, name === 'vai-conformance' ? packageRoot : join(packageRoot, 'node_modules', name));
  }
  link('.bin/vitest', '../vitest/vitest.mjs');
  link('.bin/vai-conformance', '../vai-conformance/dist/cli/main.js');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The commands of the README's shell blocks that run in the example's folder, without the installation. */
function commands(): string[] {
  const readme = readFileSync(join(EXAMPLE, 'README.md'), 'utf8');
  return [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block = '']) => block.trim().split('\n'))
    .filter((line) => !/^(cd|npm install)\b/.test(line));
}

function run(command: string) {
  const env = { ...process.env, PACT_DO_NOT_TRACK: 'true', NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', env });
  return { status, said: stdout + stderr };
}

describe.skipIf(!hasVerifier)('the example', () => {
  test('does what its README says', () => {
    expect(commands().length).toBeGreaterThan(1);
    const said = commands().map((command) => {
      const { status, said } = run(command);
      expect(status, said).toBe(0);
      return said;
    });
    const readme = readFileSync(join(EXAMPLE, 'README.md'), 'utf8');
    const [, promised = ''] = /```text\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(said.join('\n')).toContain(promised);
  }, 60_000);

  test('is type-correct', () => {
    const { status, said } = run(`node ${join(packageRoot, 'node_modules/typescript/bin/tsc')} -p .`);
    expect(status, said).toBe(0);
  });
});
