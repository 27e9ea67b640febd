import type { Requirement } from '../../contracts/catalogue.js';
import { loadContractDialect } from '../../contracts/dialects.js';
import { loadMutants } from '../../mutants/mutant.js';
import { loadDefects } from '../../mutants/sdk/defect.js';
import { CannotJudge, nearest } from '../exit.js';
import { manifest } from '../manifest.js';
import type { RawOptions } from '../options.js';
import { short } from '../selection.js';
import { testsOf } from '../tests-of.js';

/** Prints one requirement with everything that hangs on it. */
export async function explain(id: string, flags: RawOptions): Promise<number> {
  const { name, dialect: own } = manifest();
  const dialect = await loadContractDialect(String(flags.dialect ?? own));
  const wanted = id.toUpperCase();
  const { requirements } = dialect.catalogue;
  // Both sides may have an area of that name: what binds the other side is meant where it is said (SDK-AUTH-001).
  const names = (one: Requirement) => [one.id, short(one.id), one.id.split('-').slice(1).join('-')];
  const row = requirements.find((one) => names(one).includes(wanted));
  if (!row) {
    const near = nearest(
      id,
      requirements.map((one) => one.id),
    );
    throw new CannotJudge(`There is no requirement '${id}'.`, [
      near ? `Did you mean ${near}?` : `See all: ${name} list`,
    ]);
  }
  const tests = (await testsOf(dialect.name)).get(row.id) ?? [];
  const broken = row.binds === 'sdk' ? await loadDefects(dialect.name) : await loadMutants(dialect.name);
  const mutants = broken.filter((mutant) => mutant.kills === row.id).map(({ id, lie }) => ({ id, lie }));
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ ...row, tests, mutants }, null, 2)}\n`);
    return 0;
  }
  const sdk = row.binds === 'sdk';
  const whom = sdk ? 'SDKs' : 'gateways';
  const lines = [
    `${row.id} (${row.level}, binds the ${row.binds === 'sdk' ? 'SDK' : row.binds})`,
    '',
    `  ${row.statement}`,
    '',
    `  source      ${row.source}`,
    `  scored      ${row.level === 'MAY' ? 'no: a MAY is reported only' : `since ${row.since}`}`,
    `  asked of    ${row.capability === null ? `all ${whom}${sdk ? ' that declare what it needs' : ''}` : `${whom} with '${row.capability}'${sdk ? '' : ` (leave out: --capability -${row.capability})`}`}`,
    `  offline     ${row.offline ? `yes: ${name} lint can tell` : 'no'}`,
    `  deviations  ${row.deviations.length === 0 ? 'none known' : row.deviations.join(', ')}`,
    `  tests       ${tests.length === 0 ? 'none' : tests.join('; ')}`,
    `  mutants     ${mutants.length === 0 ? 'none' : mutants.map((mutant) => `${mutant.id} (${mutant.lie})`).join('; ')}`,
    '',
    sdk
      ? `  alone: ${name} sdk --only ${row.id} --verbose -- CMD`
      : `  alone: ${name} --target mock --only ${row.id} --verbose`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
