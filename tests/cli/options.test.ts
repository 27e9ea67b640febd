import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { built, cli } from '../built.js';

let folder: string;
beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'options-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const one = ['--target', 'mock', '--only', 'VAI-GW-ROUTE-006'];

describe('flags win over environment, environment over file', () => {
  const seedOf = (stdout: string) => /seed (\d+)/.exec(stdout)?.[1];

  test('each source is read, and the nearer one wins', async () => {
    writeFileSync(
      join(folder, 'vai-conformance.config.json'),
      JSON.stringify({ target: 'mock', only: ['VAI-GW-ROUTE-006'], seed: 11 }),
    );
    const env = { VAI_CONFORMANCE_SEED: '22' };
    expect(seedOf((await cli([], { cwd: folder })).stdout)).toBe('11');
    expect(seedOf((await cli([], { cwd: folder, env })).stdout)).toBe('22');
    expect(seedOf((await cli(['--seed', '33'], { cwd: folder, env })).stdout)).toBe('33');
  });

  test('a file that is a module is read, by the name it is given', async () => {
    const file = join(folder, 'mine.mjs');
    writeFileSync(file, `export default { target: 'mock', only: 'VAI-GW-ROUTE-006', seed: 44 };`);
    expect(seedOf((await cli(['--config', file])).stdout)).toBe('44');
  });
});

describe('what is mistyped is exit code 2, with the nearest thing that there is', () => {
  test.each([
    [['--tarket', 'mock'], /--target/],
    [['lisst'], /Did you mean 'list'/],
    [[...one, '--only', 'VAI-GW-AUTH-01'], /Did you mean VAI-GW-AUTH-0/],
    [[...one, '--skip', 'AUHT'], /Did you mean AUTH/],
    [[...one, '--setting', 'max_mesages=1'], /Did you mean max_messages/],
    [[...one, '--capability', '-run'], /Did you mean runs/],
    [[...one, '--level', 'ought'], /must, should, may/],
    [[...one, '--shard', '0/2'], /I\/N/],
    [[...one, '--timeout', 'soon'], /500ms/],
    [[...one, '--repeat', '0'], /at least 1/],
    [[...one, '--report', 'jason=x'], /Did you mean json/],
    [[...one, '--baseline', '/no/such/file'], /cannot be read/],
    [['explain', 'VAI-GW-AUTH-0001'], /Did you mean VAI-GW-AUTH-001/],
    [['--only', '@/no/such/file', '--target', 'mock'], /cannot be read/],
    [[], /--target/],
  ])('%j', async (args, words) => {
    const run = await cli(args);
    expect(run.stderr).toMatch(words);
    expect(run.code).toBe(2);
  });

  test('in the environment', async () => {
    const run = await cli(one, { env: { VAI_CONFORMANCE_SEEED: '1' } });
    expect(run.stderr).toContain('VAI_CONFORMANCE_SEED');
    expect(run.code).toBe(2);
  });

  test('in the configuration file', async () => {
    const file = join(folder, 'typo.json');
    writeFileSync(file, JSON.stringify({ targget: 'mock' }));
    const run = await cli(['--config', file]);
    expect(run.stderr).toContain(`Did you mean 'target'`);
    expect(run.code).toBe(2);
  });
});

test('a secret on the command line is refused, with the way to do it', async () => {
  const run = await cli([...one, '--header', 'Authorization: Bearer abcdefgh']);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('VAI_GATEWAY_API_KEY');
  expect(run.stderr + run.stdout).not.toContain('abcdefgh');
});

describe('selection', () => {
  test('patterns come from files too', async () => {
    const file = join(folder, 'ids.txt');
    writeFileSync(file, '# two\nVAI-GW-ROUTE-006\nVAI-GW-ROUTE-007 # and this\n');
    const run = await cli(['--target', 'mock', '--only', `@${file}`, '--report', 'json=-', '--quiet']);
    const asked = (JSON.parse(run.stdout) as { requirements: { id: string; status: string }[] }).requirements.filter(
      (row) => row.status !== 'skipped',
    );
    expect(asked.map((row) => row.id)).toEqual(['VAI-GW-ROUTE-006', 'VAI-GW-ROUTE-007']);
  });

  test('shards have no requirement in common and miss none', async () => {
    const shards = await Promise.all(
      ['1/2', '2/2'].map(async (shard) => {
        const run = await cli([
          '--target',
          'mock',
          '--only',
          'AUTH',
          '--shard',
          shard,
          '--report',
          'json=-',
          '--quiet',
        ]);
        const { requirements } = JSON.parse(run.stdout) as {
          requirements: { id: string; status: string; detail: string | null }[];
        };
        return requirements.filter((row) => row.id.includes('-AUTH-') && row.status !== 'skipped').map((row) => row.id);
      }),
    );
    const all = shards.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(19);
  });

  test('a cut by the user never ends in the word conformant', async () => {
    const run = await cli([
      '--target',
      'mock',
      '--skip',
      'ROUTE-0*'.replace('ROUTE', 'VAI-GW-ROUTE'),
      '--only',
      'ROUTE',
      '--only',
      'AUTH',
    ]);
    expect(run.stdout).not.toMatch(/^Conformant/m);
    expect(run.stdout).toMatch(/MUSTs not asked \(excluded-by-user \d+\)/);
  });
});

test('a report to stdout leaves people’s text to stderr', async () => {
  const run = await cli([...one, '--report', 'json=-']);
  expect(() => JSON.parse(run.stdout)).not.toThrow();
  expect(run.stderr).toContain('Partial run');
});

test('--out alone writes results.json and junit.xml there', async () => {
  const out = join(folder, 'out');
  await cli([...one, '--out', out]);
  const { readdirSync } = await import('node:fs');
  expect(readdirSync(out).sort()).toEqual(['junit.xml', 'results.json']);
});
