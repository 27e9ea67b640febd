import { describe, expect, test } from 'vitest';
import { compare, gotWorse } from '../../cli/compare.js';
import type { RequirementResult, RequirementStatus } from '../../contracts/results.js';
import { failedResult, result, results } from './sample.js';

const of = (status: RequirementStatus, patch: Partial<RequirementResult> = {}) =>
  status === 'failed' ? failedResult(patch) : result({ status, ...patch });

describe('two runs', () => {
  test.each([
    ['passed', 'failed', 'worse'],
    ['passed', 'untestable', 'worse'],
    ['untestable', 'failed', 'worse'],
    ['unexpected-pass', 'expected-failure', 'worse'],
    ['failed', 'passed', 'better'],
    ['error', 'passed', 'better'],
    ['passed', 'skipped', 'noLongerAsked'],
    ['skipped', 'failed', 'askedNow'],
    ['failed', 'expected-failure', 'same'],
    ['passed', 'unexpected-pass', 'same'],
    ['untestable', 'error', 'same'],
  ] as const)('%s, then %s, is %s', (from, to, kind) => {
    const comparison = compare(results([of(from)]), results([of(to)]));
    const { same, ...rest } = comparison;
    const found = Object.entries(rest).filter(([, changes]) => changes.length > 0);
    expect(kind === 'same' ? same : found).toEqual(
      kind === 'same' ? 1 : [[kind, [expect.objectContaining({ from, to })]]],
    );
    expect(gotWorse(comparison)).toBe(kind === 'worse');
  });

  test('what only one of them knows is new or gone', () => {
    const comparison = compare(results([of('failed')]), results([of('failed', { id: 'X-GW-AREA-009' })]));
    expect(comparison.new.map((one) => [one.id, one.from, one.to])).toEqual([['X-GW-AREA-009', null, 'failed']]);
    expect(comparison.gone.map((one) => [one.id, one.to])).toEqual([['X-GW-AREA-001', null]]);
    expect(gotWorse(comparison)).toBe(false);
  });

  test('a MAY that got worse is told, and does not count', () => {
    const comparison = compare(
      results([of('passed', { level: 'MAY', scored: false })]),
      results([of('failed', { level: 'MAY', scored: false })]),
    );
    expect([comparison.worse.length, gotWorse(comparison)]).toEqual([1, false]);
  });

  test('a run that somebody ended has not shown that anything got worse', () => {
    const comparison = compare(results([of('passed')]), results([of('untestable', { reason: 'interrupted' })]));
    expect([comparison.noLongerAsked.length, gotWorse(comparison)]).toEqual([1, false]);
  });
});
