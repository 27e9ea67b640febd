import { existsSync, writeFileSync } from 'node:fs';
import type { ContractDialect } from '../../contracts/dialect.js';
import type { RequirementResult, Results } from '../../contracts/results.js';
import { isNotReached } from '../../reports/console.js';
import { type BaselineEntry, type BaselineFile, readBaseline } from '../baseline.js';
import { CannotJudge, EXIT } from '../exit.js';
import type { Options } from '../options.js';
import { readResults } from '../results-file.js';
import { judge } from './gateway.js';

/** Writes, extends or thins out a baseline, from a run or from the results document of one. */
export async function baselineCommand(
  verb: 'init' | 'update' | 'prune',
  path: string,
  from: string | undefined,
  options: Options,
  dialect: ContractDialect,
): Promise<number> {
  if (verb === 'init' && existsSync(path)) {
    throw new CannotJudge(`${path} exists.`, ['Extend it with: baseline update. Thin it out with: baseline prune.']);
  }
  const before = verb === 'init' ? null : readBaseline(path, dialect.catalogue);
  const results = from === undefined ? (await judge(options, dialect)).results : readResults(from);
  if (results.summary.verdict === 'not-judged')
    throw new CannotJudge('Nothing was judged, so nothing is known to fail.');
  const file = rewritten(verb, before, results);
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
  const words = verb === 'prune' || file.entries.length === 0 ? '' : '; give each a link and a day on which it expires';
  process.stderr.write(`${path}: ${file.entries.length} expected failures${words}\n`);
  return EXIT.ok;
}

function rewritten(verb: 'init' | 'update' | 'prune', before: BaselineFile | null, results: Results): BaselineFile {
  const failing = new Map(results.requirements.filter(fails).map((one) => [one.id, one]));
  const passing = new Set(
    results.requirements
      .filter((one) => one.status === 'passed' || one.status === 'unexpected-pass')
      .map((one) => one.id),
  );
  const kept = (before?.entries ?? []).filter((entry) => verb !== 'prune' || !passing.has(entry.id));
  const known = new Set(kept.map((entry) => entry.id));
  const added = verb === 'prune' ? [] : [...failing.values()].filter((one) => !known.has(one.id)).map(entryOf);
  const entries = [...kept, ...added].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { subject: before?.subject ?? results.subject.target, entries };
}

function fails(result: RequirementResult): boolean {
  // What could not be tested fails a run too; what the run did not come to says nothing of the gateway.
  if (result.status === 'untestable') return !isNotReached(result);
  return result.status === 'failed' || result.status === 'expected-failure';
}

function entryOf(result: RequirementResult): BaselineEntry {
  const message = result.tests.find((test) => test.failure)?.failure?.message ?? result.detail ?? 'fails';
  const reason = result.deviations.length > 0 ? `${result.deviations.join(', ')}: ${message}` : message;
  return { id: result.id, reason, link: null, expires: null };
}
