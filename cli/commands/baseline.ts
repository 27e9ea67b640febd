import { existsSync, writeFileSync } from 'node:fs';
import type { ContractDialect } from '../../contracts/dialect.js';
import type { RequirementResult, Results } from '../../contracts/results.js';
import { isNotReached } from '../../reports/console.js';
import { type BaselineEntry, type BaselineFile, readBaseline } from '../baseline.js';
import { CannotJudge, EXIT } from '../exit.js';
import type { Options, RawOptions } from '../options.js';
import { readResults } from '../results-file.js';
import { askedAgain, type Overdue, overdue, repair } from '../upkeep.js';
import { judge } from './gateway.js';
import { judgeSdk } from './sdk.js';

/** What is done to a baseline. */
export type BaselineVerb = 'init' | 'update' | 'prune';

/** What a baseline is made from, and what a person says of the entries. */
export interface BaselineTerms {
  /** A results document in place of a run. */
  readonly from: string | undefined;
  /** Starts an adapter; empty: a gateway is judged, or an adapter that an option names. */
  readonly argv: readonly string[];
  /** Of entries that are added; `expires` also of those that have expired and still fail. */
  readonly words: Partial<Pick<BaselineEntry, 'link' | 'owner' | 'expires'>>;
}

/** The words of entries among parsed flags; throws `CannotJudge` for a day that is none. */
export function entryWords(flags: RawOptions): BaselineTerms['words'] {
  const given = (['link', 'owner', 'expires'] as const).filter((name) => typeof flags[name] === 'string');
  const { expires } = flags;
  if (expires !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(String(expires)))
    throw new CannotJudge(`--expires is '${String(expires)}', not YYYY-MM-DD.`);
  return Object.fromEntries(given.map((name) => [name, String(flags[name])]));
}

/** Writes, extends or thins out a baseline, from a run of either side or from the results document of one. */
export async function baselineCommand(
  verb: BaselineVerb,
  path: string,
  terms: BaselineTerms,
  options: Options,
  dialect: ContractDialect,
): Promise<number> {
  if (verb === 'init' && existsSync(path)) {
    throw new CannotJudge(`${path} exists.`, ['Extend it with: baseline update. Thin it out with: baseline prune.']);
  }
  const asked = terms.from === undefined ? askedAgain(options, terms.argv) : `--from ${terms.from}`;
  const before =
    verb === 'init'
      ? null
      : readBaseline(path, dialect.catalogue, verb === 'prune' ? null : repair('prune', path, asked));
  const results = terms.from === undefined ? await judged(terms.argv, options, dialect) : readResults(terms.from);
  if (results.summary.verdict === 'not-judged')
    throw new CannotJudge('Nothing was judged, so nothing is known to fail.');
  const today = new Date().toISOString().slice(0, 10);
  const troubles = before === null ? [] : overdue(before, results, dialect.catalogue, today);
  const file = rewritten(verb, before, results, troubles, terms.words);
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
  if (verb === 'prune')
    for (const { entry, words } of troubles) process.stderr.write(`out: ${entry.id} ${words} (${entry.reason})\n`);
  const bare = file.entries.filter((entry) => entry.link === null || entry.expires === null).length;
  const wish = verb === 'prune' || bare === 0 ? '' : '; give each a link, an owner and a day on which it expires';
  process.stderr.write(`${path}: ${file.entries.length} expected failures${wish}\n`);
  return EXIT.ok;
}

async function judged(argv: readonly string[], options: Options, dialect: ContractDialect): Promise<Results> {
  const adapter = argv.length > 0 || ['adapter-url', 'adapter-page'].some((flag) => options.source(flag) === 'flag');
  const gateway = ['target', 'image'].some((flag) => options.source(flag) === 'flag');
  if (adapter && gateway)
    throw new CannotJudge('A gateway and an adapter are named; a baseline is for one of them: leave one out.');
  return (adapter ? await judgeSdk(options, dialect, argv) : await judge(options, dialect)).results;
}

function rewritten(
  verb: BaselineVerb,
  before: BaselineFile | null,
  results: Results,
  troubles: readonly Overdue[],
  words: BaselineTerms['words'],
): BaselineFile {
  const failing = new Map(results.requirements.filter(fails).map((one) => [one.id, one]));
  const due = new Map(troubles.map((one) => [one.entry.id, one]));
  const kept = (before?.entries ?? [])
    .filter((entry) => verb !== 'prune' || !due.has(entry.id))
    .map((entry) => (due.get(entry.id)?.fails && words.expires ? { ...entry, expires: words.expires } : entry));
  const known = new Set(kept.map((entry) => entry.id));
  const added = [...failing.values()].filter((one) => !known.has(one.id)).map((one) => entryOf(one, words));
  const entries = [...kept, ...(verb === 'prune' ? [] : added)].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { subject: before?.subject ?? subjectOf(results), entries };
}

/** An SDK by its name, anything else by where it is. */
function subjectOf({ subject }: Results): string {
  return subject.sdk === undefined ? subject.target : `${subject.sdk.name} ${subject.sdk.version}`;
}

function fails(result: RequirementResult): boolean {
  // What could not be tested fails a run too; what the run did not come to says nothing of the subject.
  if (result.status === 'untestable') return !isNotReached(result);
  return result.status === 'failed' || result.status === 'expected-failure';
}

function entryOf(result: RequirementResult, words: BaselineTerms['words']): BaselineEntry {
  const message = result.tests.find((test) => test.failure)?.failure?.message ?? result.detail ?? 'fails';
  const reason = result.deviations.length > 0 ? `${result.deviations.join(', ')}: ${message}` : message;
  return { id: result.id, reason, link: null, owner: null, expires: null, ...words };
}
