import { loadContractDialect } from '../../contracts/dialects.js';
import { manifest } from '../manifest.js';
import type { RawOptions } from '../options.js';
import { testsOf } from '../tests-of.js';

/** Prints the catalogue, or what of it is tested. */
export async function list(flags: RawOptions): Promise<number> {
  const dialect = await loadContractDialect(String(flags.dialect ?? manifest().dialect));
  const tests = flags.coverage ? await testsOf(dialect.name) : new Map<string, readonly string[]>();
  const rows = dialect.catalogue.requirements.map((row) => {
    const bound = tests.get(row.id) ?? [];
    return flags.coverage ? { ...row, tests: bound, coverage: coverage(row.binds, bound.length) } : row;
  });
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  for (const chapter of dialect.catalogue.chapters) {
    process.stdout.write(`\n${chapter.title} (${chapter.area})\n`);
    for (const row of chapter.requirements) {
      const bound = tests.get(row.id)?.length ?? 0;
      const mark = flags.coverage ? ` [${coverage(row.binds, bound)}]` : '';
      process.stdout.write(`  ${row.id} ${row.level.padEnd(6)} ${row.statement}${mark}\n`);
    }
  }
  const gateway = dialect.catalogue.requirements.filter((row) => row.binds === 'gateway');
  const tested = gateway.filter((row) => tests.has(row.id)).length;
  const total = `\n${dialect.catalogue.requirements.length} requirements, ${gateway.length} bind a gateway`;
  process.stdout.write(
    flags.coverage ? `${total}: ${tested} tested, ${gateway.length - tested} untested\n` : `${total}\n`,
  );
  return 0;
}

function coverage(binds: 'gateway' | 'sdk', tests: number): string {
  if (binds === 'sdk') return 'excluded: binds SDKs, which this suite does not judge';
  return tests === 0 ? 'untested' : tests === 1 ? 'tested' : `tested ${tests} times`;
}
