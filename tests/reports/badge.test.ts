import { expect, test } from 'vitest';
import { badge } from '../../reports/badge.js';
import { failedResult, result, results } from './sample.js';

const title = (svg: string) => /<title>(.*)<\/title>/.exec(svg)?.[1];

test.each([
  ['conformant', 'conformance: conformant, 1 passed'],
  ['non-conformant', 'conformance: not conformant, 0 failed'],
  ['partial', 'conformance: partial, 1 passed'],
  ['not-judged', 'conformance: not judged'],
] as const)('a badge says %s in words too', (verdict, words) => {
  const svg = badge.render(results([result()], verdict));
  expect(title(svg)).toBe(words);
  expect(svg).toContain(`role="img" aria-label="${words}"`);
});

test('each verdict has its colour', () => {
  const colours = (['conformant', 'non-conformant', 'partial', 'not-judged'] as const).map(
    (verdict) => /<rect [^>]*fill="([^"]+)"/.exec(badge.render(results([], verdict)))?.[1],
  );
  expect(new Set(colours).size).toBe(4);
});

test('several subjects are counted', () => {
  expect(title(badge.render(results([result()], 'conformant'), results([failedResult()])))).toBe(
    'conformance: 1 of 2 conformant',
  );
});

test('a longer message makes a wider badge', () => {
  const width = (svg: string) => Number(/width="(\d+)"/.exec(svg)?.[1]);
  const few = badge.render(results([result()], 'conformant'));
  expect(width(badge.render(results([result()], 'non-conformant')))).toBeGreaterThan(width(few));
});

test('several badges fit into one page: none has an id that another could mean', () => {
  expect(badge.render(results([result()], 'conformant'))).not.toMatch(/\sid=/);
});
