import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { readPackageJson } from '../../contracts/package-root.js';
import type { Results } from '../../contracts/results.js';
import { built, cli } from '../built.js';

/** The goal is 3 s on two idle cores; tests of several files run beside this one. */
const WALL_MS = 12_000;

beforeAll(() => built(), 120_000);

describe('vai-conformance --target mock', () => {
  let results: Results;

  test('passes, all of it, in a few seconds', { timeout: 60_000 }, async () => {
    const run = await cli(['--target', 'mock', '--report', 'json=-']);
    results = JSON.parse(run.stdout);
    const bad = results.requirements.filter((one) => !['passed', 'skipped'].includes(one.status));
    expect(
      bad.map(
        ({ id, status, detail, tests }) =>
          `${id} ${status} ${detail ?? tests.find((one) => one.failure)?.failure?.message}`,
      ),
    ).toEqual([]);
    expect(run.stderr).toMatch(/^Conformant: \d+ requirements passed/m);
    expect(results.summary.passed).toBeGreaterThanOrEqual(200);
    expect(run.code).toBe(0);
    expect(run.wallMs).toBeLessThan(WALL_MS);
  });

  test('names the bytes that proved each requirement', () => {
    const silent = results.requirements.filter(
      (one) => one.status === 'passed' && one.tests.every((each) => !each.evidence),
    );
    expect(silent.map((one) => one.id)).toEqual([]);
  });

  test('writes a results document that keeps its schema', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
      readPackageJson('contracts/results.schema.json') as object,
    );
    expect(validate(results), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });
});

describe('the run of a few', () => {
  const few = ['--target', 'mock', '--only', 'ROUTE', '--only', 'VER'];

  test('repeated, has the same verdicts', { timeout: 60_000 }, async () => {
    const run = await cli([...few, '--repeat', '5', '--quiet']);
    expect(run.code, run.stdout).toBe(0);
  });

  test('takes short ids, in lists', async () => {
    const run = await cli(['--target', 'mock', '--only', 'ROUTE-005,ver-001', '--quiet']);
    expect(run.stdout, run.stderr).toMatch(/: 2 passed, 0 failed/);
    expect((await cli(['explain', 'mst-013'])).stdout).toMatch(/^VAI-GW-MST-013 /);
  });

  test('whose deadline is over says what was not asked, and is not green', async () => {
    const run = await cli(['--target', 'mock', '--deadline', '1ms', '--quiet']);
    expect(run.stdout).toMatch(/untestable/);
    expect(run.code).toBe(1);
  });

  test('that is interrupted keeps a partial report', { timeout: 60_000 }, async () => {
    const run = await cli(['--target', 'mock', '--repeat', '200', '--report', 'json=-'], {
      started: (child) => setTimeout(() => child.kill('SIGINT'), 2_500),
    });
    expect(run.code).toBe(130);
    const results: Results = JSON.parse(run.stdout);
    expect(results.requirements.some((one) => one.reason === 'interrupted')).toBe(true);
    expect(results.summary.verdict).not.toBe('non-conformant');
    expect(run.stderr.split('\n').length).toBeLessThan(10);
    expect(run.stderr).toMatch(/^Interrupted, not all was judged: /m);
  });

  test('interrupted twice, as npx does it, ends with the same report', { timeout: 60_000 }, async () => {
    const run = await cli(['--target', 'mock', '--repeat', '200', '--report', 'json=-'], {
      started: (child) => {
        setTimeout(() => child.kill('SIGINT'), 2_500);
        setTimeout(() => child.kill('SIGINT'), 2_505);
      },
    });
    expect(run.code).toBe(130);
    expect(JSON.parse(run.stdout)).toHaveProperty('summary');
  });

  test.each([
    ['json=.', /is a folder/],
    ['json=package.json/x.json', /is no folder|ENOTDIR/],
  ])('with no place for the report %s is refused before it starts', async (report, words) => {
    const run = await cli([...few, '--report', report]);
    expect(run.stderr).toMatch(words);
    expect([run.code, run.stdout]).toEqual([2, '']);
  });
});
