import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dialectNames, loadContractDialect } from '../../contracts/dialects.js';
import { packageRoot } from '../../contracts/package-root.js';
import { contractPage } from '../../scripts/contract-page.js';

describe.each(dialectNames())('the page of dialect %s', (name) => {
  test('is current', async () => {
    const committed = readFileSync(join(packageRoot, 'contracts', name, 'README.md'), 'utf8');
    const current = contractPage(await loadContractDialect(name));
    expect(committed === current, 'The page is behind its data. Run: npx tsx scripts/contract-docs.ts').toBe(true);
  });

  test('shows every requirement, and draws every automaton', async () => {
    const dialect = await loadContractDialect(name);
    const page = contractPage(dialect);
    expect(dialect.catalogue.requirements.filter(({ id }) => !page.includes(`| \`${id}\` |`))).toEqual([]);
    expect(page.match(/```mermaid\nstateDiagram-v2/g)?.length).toBe(2);
  });
});
