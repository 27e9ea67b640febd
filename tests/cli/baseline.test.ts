import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BaselineFile } from '../../cli/baseline.js';
import { loadContractDialect } from '../../contracts/dialects.js';
import { readPackageJson } from '../../contracts/package-root.js';
import { type MockGateway, startMockGateway } from '../../mock-gateway/index.js';
import { built, cli } from '../built.js';

const KEY = 'vai_sk_of_the_baseline_test';
const BROKEN = 'VAI-GW-ROUTE-006';
const KEPT = 'VAI-GW-ROUTE-007';
const env = { VAI_GATEWAY_API_KEY: KEY };

let folder: string;
let gateway: MockGateway;
let only: string[];
beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'baseline-'));
  // Tells unknown paths by another type than the contract's.
  gateway = await startMockGateway({
    settings: { api_keys: KEY, rate_limit_rps: '0' },
    mutation: {
      async reply(request, next) {
        const reply = await next(request);
        return reply.status === 404 ? { ...reply, status: 410 } : reply;
      },
    },
  });
  only = ['--target', gateway.baseUrl, '--only', BROKEN, '--only', KEPT];
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await gateway.close();
});

const entry = (id: string, expires: string | null = null) => ({ id, reason: 'known', link: null, expires });
function file(...entries: unknown[]): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, JSON.stringify({ subject: 'test', entries }));
  return path;
}
const run = (baseline: string) => cli([...only, '--baseline', baseline], { env });

describe('a baseline', () => {
  test('is needed here: without one the run fails', async () => expect((await cli(only, { env })).code).toBe(1));

  test('lets a known failure pass', async () => {
    const done = await run(file(entry(BROKEN)));
    expect(done.stdout).toContain('1 failed as expected');
    expect(done.code).toBe(0);
  });

  test('fails the run where a requirement passes that it expects to fail', async () => {
    const done = await run(file(entry(BROKEN), entry(KEPT)));
    expect(done.stdout).toContain(`UNEXPECTED-PASS ${KEPT}`);
    expect(done.code).toBe(1);
  });

  test('fails the run where an entry has expired', async () => {
    const done = await run(file(entry(BROKEN, '2020-01-01')));
    expect(done.stdout).toContain('expired');
    expect(done.code).toBe(1);
  });

  test.each([
    [entry('VAI-GW-ROUTE-0006'), /Did you mean VAI-GW-ROUTE-006/],
    [{ id: BROKEN }, /not of the form/],
    [entry(BROKEN, 'tomorrow'), /YYYY-MM-DD/],
  ])('with a faulty entry is exit code 2: %j', async (faulty, words) => {
    const done = await run(file(faulty));
    expect(done.stderr).toMatch(words);
    expect(done.code).toBe(2);
  });
});

describe('baseline init, update, prune', () => {
  const read = (path: string): BaselineFile => JSON.parse(readFileSync(path, 'utf8'));

  test('init writes what fails, and a run with it passes', async () => {
    const path = join(folder, 'made.json');
    expect((await cli(['baseline', 'init', path, ...only], { env })).code).toBe(0);
    expect(read(path).entries.map((one) => one.id)).toEqual([BROKEN]);
    expect((await run(path)).code).toBe(0);
    expect((await cli(['baseline', 'init', path, ...only], { env })).code).toBe(2);
  });

  test('update adds what fails now and keeps the words of what is there; prune takes out what passes', async () => {
    const path = file(entry(KEPT));
    expect((await cli(['baseline', 'update', path, ...only], { env })).code).toBe(0);
    expect(read(path).entries.map(({ id, reason }) => [id, reason === 'known'])).toEqual([
      [BROKEN, false],
      [KEPT, true],
    ]);
    expect((await cli(['baseline', 'prune', path, ...only], { env })).code).toBe(0);
    expect(read(path).entries.map((one) => one.id)).toEqual([BROKEN]);
  });
});

test('the shipped baseline names requirements with the deviations that they have', async () => {
  const shipped = readPackageJson('baselines/vai-lite@2baebd3.json') as BaselineFile;
  const { catalogue } = await loadContractDialect('vai');
  expect(shipped.entries.length).toBeGreaterThan(50);
  for (const { id, reason } of shipped.entries) {
    const deviations = catalogue.find(id)?.deviations ?? [];
    expect(
      deviations.filter((deviation) => reason.includes(`${deviation}:`)),
      id,
    ).not.toEqual([]);
  }
});
