import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Results } from '../../contracts/results.js';
import { built, cli } from '../built.js';
import { failedResult, result, results } from './sample.js';

const folder = mkdtempSync(join(tmpdir(), 'reports-'));
const file = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(file(name), 'utf8');
const save = (name: string, value: unknown) => writeFileSync(file(name), JSON.stringify(value));

beforeAll(() => built(), 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run', () => {
  test('writes every kind of report', async () => {
    const names = ['html', 'md', 'sarif', 'badge', 'junit', 'ndjson', 'json'];
    const wanted = names.flatMap((name) => ['--report', `${name}=${file(`run.${name}`)}`]);
    const { code } = await cli(['--target', 'mock', '--only', 'ROUTE', ...wanted]);
    expect(code).toBe(0);
    for (const name of names) expect(read(`run.${name}`).length).toBeGreaterThan(200);
    expect(read('run.html')).toContain('<p class="verdict partial">Partial</p>');
  });
});

describe('report', () => {
  beforeAll(async () => {
    await Promise.all(
      [1, 2].map((part) =>
        cli(['--target', 'mock', '--shard', `${part}/2`, '--seed', '1', '--report', `json=${file(`${part}.json`)}`]),
      ),
    );
    save('bad.json', results([failedResult()]));
  }, 60_000);

  test('merges the shards of one run into one verdict', async () => {
    const { code, stdout } = await cli([
      'report',
      file('1.json'),
      file('2.json'),
      '--to',
      `json=${file('all.json')},badge=${file('all.svg')}`,
    ]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^mock: Conformant: \d+ requirements passed\n$/)]);
    const [one, two, all] = ['1.json', '2.json', 'all.json'].map((name) => JSON.parse(read(name)) as Results);
    expect(all?.summary.passed).toBe((one?.summary.passed ?? 0) + (two?.summary.passed ?? 0));
    expect(read('all.svg')).toContain('conformance: conformant');
  });

  test('sets different subjects side by side, to a file or to stdout', async () => {
    const { code, stdout, stderr } = await cli([
      'report',
      file('1.json'),
      file('bad.json'),
      '--to',
      'md=-',
      '--to',
      `html=${file('two.html')}`,
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('0 of 2 subjects are conformant');
    expect(stderr).toContain('http://x: Not conformant: 1 failed');
    expect(read('two.html')).toContain('0 of 2 subjects are conformant.');
  });

  test.each([
    [
      'a form that holds one subject',
      ['1.json', 'bad.json'],
      'json=x',
      /holds one subject; these documents are of 2: mock, http:\/\/x/,
    ],
    ['a file that is not there', ['nowhere.json'], 'html=x', /nowhere\.json cannot be read/],
    ['an unknown report', ['1.json'], 'htlm=x', /there is no such report\.\n.*Did you mean html/],
    ['a spec without a file', ['1.json'], 'html', /is not of the form NAME=FILE/],
  ])('refuses %s with 2', async (_what, files, to, words) => {
    const { code, stderr } = await cli(['report', ...files.map(file), '--to', to.replace('=x', `=${file('x')}`)]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
    expect(existsSync(file('x'))).toBe(false);
  });

  test('says where a document does not keep the schema', async () => {
    save('odd.json', { ...results([result()]), seed: 'one' });
    const { code, stderr } = await cli(['report', file('odd.json'), '--to', 'md=-']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('odd.json is not a results document: /seed must be integer'),
    ]);
  });
});

describe('diff', () => {
  beforeAll(() => {
    save('before.json', results([result(), failedResult({ id: 'X-GW-AREA-002' }), result({ id: 'X-GW-AREA-003' })]));
    save('after.json', results([failedResult(), result({ id: 'X-GW-AREA-002' }), result({ id: 'X-GW-AREA-004' })]));
  });

  test('says what got worse, what better, what is new and gone; 1 on worse', async () => {
    const { code, stdout } = await cli(['diff', file('before.json'), file('after.json')]);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'worse: 1\nX-GW-AREA-001 MUST passed → failed: A rule.\n  The status is not what the rule says.\n',
    );
    expect(stdout).toContain('better: 1\nX-GW-AREA-002 MUST failed → passed');
    expect(stdout).toMatch(/1 worse, 1 better, 1 new, 1 gone, 0 no longer asked, 0 asked now, 0 as before\n$/);
  });

  test('is 0 where nothing that counts got worse', async () => {
    expect((await cli(['diff', file('before.json'), file('before.json')])).code).toBe(0);
  });

  test('speaks JSON', async () => {
    const { code, stdout } = await cli(['diff', file('before.json'), file('after.json'), '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      worse: [{ id: 'X-GW-AREA-001', from: 'passed', to: 'failed' }],
      same: 0,
    });
  });

  test('is 2 where a document cannot be read, or the two are of different kinds', async () => {
    const sdk = results([result()]);
    save('sdk.json', { ...sdk, subject: { ...sdk.subject, kind: 'sdk' } });
    expect((await cli(['diff', file('nowhere.json'), file('after.json')])).code).toBe(2);
    const { code, stderr } = await cli(['diff', file('before.json'), file('sdk.json')]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('A x gateway and a x sdk cannot be compared.')]);
  });
});
