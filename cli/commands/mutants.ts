import { writeFileSync } from 'node:fs';
import type { Requirement, Side } from '../../contracts/catalogue.js';
import type { ContractDialect } from '../../contracts/dialect.js';
import { loadContractDialect } from '../../contracts/dialects.js';
import { loadMutants } from '../../mutants/mutant.js';
import { loadNullTargets } from '../../mutants/null-targets.js';
import { loadDefects } from '../../mutants/sdk/defect.js';
import { CannotJudge, EXIT, nearest } from '../exit.js';
import { manifest } from '../manifest.js';
import { type MutantScore, type NullScore, type SuiteScore, scoreSuite } from '../mutant-score.js';
import type { RawOptions } from '../options.js';
import { scoreSdkSuite } from '../sdk-mutant-score.js';

/**
 * Judges every broken gateway and prints which requirement caught it, and every null target and what it passed. Exit 1
 * unless each mutant was caught by its own requirement, no null target passed anything, and the gateway that tells no
 * lie passed everything.
 */
export async function mutants(flags: RawOptions): Promise<number> {
  const started = performance.now();
  const dialect = await loadContractDialect(String(flags.dialect ?? manifest().dialect));
  const side = sideOf(flags.side);
  const only = Array.isArray(flags.only) ? flags.only.map(String) : [];
  const rows = dialect.catalogue.requirements.filter((row) => row.binds === side);
  const { all, suite } = await (side === 'sdk' ? sdkScore : gatewayScore)(dialect, only, rows);

  const covered = new Set(all.map((mutant) => mutant.kills));
  const count = (verdict: MutantScore['verdict']) => suite.mutants.filter((one) => one.verdict === verdict).length;
  const musts = rows.filter((row) => row.level === 'MUST');
  const document = {
    killed: count('killed'),
    survived: count('survived'),
    wrong: count('killed-by-another'),
    errors: count('error'),
    percent: Math.floor((100 * count('killed')) / suite.mutants.length),
    seconds: Math.round((performance.now() - started) / 100) / 10,
    musts: musts.length,
    // What is not asked of the honest subject, for want of a capability, no mutant of it can break.
    bare:
      only.length > 0
        ? []
        : musts.filter((row) => !covered.has(row.id) && !suite.unasked.includes(row.id)).map((row) => row.id),
    fooled: suite.nulls.filter((one) => one.passed.length > 0 || one.asked === 0).length,
    ...suite,
  };
  tell(document, HONEST[side], flags.verbose === true, flags.json === true ? process.stderr : process.stdout);
  const json = `${JSON.stringify(document, null, 2)}\n`;
  if (typeof flags.json === 'string') writeFileSync(flags.json, json);
  else if (flags.json === true) process.stdout.write(json);
  return document.percent === 100 && document.fooled + suite.accused.length + document.bare.length === 0
    ? EXIT.ok
    : EXIT.broken;
}

/** Whom the score speaks of, besides the mutants. */
const HONEST = { gateway: 'the gateway that tells no lie', sdk: 'the SDK without a defect' } as const;

function sideOf(flag: unknown): Side {
  const side = flag ?? 'gateway';
  if (side !== 'gateway' && side !== 'sdk') throw new CannotJudge(`--side ${String(side)} is neither gateway nor sdk.`);
  return side;
}

/** Mutants of one side, all of them, and what became of those that were asked for. */
interface Scored {
  readonly all: readonly { readonly kills: string }[];
  readonly suite: SuiteScore;
}

async function gatewayScore(
  dialect: ContractDialect,
  only: readonly string[],
  rows: readonly Requirement[],
): Promise<Scored> {
  const all = await loadMutants(dialect.name);
  const chosen = choose(all, only);
  const nulls = await loadNullTargets(dialect.name);
  const suite = await scoreSuite(dialect, { mutants: chosen, nulls, everything: asked(rows, chosen, only) });
  return { all, suite };
}

async function sdkScore(
  dialect: ContractDialect,
  only: readonly string[],
  rows: readonly Requirement[],
): Promise<Scored> {
  const all = await loadDefects(dialect.name);
  const chosen = choose(all, only);
  const suite = await scoreSdkSuite(dialect, { defects: chosen, everything: asked(rows, chosen, only) });
  return { all, suite };
}

/** What the honest subject and the null ones are asked: all rows, or those of the chosen mutants. */
function asked(
  rows: readonly Requirement[],
  chosen: readonly { readonly kills: string }[],
  only: readonly string[],
): readonly string[] {
  return only.length === 0 ? rows.map((row) => row.id) : [...new Set(chosen.map((mutant) => mutant.kills))];
}

/** The score as it is written with `--json`. */
interface ScoreDocument extends SuiteScore {
  readonly killed: number;
  readonly survived: number;
  /** Killed by another requirement than the one they break. */
  readonly wrong: number;
  readonly errors: number;
  readonly percent: number;
  readonly seconds: number;
  readonly musts: number;
  /** MUSTs without a mutant. */
  readonly bare: readonly string[];
  /** Null targets that passed something. */
  readonly fooled: number;
}

function tell(document: ScoreDocument, honest: string, verbose: boolean, out: NodeJS.WriteStream): void {
  const { killed, survived, wrong, errors, percent, seconds, musts, bare, fooled, nulls, accused } = document;
  for (const score of document.mutants) if (verbose || score.verdict !== 'killed') out.write(line(score));
  for (const id of bare) out.write(`NO MUTANT  ${id}\n`);
  for (const one of accused) out.write(`ACCUSED    ${honest}: ${one}\n`);
  for (const one of nulls) if (verbose || one.passed.length > 0 || one.asked === 0) out.write(nullLine(one));
  out.write(
    `${killed} of ${document.mutants.length} mutants killed by the requirement they break (${percent} %), ` +
      `${survived} survived, ${wrong} killed by the wrong requirement, ${errors} errors; ` +
      `${musts - bare.length} of ${musts} MUSTs have a mutant; ${seconds} s\n` +
      `${nulls.length - fooled} of ${nulls.length} null subjects pass nothing; ` +
      `${honest} ${accused.length === 0 ? 'passes everything' : `fails ${accused.length}`}\n`,
  );
}

function line(score: MutantScore): string {
  const others = score.others.length === 0 ? '' : ` (caught by ${score.others.slice(0, 5).join(', ')})`;
  const why = score.detail === null ? '' : `\n           ${score.detail.split('\n')[0]}`;
  return `${WORDS[score.verdict].padEnd(10)} ${score.mutant.id}: ${score.mutant.lie} → ${score.mutant.kills}${others}${why}\n`;
}

function nullLine({ target, passed, asked }: NullScore): string {
  const some = passed.slice(0, 8).join(', ');
  const what = asked === 0 ? 'was not asked' : `passes ${passed.length} of ${asked} ${some}`;
  return `${passed.length > 0 || asked === 0 ? 'FOOLED' : 'null'.padEnd(6)}     ${target.id}: ${target.lie} → ${what}\n`;
}

const WORDS: Readonly<Record<MutantScore['verdict'], string>> = {
  killed: 'killed',
  survived: 'SURVIVED',
  'killed-by-another': 'WRONG',
  error: 'ERROR',
};

function choose<M extends { readonly id: string; readonly kills: string }>(
  all: readonly M[],
  only: readonly string[],
): readonly M[] {
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
