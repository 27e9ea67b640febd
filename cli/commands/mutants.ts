import { writeFileSync } from 'node:fs';
import { loadContractDialect } from '../../contracts/dialects.js';
import { loadMutants, type Mutant } from '../../mutants/mutant.js';
import { loadNullTargets } from '../../mutants/null-targets.js';
import { CannotJudge, EXIT, nearest } from '../exit.js';
import { manifest } from '../manifest.js';
import { type MutantScore, type NullScore, scoreSuite } from '../mutant-score.js';
import type { RawOptions } from '../options.js';

/**
 * Judges every broken gateway and prints which requirement caught it, and every null target and what it passed. Exit 1
 * unless each mutant was caught by its own requirement, no null target passed anything, and the gateway that tells no
 * lie passed everything.
 */
export async function mutants(flags: RawOptions): Promise<number> {
  const started = performance.now();
  const dialect = await loadContractDialect(String(flags.dialect ?? manifest().dialect));
  const all = await loadMutants(dialect.name);
  const chosen = choose(all, Array.isArray(flags.only) ? flags.only.map(String) : []);
  const gatewayRows = dialect.catalogue.requirements.filter((row) => row.binds === 'gateway');
  const whole = chosen.length === all.length;
  const everything = whole ? gatewayRows.map((row) => row.id) : [...new Set(chosen.map((mutant) => mutant.kills))];
  const suite = await scoreSuite(dialect, {
    mutants: chosen,
    nulls: await loadNullTargets(dialect.name),
    everything,
  });
  const scores = suite.mutants;
  for (const score of scores) if (flags.verbose || score.verdict !== 'killed') process.stdout.write(line(score));
  const count = (verdict: MutantScore['verdict']) => scores.filter((one) => one.verdict === verdict).length;
  const musts = gatewayRows.filter((row) => row.level === 'MUST');
  const covered = new Set(all.map((mutant) => mutant.kills));
  const bare = musts.filter((row) => !covered.has(row.id));
  for (const row of bare) process.stdout.write(`no mutant  ${row.id} ${row.statement}\n`);
  for (const one of suite.accused) process.stdout.write(`ACCUSED    the gateway that tells no lie: ${one}\n`);
  const fooled = suite.nulls.filter((one) => one.passed.length > 0 || one.asked === 0);
  for (const one of fooled) process.stdout.write(nullLine(one));
  const percent = Math.floor((100 * count('killed')) / scores.length);
  process.stdout.write(
    `${count('killed')} of ${scores.length} mutants killed by the requirement they break (${percent}%), ${count('survived')} survived, ` +
      `${count('killed-by-another')} killed by the wrong requirement, ${count('error')} errors; ` +
      `${musts.length - bare.length} of ${musts.length} MUSTs have a mutant; ${((performance.now() - started) / 1_000).toFixed(1)} s\n`,
  );
  process.stdout.write(
    `${suite.nulls.length - fooled.length} of ${suite.nulls.length} null targets pass nothing; ` +
      `the gateway that tells no lie ${suite.accused.length === 0 ? 'passes everything' : `fails ${suite.accused.length}`}\n`,
  );
  if (typeof flags.json === 'string') writeFileSync(flags.json, `${JSON.stringify({ percent, ...suite }, null, 2)}\n`);
  const sound = fooled.length === 0 && suite.accused.length === 0 && (bare.length === 0 || !whole);
  return percent === 100 && sound ? EXIT.ok : EXIT.broken;
}

function line(score: MutantScore): string {
  const others = score.others.length === 0 ? '' : ` (caught by ${score.others.slice(0, 5).join(', ')})`;
  const why = score.detail === null ? '' : `\n           ${score.detail.split('\n')[0]}`;
  return `${WORDS[score.verdict].padEnd(10)} ${score.mutant.id}: ${score.mutant.lie} → ${score.mutant.kills}${others}${why}\n`;
}

function nullLine({ target, passed, asked }: NullScore): string {
  const what = asked === 0 ? 'was not asked' : `passes ${passed.slice(0, 8).join(', ')}`;
  return `FOOLED     ${target.id}: ${target.lie} → ${what}\n`;
}

const WORDS: Readonly<Record<MutantScore['verdict'], string>> = {
  killed: 'killed',
  survived: 'SURVIVED',
  'killed-by-another': 'WRONG',
  error: 'ERROR',
};

function choose(all: readonly Mutant[], only: readonly string[]): readonly Mutant[] {
  if (only.length === 0) return all;
  const matches = only.map((pattern) => {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    const expression = new RegExp(`^${escaped}$`, 'i');
    const found = all.filter((mutant) => expression.test(mutant.id) || expression.test(mutant.kills));
    if (found.length === 0) {
      const near = nearest(
        pattern,
        all.flatMap((mutant) => [mutant.id, mutant.kills]),
      );
      throw new CannotJudge(`--only ${pattern} matches no mutant.`, near ? [`Did you mean ${near}?`] : []);
    }
    return found;
  });
  const wanted = new Set(matches.flat());
  return all.filter((mutant) => wanted.has(mutant));
}
