import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { readPackageJson } from '../../contracts/package-root.js';
import type { Results } from '../../contracts/results.js';
import { built, cli } from '../built.js';

const TOY = fileURLToPath(new URL('./toy-adapter.mjs', import.meta.url));
const adapter = (mode: string) => ['--', process.execPath, TOY, mode];

beforeAll(() => built(), 120_000);

describe('vai-conformance sdk -- CMD', { timeout: 60_000 }, () => {
  test('judges what the SDK claims, and skips the rest visibly', async () => {
    const run = await cli(['sdk', '--only', 'URL-001,URL-002,URL-006', '--report', 'json=-', ...adapter('honest')]);
    const results: Results = JSON.parse(run.stdout);
    const status = Object.fromEntries(
      results.requirements.filter((one) => one.reason !== 'excluded-by-user').map((one) => [one.id, one.status]),
    );
    expect(status).toEqual({
      'VAI-SDK-URL-001': 'passed',
      'VAI-SDK-URL-002': 'passed',
      'VAI-SDK-URL-006': 'skipped',
    });
    expect(results.subject).toMatchObject({ kind: 'sdk', sdk: { name: 'toy', version: '0.0.7' } });
    expect(results.subject.target).toContain('toy-adapter.mjs honest');
    expect(run.stderr).toContain('toy 0.0.7 (node)');
    expect(run.stderr).toMatch(/^Partial run/m);
    expect(run.code).toBe(0);
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
      readPackageJson('contracts/results.schema.json') as object,
    );
    expect(validate(results), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  test('a broken rule reads like one of a gateway: both sides, the fix, the command that asks again', async () => {
    const run = await cli(['sdk', '--only', 'URL-002', ...adapter('liar')]);
    expect(run.stdout).toMatch(/^FAILED VAI-SDK-URL-002 MUST A trailing slash/m);
    expect(run.stdout).toMatch(/^ {2}sent {3}GET \/\/v1\/models$/m);
    expect(run.stdout).toMatch(/^ {2}wrote {2}200 .*"models"/m);
    expect(run.stdout).toMatch(/^ {2}told {3}\{"id":/m);
    expect(run.stdout).toMatch(/^ {2}fix {4}Join the base path/m);
    expect(run.stdout).toMatch(
      /^ {2}again {2}vai-conformance sdk --only VAI-SDK-URL-002 -- \S+ \S+toy-adapter.mjs liar$/m,
    );
    expect(run.stdout).toMatch(/^Not conformant: 1 failed/m);
    expect(run.stdout).not.toMatch(/canary-[a-z]+-[0-9a-f]/);
    expect(run.code).toBe(1);
  });

  test('a process that dies at a test fails it, with its exit status', async () => {
    const run = await cli(['sdk', '--only', 'URL-001', ...adapter('dies')]);
    expect(run.stdout).toContain('exit status 9');
    expect(run.code).toBe(1);
  });

  test('an adapter that would not start is exit 2, with the end of its stderr', async () => {
    const run = await cli(['sdk', '--only', 'URL', ...adapter('no-start')]);
    expect(run.stderr).toContain('the module is not installed');
    expect(run.stderr).toContain('sdk --smoke --');
    expect(run.code).toBe(2);
  });

  test('an adapter that writes on standard output is told so, and the SDK is not blamed', async () => {
    const run = await cli(['sdk', '--only', 'URL-001', ...adapter('babbles')]);
    expect(run.stdout).toContain('Loading models...');
    expect(run.stdout).not.toMatch(/^FAILED/m);
  });

  test('a baseline holds what is known to fail', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sdk-baseline-'));
    const file = join(folder, 'baseline.json');
    const entry = { id: 'VAI-SDK-URL-002', reason: 'joins as text', link: null, expires: null };
    writeFileSync(file, JSON.stringify({ subject: 'toy', entries: [entry] }));
    const run = await cli(['sdk', '--only', 'URL-002', '--baseline', file, ...adapter('liar')]);
    expect(run.stdout).toContain('failed as');
    expect(run.code).toBe(0);
  });

  test('smoke judges the adapter alone', async () => {
    const good = await cli(['sdk', '--smoke', ...adapter('honest')]);
    expect(good.stdout).toMatch(/^The adapter works/m);
    expect(good.code).toBe(0);
    expect((await cli(['sdk', '--smoke', ...adapter('babbles')])).code).toBe(1);
    expect((await cli(['sdk', '--smoke', ...adapter('no-start')])).code).toBe(2);
  });

  test.each([
    [['sdk'], 'No adapter is named'],
    [['sdk', '--adapter-url', 'nowhere'], "--adapter-url is 'nowhere'"],
    [['sdk', '--adapter-url', 'http://127.0.0.1:1', '--', 'x'], 'more than one is named'],
    [['sdk', '--only', 'VAI-GW-AUTH-001', '--', 'x'], 'matches no requirement'],
    [['sdk', '--target', 'mock', '--', 'x'], "unknown option '--target'"],
  ])('%j is refused with exit 2', async (args, words) => {
    const run = await cli(args);
    expect(run.stderr).toContain(words);
    expect(run.code).toBe(2);
  });
});
