import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../contracts/package-root.js';
import { built, cli } from '../built.js';

const HONEST = ['node', join(packageRoot, 'dist/adapters/typescript/adapter/main.js')];
const BROKEN = ['node', join(packageRoot, 'dist/mutants/sdk/broken-adapter.js'), '--dialect', 'vai', '--defect'];
/** Decodes what it reads chunk by chunk. */
const DEFECT = 'decodes-text-by-chunks';
const RECORDINGS = join(packageRoot, 'fixtures/vai/recordings');

let folder: string;
beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('replay', () => {
  test('a failure that depends on a cut is shrunk, kept, and can be played again', async () => {
    const run = await cli(['sdk', '--only', 'CHK-001', '--out', folder, '--', ...BROKEN, DEFECT]);
    expect(run.code, run.stdout).toBe(1);
    expect(run.stdout).toContain('depends on where the stream is cut');
    const kept = readdirSync(join(folder, 'vai-conformance-failures'));
    expect(kept).toHaveLength(1);
    const file = join(folder, 'vai-conformance-failures', kept[0] ?? '');
    expect(readFileSync(file, 'utf8')).not.toMatch(/canary/);

    const again = await cli(['replay', file, '--', ...BROKEN, DEFECT]);
    expect(again.code, again.stderr).toBe(1);
    expect(again.stdout).toMatch(/in 2 writes/);
    expect(again.stdout).toContain('and in one write');

    const honest = await cli(['replay', file, '--', ...HONEST]);
    expect(honest.code, honest.stderr).toBe(0);
    expect(honest.stdout).toContain('hears the same');
  }, 90_000);

  test('takes any recording of a stream', async () => {
    const run = await cli(['replay', join(RECORDINGS, 'messages-stream-client-tool.exchange.jsonl'), '--', ...HONEST]);
    expect(run.code, run.stderr).toBe(0);
  }, 60_000);

  test.each([
    [
      'a recording that is no stream',
      ['replay', join(RECORDINGS, 'error-compat-issues.exchange.jsonl'), '--', ...HONEST],
    ],
    ['a file that is not there', ['replay', 'nowhere.exchange.jsonl', '--', ...HONEST]],
    ['no adapter', ['replay', join(RECORDINGS, 'error-compat-issues.exchange.jsonl')]],
    [
      'an adapter that does not start',
      ['replay', join(RECORDINGS, 'error-compat-issues.exchange.jsonl'), '--', 'no-such-program'],
    ],
  ])(
    '%s ends with exit code 2 and a sentence',
    async (_what, args) => {
      const run = await cli(args);
      expect(run.code, run.stderr).toBe(2);
      expect(run.stderr).toMatch(/^vai-conformance: \S/);
      expect(run.stderr).not.toMatch(/bug in the suite|\n {4}at /);
    },
    60_000,
  );
});
