import { describe, expect, test } from 'vitest';
import { readPackageJson } from '../../contracts/package-root.js';

interface Row {
  id: string;
  level: string;
  binds: string;
  statement: string;
  source: string;
  capability: string | null;
  since: string;
  deviations: string[];
  offline: boolean;
}

const rows = ['', 'sdk/'].flatMap((side) => {
  const folder = `contracts/vai/requirements/${side}`;
  const areas = readPackageJson(`${folder}chapters.json`) as string[];
  return areas.flatMap(
    (area) => (readPackageJson(`${folder}${area.toLowerCase()}.json`) as { requirements: Row[] }).requirements,
  );
});

describe('the catalogue of dialect vai', () => {
  test('ids and statements are frozen: an id is never reused, renumbered or reworded in silence', () => {
    // Run `npx vitest run tests/contracts/catalogue.test.ts -u` for a row that is new or whose wording was mended on purpose.
    expect(Object.fromEntries(rows.map((row) => [row.id, row.statement]))).toMatchSnapshot();
  });

  test('at least 200 requirements bind a gateway', () => {
    expect(rows.filter((row) => row.binds === 'gateway').length).toBeGreaterThanOrEqual(200);
  });

  test('at least 150 requirements bind an SDK', () => {
    expect(rows.filter((row) => row.binds === 'sdk').length).toBeGreaterThanOrEqual(150);
  });

  test('no id and no statement stands twice', () => {
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row.statement.toLowerCase())).size).toBe(rows.length);
  });

  test.each(rows)('$id is a whole row', (row) => {
    expect(row.id).toMatch(/^VAI-(GW|SDK)-[A-Z]+-\d{3}$/);
    expect(['MUST', 'SHOULD', 'MAY']).toContain(row.level);
    expect(row.statement).toMatch(/^[A-Z`].*\.$/s);
    expect(row.source).toMatch(/^(contract-vai|adapter-protocol|defects|rfc) /i);
    expect(row.since).toMatch(/^20\d\d-\d\d$/);
    for (const deviation of row.deviations) expect(deviation).toMatch(/^D-\d\d$/);
  });
});
