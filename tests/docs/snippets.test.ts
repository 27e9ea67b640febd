import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../contracts/package-root.js';
import { built } from '../built.js';
import { type Fence, fencesOf } from './fences.js';

const PAGES = [
  'README.md',
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const RUN = ['ts', 'js', 'sh'];
/** Languages of blocks that are there to be read. */
const SHOWN = ['text', 'json', 'python', 'yaml', 'yml', 'diff', 'rust', 'go', 'dockerfile'];
/** What a project that follows the docs has installed, and the mock's place in it. */
const INSTALLED = ['vitest', 'msw', 'typescript', '@types', '@pact-foundation'];

const fences = PAGES.flatMap((page) => fencesOf(page, readFileSync(join(packageRoot, page), 'utf8')));
const toRun = fences.filter(({ language, notRun }) => RUN.includes(language) && notRun === undefined);

/** How a program ended. */
interface Run {
  readonly code: number;
  readonly output: string;
}

let home: string;

beforeAll(async () => {
  await built();
  home = realpathSync(mkdtempSync(join(tmpdir(), 'snippets-')));
  const modules = join(home, 'node_modules');
  mkdirSync(modules);
  for (const name of INSTALLED) symlinkSync(join(packageRoot, 'node_modules', name), join(modules, name));
  symlinkSync(packageRoot, join(modules, 'vai-conformance'));
  writeFileSync(join(home, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  for (const name of ['npm', 'npx']) {
    const call = [
      process.execPath,
      fileURLToPath(new URL('npx.mjs', import.meta.url)),
      name,
      join(packageRoot, 'dist/cli/main.js'),
    ];
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${call.map((part) => `'${part}'`).join(' ')} "$@"\n`, {
      mode: 0o755,
    });
  }
}, 300_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the snippets of README and docs', () => {
  test('are in languages that are run, or in ones that are only shown', () => {
    expect(fences.filter(({ language }) => ![...RUN, ...SHOWN].includes(language)).map(nameOf)).toEqual([]);
    expect(toRun.length).toBeGreaterThan(5);
  });

  for (const [page, ofPage] of grouped(toRun)) {
    describe(page, () => {
      for (const fence of ofPage) {
        test(`line ${fence.line}`, { timeout: 240_000 }, async () => {
          const { code, output } = await run(fence);
          expect(code, `${nameOf(fence)}\n${output}`).toBe(fence.exits);
        });
      }
    });
  }

  test('hold for the compiler, with the types that the package ships', { timeout: 240_000 }, async () => {
    const folder = join(home, 'types');
    mkdirSync(folder);
    for (const [at, { text }] of fences
      .filter(({ language }) => language === 'ts')
      .filter(isWhole)
      .entries()) {
      writeFileSync(join(folder, `snippet-${at}.ts`), text.includes('import ') ? text : `${text}\nexport {};\n`);
    }
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const compiler = join(packageRoot, 'node_modules/typescript/bin/tsc');
    const { code, output } = await spawned(process.execPath, [compiler, '-p', folder], folder);
    expect(code, output).toBe(0);
  });
});

/** Blocks that say of themselves why they are not run may be pieces of programs. */
function isWhole({ notRun }: Fence): boolean {
  return notRun === undefined || !/piece/.test(notRun);
}

async function run(fence: Fence): Promise<Run> {
  // The blocks of a page may build on each other: what one writes the next finds.
  const folder = join(home, fence.page.replaceAll(/\W/g, '-'));
  mkdirSync(folder, { recursive: true });
  const name = `line-${fence.line}`;
  if (fence.language === 'sh') return spawned('bash', ['-euo', 'pipefail', '-c', fence.text], folder);
  const { code } = await transform(fence.text, {
    loader: fence.language === 'ts' ? 'ts' : 'js',
    format: 'esm',
    target: 'node20.19',
  });
  if (/from 'vitest'/.test(fence.text)) {
    writeFileSync(join(folder, `${name}.test.js`), code);
    const vitest = join(packageRoot, 'node_modules/vitest/vitest.mjs');
    return spawned(process.execPath, [vitest, 'run', '--root', folder, `${name}.test.js`], folder);
  }
  writeFileSync(join(folder, `${name}.mjs`), code);
  return spawned(process.execPath, [`${name}.mjs`], folder);
}

function spawned(command: string, args: readonly string[], cwd: string): Promise<Run> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VAI_|VITEST|NODE_ENV|CI$|GITHUB_)/.test(name));
  const env = {
    ...Object.fromEntries(kept),
    PATH: `${join(home, 'bin')}:${process.env.PATH ?? ''}`,
    NO_COLOR: '1',
  };
  return new Promise((resolve) => {
    execFile(command, [...args], { cwd, env, timeout: 200_000, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

function nameOf({ page, line, language }: Fence): string {
  return `${page}:${line} (${language})`;
}

function grouped(all: readonly Fence[]): Map<string, Fence[]> {
  const groups = new Map<string, Fence[]>();
  for (const fence of all) groups.set(fence.page, [...(groups.get(fence.page) ?? []), fence]);
  return groups;
}
