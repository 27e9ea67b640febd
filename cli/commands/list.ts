import type { Side } from '../../contracts/catalogue.js';
import { loadContractDialect } from '../../contracts/dialects.js';
import { manifest } from '../manifest.js';
import type { RawOptions } from '../options.js';
import { testsOf } from '../tests-of.js';

const SIDES: readonly (readonly [Side, string])[] = [
  ['gateway', 'a gateway'],
  ['sdk', 'an SDK'],
];

/** Prints the catalogue, or what of it is tested. */
export async function list(flags: RawOptions): Promise<number> {
  const dialect = await loadContractDialect(String(flags.dialect ?? manifest().dialect));
  const tests = flags.coverage ? await testsOf(dialect.name) : new Map<string, readonly string[]>();
  const { requirements } = dialect.catalogue;
  if (flags.json) {
    const rows = requirements.map((row) => {
      const bound = tests.get(row.id) ?? [];
      return flags.coverage ? { ...row, tests: bound, coverage: coverage(bound.length) } : row;
    });
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  for (const chapter of dialect.catalogue.chapters) {
    process.stdout.write(`\n${chapter.title} (${chapter.area}${chapter.binds === 'sdk' ? ', SDKs' : ''})\n`);
    for (const row of chapter.requirements) {
      const mark = flags.coverage ? ` [${coverage(tests.get(row.id)?.length ?? 0)}]` : '';
      process.stdout.write(`  ${row.id} ${row.level.padEnd(6)} ${row.statement}${mark}\n`);
    }
  }
  process.stdout.write(`\n${requirements.length} requirements\n`);
  for (const [side, whom] of SIDES) {
    const rows = requirements.filter((row) => row.binds === side);
    const tested = rows.filter((row) => tests.has(row.id)).length;
    const counts = flags.coverage ? `: ${tested} tested, ${rows.length - tested} untested` : '';
    if (rows.length > 0) process.stdout.write(`${rows.length} bind ${whom}${counts}\n`);
  }
  return 0;
}

function coverage(tests: number): string {
  return tests === 0 ? 'untested' : tests === 1 ? 'tested' : `tested ${tests} times`;
}
