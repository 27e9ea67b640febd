import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { languages, placed } from '../../cli/skeleton.js';
import type { Results } from '../../contracts/results.js';
import { built, cli } from '../built.js';

/** What each language needs; a skeleton whose toolchain is not here is skipped, visibly. */
const TOOLCHAIN: Readonly<Record<string, string>> = { typescript: 'node', python: 'python3', rust: 'cargo', go: 'go' };
const DIR = "an SDK's adapter";

let folder: string;
beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'init-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fresh = () => mkdtempSync(join(folder, 'at-'));

describe.each(languages('vai'))('init --sdk $name', ({ name, ...language }) => {
  const tool = TOOLCHAIN[name];
  const missing = tool === undefined || spawnSync(tool, [name === 'go' ? 'version' : '--version']).status !== 0;

  test.skipIf(missing)(
    'writes an adapter that passes --smoke at once and fails requirements honestly',
    { timeout: 240_000 },
    async () => {
      const cwd = fresh();
      const written = await cli(['init', '--sdk', name, '--dir', DIR], { cwd });
      expect(written.code, written.stderr).toBe(0);
      // As people do, what was printed is given to a shell.
      const { build, start } = placed({ name, ...language }, DIR);
      expect(written.stdout).toContain(start);
      if (build !== null) execFileSync('sh', ['-c', build], { cwd, stdio: 'pipe' });
      const command = ['sh', '-c', `exec ${start}`];

      const smoke = await cli(['sdk', '--smoke', '--', ...command], { cwd });
      expect(smoke.stdout).toMatch(/^The adapter works: \d+ checks passed/m);
      expect(smoke.code).toBe(0);

      const run = await cli(['sdk', '--only', 'URL,HDR,SSE', '--report', 'json=-', '--', ...command], { cwd });
      const results: Results = JSON.parse(run.stdout);
      expect(run.code, run.stderr).toBe(1);
      expect(results.summary).toMatchObject({ verdict: 'non-conformant', errors: 0, untestable: 0 });
      expect(results.summary.passed).toBeGreaterThan(10);
      expect(results.summary.failed).toBeGreaterThan(2);
      expect(run.stderr).not.toMatch(/"kind":"crash"|started anew|broke its protocol/);
    },
  );

  test('its README names the commands as they are run, and no placeholder is left', async () => {
    const cwd = fresh();
    await cli(['init', '--sdk', name], { cwd });
    const readme = readFileSync(join(cwd, 'conformance-adapter/README.md'), 'utf8');
    expect(readme).toContain(`sdk --smoke -- ${placed({ name, ...language }, 'conformance-adapter').start}\n`);
    expect(readme).not.toContain('{{');
  });
});

test('the way of docs/sdk-ci-gate.md ends in a green gate', { timeout: 120_000 }, async () => {
  const cwd = fresh();
  const adapter = ['--', 'node', 'conformance-adapter/adapter.mjs'];
  const some = ['--only', 'URL'];
  const known = 'conformance-baseline.json';
  expect((await cli(['init', '--sdk', 'typescript'], { cwd })).code).toBe(0);
  expect((await cli(['sdk', ...some, '--report', 'html=conformance.html', ...adapter], { cwd })).code).toBe(1);
  const words = ['--owner', 'sdk-team', '--expires', '2099-12-31'];
  expect((await cli(['baseline', 'init', known, ...words, ...some, ...adapter], { cwd })).code).toBe(0);
  const gate = ['sdk', '--baseline', known, '--report', 'junit=conformance.xml', ...some, ...adapter];
  expect((await cli(gate, { cwd })).code).toBe(0);
  expect((await cli(['init', '--action', '--sdk', 'typescript', '--baseline', known], { cwd })).code).toBe(0);
  expect(readdirSync(cwd)).toEqual(
    expect.arrayContaining(['.github', 'conformance-adapter', 'conformance.html', 'conformance.xml', known]),
  );
});

describe('init --sdk', () => {
  test('overwrites nothing, and says what is in the way', async () => {
    const cwd = fresh();
    const ask = ['init', '--sdk', 'python', '--dir', '.'];
    writeFileSync(join(cwd, 'adapter.py'), 'mine');
    const refused = await cli(ask, { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('adapter.py exists; nothing was written');
    expect(refused.stderr).toContain('--force');
    expect(readdirSync(cwd)).toEqual(['adapter.py']);
    expect((await cli([...ask, '--force'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'adapter.py'), 'utf8')).not.toBe('mine');
  });

  test.each([
    [['init'], /--sdk typescript\|python\|rust\|go/],
    [['init', '--sdk', 'pyhton'], /Did you mean 'python'/],
    [['init', '--sdk', 'python', '--target', 'http://x'], /--target belongs to --action/],
    [['init', '--sdk', 'python', '--dialect', 'nobody'], /nobody/],
    [['init', '--action'], /an SDK or a gateway/],
    [['init', '--action', '--sdk', 'go', '--target', 'http://x'], /name one of them/],
  ])('%j is refused with exit 2', async (args, words) => {
    const cwd = fresh();
    const run = await cli(args, { cwd });
    expect(run.stderr).toMatch(words);
    expect(run.code).toBe(2);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('init --action', () => {
  const steps = async (...args: string[]) => {
    const cwd = fresh();
    const run = await cli(['init', '--action', ...args], { cwd });
    expect(run.code, run.stderr).toBe(0);
    const file = join(cwd, '.github/workflows/vai-conformance.yml');
    expect(existsSync(file)).toBe(true);
    const workflow = parse(readFileSync(file, 'utf8'));
    expect(Object.keys(workflow.on)).toEqual(['push', 'pull_request']);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    return workflow.jobs.conformance.steps;
  };

  test('judges an SDK through the command that it is given, word for word', async () => {
    const command = `uv run python "my adapter.py" # : {it's}`;
    const all = await steps('--sdk', command, '--baseline', 'known.json');
    expect(all.at(-1)).toEqual({
      uses: './.conformance/node_modules/vai-conformance',
      with: { 'sdk-command': command, baseline: 'known.json' },
    });
    expect(all.at(-2).run).toMatch(/^npm install .* vai-conformance@\d+\.\d+\.\d+$/);
  });

  test('builds and starts the skeleton of a language', async () => {
    const all = await steps('--sdk', 'go');
    expect(all).toContainEqual({ uses: 'actions/setup-go@v5', with: { 'go-version': 'stable' } });
    expect(all).toContainEqual({ name: 'Build the adapter', run: 'go build -C conformance-adapter -o adapter .' });
    expect(all.at(-1).with).toEqual({ 'sdk-command': 'conformance-adapter/adapter' });
  });

  test('judges a gateway with a key of the repository', async () => {
    const all = await steps('--target', 'https://gateway.example.com');
    expect(all.at(-1)).toMatchObject({
      with: { target: 'https://gateway.example.com' },
      env: { VAI_GATEWAY_API_KEY: expect.stringMatching(/^\$\{\{ secrets\.VAI_GATEWAY_API_KEY \}\}$/) },
    });
  });
});
