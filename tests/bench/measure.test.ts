import { describe, expect, test } from 'vitest';
import { interleaved, isMet, median, percentile, type Row, scored } from '../../bench/measure.js';
import { cells, resultsPage } from '../../bench/results.js';

const row: Row = {
  measure: 'apples',
  unit: '1/s',
  ours: 75,
  reference: 100,
  goal: { of: 'ratio', is: 'at least', bound: 0.75 },
};

test('the median is the middle value, or between the two in the middle', () => {
  expect(median([9, 1, 2])).toBe(2);
  expect(median([10, 4, 1, 2])).toBe(3);
  expect(median([])).toBeNaN();
});

test('a percentile is a value that was seen', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(percentile(values, 0.99)).toBe(198);
  expect(percentile(values, 0.5)).toBe(100);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

test('contestants take turns, and nobody always comes first', async () => {
  const order: string[] = [];
  const run = (name: string) => async () => order.push(name);
  const seen = await interleaved(3, { bare: run('bare'), ours: run('ours') });
  expect(order).toEqual(['bare', 'ours', 'ours', 'bare', 'bare', 'ours']);
  expect(seen).toEqual({ bare: [1, 4, 5], ours: [2, 3, 6] });
});

describe('a goal', () => {
  test('is met at its bound, and missed beyond it', () => {
    expect(scored(row)).toBe(0.75);
    expect(isMet(row)).toBe(true);
    expect(isMet({ ...row, ours: 74 })).toBe(false);
    expect(isMet({ ...row, goal: { of: 'ratio', is: 'at most', bound: 0.75 } })).toBe(true);
    expect(isMet({ ...row, ours: 76, goal: { of: 'ratio', is: 'at most', bound: 0.75 } })).toBe(false);
  });

  test('may look at our own number alone', () => {
    expect(isMet({ ...row, goal: { of: 'ours', is: 'at most', bound: 75 } })).toBe(true);
    expect(isMet({ ...row, goal: { of: 'ours', is: 'at most', bound: 3 } })).toBe(false);
  });

  test('is not met by what was not measured', () => {
    expect(isMet({ ...row, ours: Number.NaN })).toBe(false);
    expect(cells({ ...row, ours: Number.NaN })[5]).toBe('?');
  });
});

test('the results page has a line per row, the facts, and what was not measured', () => {
  const page = resultsPage([row], ['pears: no tree'], ['cores: 2']);
  expect(page).toContain('| apples | 75.0 1/s | 100 1/s | 0.75 | ≥ 0.75 | yes |  |');
  expect(page).toContain('- cores: 2');
  expect(page).toContain('- pears: no tree');
});
