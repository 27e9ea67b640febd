import { writeFileSync } from 'node:fs';
import { loadContractDialect } from '../../contracts/dialects.js';
import { loadMutants, type Mutant } from '../../mutants/mutant.js';
import { CannotJudge, EXIT, nearest } from '../exit.js';
import { manifest } from '../manifest.js';
import { type MutantScore, scoreMutants } from '../mutant-score.js';
import type { RawOptions } from '../options.js';

/** Judges every broken gateway and prints which requirement caught it; exit 1 unless each was caught by its own. */
export async function mutants(flags: RawOptions): Promise<number> {
  const started = performance.now();
  const dialect = await loadContractDialect(String(flags.dialect ?? manifest().dialect));
  const all = await loadMutants(dialect.name);
  const chosen = choose(all, Array.isArray(flags.only) ? flags.only.map(String) : []);
  const scores = await scoreMutants(dialect, chosen);
  for (const score of scores) if (flags.verbose || score.verdict !== 'killed') process.stdout.write(line(score));
  const count = (verdict: MutantScore['verdict']) => scores.filter((one) => one.verdict === verdict).length;
  const musts = dialect.catalogue.requirements.filter((row) => row.binds === 'gateway' && row.level === 'MUST');
  const covered = new Set(all.map((mutant) => mutant.kills));
  const bare = musts.filter((row) => !covered.has(row.id));
  for (const row of bare) process.stdout.write(`no mutant  ${row.id} ${row.statement}\n`);
  const percent = Math.floor((100 * count('killed')) / scores.length);
  process.stdout.write(
    `${count('killed')} of ${scores.length} mutants killed by the requirement they break (${percent}%), ${count('survived')} survived, ` +
      `${count('killed-by-another')} killed by the wrong requirement, ${count('error')} errors; ` +
      `${musts.length - bare.length} of ${musts.length} MUSTs have a mutant; ${((performance.now() - started) / 1_000).toFixed(1)} s\n`,
  );
  if (typeof flags.json === 'string') writeFileSync(flags.json, `${JSON.stringify(scores, null, 2)}\n`);
  return percent === 100 && (bare.length === 0 || chosen.length < all.length) ? EXIT.ok : EXIT.broken;
}

function line(score: MutantScore): string {
  const others = score.others.length === 0 ? '' : ` (caught by ${score.others.slice(0, 5).join(', ')})`;
  const why = score.detail === null ? '' : `\n           ${score.detail.split('\n')[0]}`;
  return `${WORDS[score.verdict].padEnd(10)} ${score.mutant.id}: ${score.mutant.lie} → ${score.mutant.kills}${others}${why}\n`;
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
