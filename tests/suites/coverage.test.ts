import { describe, expect, test } from 'vitest';
import { testsOf } from '../../cli/tests-of.js';
import { dialectNames, loadContractDialect } from '../../contracts/dialects.js';

describe.each(dialectNames())('the suites of %s', async (name) => {
  const { catalogue } = await loadContractDialect(name);
  const tests = await testsOf(name);

  test('have a test for every requirement that binds a gateway', () => {
    const rows = catalogue.requirements.filter((row) => row.binds === 'gateway');
    expect(rows.length).toBeGreaterThanOrEqual(200);
    expect(rows.filter((row) => !tests.has(row.id)).map((row) => row.id)).toEqual([]);
  });

  test('have a test for every requirement that binds an SDK', () => {
    const rows = catalogue.requirements.filter((row) => row.binds === 'sdk');
    expect(rows.filter((row) => !tests.has(row.id)).map((row) => row.id)).toEqual([]);
  });

  test('have no test for a requirement that does not exist', () => {
    expect([...tests.keys()].filter((id) => catalogue.find(id) === undefined)).toEqual([]);
  });

  test('give tests of one requirement different names', () => {
    for (const [id, names] of tests) expect(new Set(names).size, id).toBe(names.length);
  });
});
