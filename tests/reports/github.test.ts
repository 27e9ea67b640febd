import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RequirementResult, Results } from '../../contracts/results.js';
import { annotations } from '../../reports/github.js';
import { built, cli } from '../built.js';

function requirement(id: string, more: Partial<RequirementResult> = {}): RequirementResult {
  return {
    id,
    level: 'MUST',
    title: `the rule of ${id}`,
    source: 'S',
    status: 'failed',
    reason: null,
    detail: 'what came',
    attribution: 'target',
    scored: true,
    deviations: [],
    tests: [],
    ...more,
  };
}

function results(requirements: readonly RequirementResult[]): Results {
  const count = (status: string) => requirements.filter((one) => one.status === status).length;
  return {
    schema: 1,
    tool: { name: 'tool', version: '1.0.0' },
    subject: { kind: 'gateway', dialect: 'any', target: 'http://target', model: null, auth: null },
    startedAt: '2026-11-21T12:00:00.000Z',
    durationMs: 1,
    seed: 7,
    summary: {
      passed: count('passed'),
      failed: count('failed'),
      expectedFailures: 0,
      unexpectedPasses: 0,
      untestable: 0,
      skipped: 0,
      errors: 0,
      verdict: 'non-conformant',
    },
    requirements,
  };
}

describe('annotations', () => {
  test('one for each scored MUST that failed, and for nothing else', () => {
    const text = annotations(
      results([
        requirement('A-1'),
        requirement('A-2', { level: 'SHOULD' }),
        requirement('A-3', { status: 'passed' }),
        requirement('A-4', { status: 'expected-failure' }),
        requirement('A-5', { scored: false }),
      ]),
    );
    expect(text).toBe('::error title=A-1::the rule of A-1 what came\n');
  });

  test('at most ten', () => {
    const many = Array.from({ length: 12 }, (_, at) => requirement(`A-${at}`));
    expect(annotations(results(many)).match(/^::error/gm)).toHaveLength(10);
  });

  test('what a target says cannot begin a command of its own', () => {
    const text = annotations(results([requirement('A-1', { detail: '100%\r\n::set-output name=x::y' })]));
    expect(text).toBe('::error title=A-1::the rule of A-1 100%25%0D%0A::set-output name=x::y\n');
  });
});

describe('on a runner', () => {
  beforeAll(() => built(), 120_000);
  const run = (env: Record<string, string>) => cli(['--target', 'mock', '--only', 'ROUTE'], { env });

  test('the summary is added to the file that the runner names', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'summary-')), 'page.md');
    writeFileSync(file, 'of another step\n');
    expect((await run({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file })).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^of another step\n### vai-conformance: Partial\n\n/);
  });

  test('a summary that cannot be written changes no verdict', async () => {
    const { code, stdout } = await run({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/no/such/folder/page.md' });
    expect([code, /GITHUB_STEP_SUMMARY cannot be written/.test(stdout)]).toEqual([0, true]);
  });
});
