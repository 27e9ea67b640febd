import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BaselineFile } from '../../cli/baseline.js';
import { packageRoot } from '../../contracts/package-root.js';
import { built, cli } from '../built.js';

const LIAR = ['--', process.execPath, join(packageRoot, 'tests/cli/toy-adapter.mjs'), 'liar'];
const ONLY = ['--only', 'URL-001,URL-002,URL-003,URL-006'];
const ID = { kept: 'VAI-SDK-URL-001', broken: 'VAI-SDK-URL-002', alsoBroken: 'VAI-SDK-URL-003' };
/** The toy streams nothing, so this is not asked of it. */
const UNCLAIMED = 'VAI-SDK-URL-006';
const OTHER_SIDE = 'VAI-GW-AUTH-001';

let folder: string;
beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'ratchet-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = (id: string, expires: string | null = null) => ({
  id,
  reason: 'joins as text',
  link: 'https://example.com/1',
  owner: 'ana',
  expires,
});
function file(...entries: unknown[]): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, JSON.stringify({ subject: 'toy', entries }));
  return path;
}
const run = (path: string, ...more: string[]) => cli(['sdk', ...ONLY, '--baseline', path, ...more, ...LIAR]);
const read = (path: string): BaselineFile => JSON.parse(readFileSync(path, 'utf8'));
const ids = (path: string) => read(path).entries.map((one) => one.id);

/** The command that a run printed after these words, as it stands there. */
function printed(output: string, words: string): string[] {
  const [, line = ''] = new RegExp(`${words} +vai-conformance (.*)$`, 'm').exec(output) ?? [];
  expect(line, output).not.toBe('');
  return line.split(' ');
}

describe('an entry that no longer holds fails the run, and the command that is printed repairs it', {
  timeout: 60_000,
}, () => {
  const both = [entry(ID.broken), entry(ID.alsoBroken)];

  test('nothing is said of entries that hold, or that this run did not ask', async () => {
    const asked = await run(file(...both));
    expect(asked.stdout).not.toContain('out of date');
    expect(asked.code).toBe(0);
    const path = file(...both, entry('VAI-SDK-AUTH-001', '2020-01-01'));
    expect((await run(path)).code).toBe(0);
  });

  test.each([
    ['stale', entry(ID.kept), /URL-001 passes now \(joins as text; https:\/\/example.com\/1; owner ana\)/],
    ['stale and expired', entry(ID.kept, '2020-01-01'), /URL-001 passes now/],
    ['unmatched: not claimed', entry(UNCLAIMED), /URL-006 is not asked: what it needs is not claimed/],
    ['unmatched: of the other side', entry(OTHER_SIDE), /AUTH-001 binds the gateway/],
  ])('%s', async (_what, wrong, words) => {
    const path = file(...both, wrong);
    const before = await run(path, '--quiet');
    expect(before.stdout).toMatch(words);
    expect(before.code).toBe(1);
    const repair = await cli(printed(before.stdout, 'take out'));
    expect(repair.code, repair.stderr).toBe(0);
    expect(repair.stderr).toContain(`out: ${wrong.id}`);
    expect(ids(path)).toEqual([ID.broken, ID.alsoBroken]);
    expect((await run(path)).code).toBe(0);
  });

  test('expired: taken out, the failure counts again', async () => {
    const path = file(entry(ID.broken), entry(ID.alsoBroken, '2020-01-01'));
    const before = await run(path);
    expect(before.stdout).toMatch(/URL-003 expired on 2020-01-01 and still fails/);
    expect(before.code).toBe(1);
    expect((await cli(printed(before.stdout, 'take out'))).code).toBe(0);
    expect(ids(path)).toEqual([ID.broken]);
    const after = await run(path);
    expect(after.stdout).toMatch(/^FAILED VAI-SDK-URL-003/m);
    expect(after.stdout).not.toContain('out of date');
  });

  test('expired: or put up with for a while longer', async () => {
    const path = file(entry(ID.broken), entry(ID.alsoBroken, '2020-01-01'));
    const before = await run(path);
    expect((await cli(printed(before.stdout, 'or bear it'))).code).toBe(0);
    const renewed = read(path).entries.find((one) => one.id === ID.alsoBroken);
    expect(renewed).toMatchObject({ reason: 'joins as text', owner: 'ana' });
    expect(Date.parse(String(renewed?.expires))).toBeGreaterThan(Date.now());
    expect((await run(path)).code).toBe(0);
  });

  test('unknown: exit 2 before anything is asked, with the same repair', async () => {
    const path = file(...both, entry('VAI-SDK-URL-0002'));
    const before = await run(path);
    expect(before.code).toBe(2);
    expect(before.stderr).toContain('Did you mean VAI-SDK-URL-002?');
    expect((await cli(printed(before.stderr, 'Take it out with:'))).code).toBe(0);
    expect(ids(path)).toEqual([ID.broken, ID.alsoBroken]);
  });

  test('on a runner it is an annotation', async () => {
    const path = file(...both, entry(ID.kept));
    const before = await cli(['sdk', ...ONLY, '--baseline', path, ...LIAR], { env: { GITHUB_ACTIONS: 'true' } });
    expect(before.stdout).toMatch(/^::error title=The baseline is out of date::.*baseline prune/m);
  });
});

describe('baseline of an SDK', { timeout: 60_000 }, () => {
  test('init, with the words of a person; a run with it passes', async () => {
    const path = join(folder, 'made.json');
    const words = ['--link', 'https://example.com/2', '--owner', 'bo', '--expires', '2999-01-01'];
    const made = await cli(['baseline', 'init', path, ...ONLY, ...words, ...LIAR]);
    expect(made.code, made.stderr).toBe(0);
    expect(read(path).subject).toBe('toy 0.0.7');
    expect(ids(path)).toEqual([ID.broken, ID.alsoBroken]);
    expect(read(path).entries[0]).toMatchObject({ link: words[1], owner: 'bo', expires: '2999-01-01' });
    expect((await run(path)).code).toBe(0);
  });

  test('update adds what fails and keeps the words of what is there', async () => {
    const path = file(entry(ID.broken));
    expect((await cli(['baseline', 'update', path, ...ONLY, ...LIAR])).code).toBe(0);
    expect(read(path).entries.map(({ id, owner }) => [id, owner])).toEqual([
      [ID.broken, 'ana'],
      [ID.alsoBroken, null],
    ]);
  });

  test.each([
    [['--target', 'mock', ...LIAR], /A gateway and an adapter/],
    [['--expires', 'soon', ...LIAR], /--expires is 'soon', not YYYY-MM-DD/],
    [[], /No target is named/],
  ])('%j is refused with exit 2', async (args, words) => {
    const refused = await cli(['baseline', 'init', join(folder, 'none.json'), ...args]);
    expect(refused.stderr).toMatch(words);
    expect(refused.code).toBe(2);
  });
});
