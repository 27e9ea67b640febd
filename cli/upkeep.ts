import type { Catalogue } from '../contracts/catalogue.js';
import type { Results } from '../contracts/results.js';
import type { BaselineEntry, BaselineFile } from './baseline.js';
import { manifest } from './manifest.js';
import { OPTIONS, type Options } from './options.js';
import { shellWord } from './skeleton.js';

/** An entry of a baseline that no longer holds. */
export interface Overdue {
  readonly entry: BaselineEntry;
  /** `stale`: it passes now. `unmatched`: it can never fail for this subject. */
  readonly why: 'stale' | 'expired' | 'unmatched';
  /** The same for people, without the id. */
  readonly words: string;
  /** The requirement is still broken. */
  readonly fails: boolean;
}

/** How long an entry is put up with where a person asks for more time: a quarter. */
const GRACE_DAYS = 90;
const DAY_MS = 86_400_000;

/** What in a baseline has to be repaired, after this run. What the run did not ask, it says nothing of. */
export function overdue(file: BaselineFile, results: Results, catalogue: Catalogue, today: string): Overdue[] {
  const byId = new Map(results.requirements.map((one) => [one.id, one]));
  return file.entries.flatMap((entry): Overdue[] => {
    const row = catalogue.find(entry.id);
    if (row === undefined) return [{ entry, why: 'unmatched', words: 'is no requirement', fails: false }];
    const { kind } = results.subject;
    if (row.binds !== kind)
      return [{ entry, why: 'unmatched', words: `binds the ${row.binds}, and this judges the ${kind}`, fails: false }];
    const result = byId.get(entry.id);
    if (result === undefined) return [];
    if (result.status === 'skipped') {
      if (result.reason !== 'capability-not-declared') return [];
      return [{ entry, why: 'unmatched', words: 'is not asked: what it needs is not claimed', fails: false }];
    }
    const passes = result.status === 'passed' || result.status === 'unexpected-pass';
    if (passes) return [{ entry, why: 'stale', words: 'passes now', fails: false }];
    if (entry.expires === null || entry.expires >= today) return [];
    return [{ entry, why: 'expired', words: `expired on ${entry.expires} and still fails`, fails: true }];
  });
}

/** What people read of it: each entry, and the commands that repair the file. Empty where it holds. */
export function upkeep(path: string, troubles: readonly Overdue[], asked: string, today: string): string {
  if (troubles.length === 0) return '';
  const lines = [
    `The baseline ${path} is out of date, and that fails the run:`,
    ...troubles.map(({ entry, words }) => `  ${entry.id} ${words}${told(entry)}`),
    `  take out    ${repair('prune', path, asked)}`,
  ];
  if (troubles.some((one) => one.fails)) {
    const day = new Date(Date.parse(today) + GRACE_DAYS * DAY_MS).toISOString().slice(0, 10);
    lines.push(`  or bear it  ${repair('update', path, `--expires ${day} ${asked}`)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The command that repairs a baseline. */
export function repair(verb: 'prune' | 'update', path: string, asked: string): string {
  return `${manifest().name} baseline ${verb} ${shellWord(path)} ${asked}`.trimEnd();
}

/** The options of this run that another command needs to judge the same: those on the command line. */
export function askedAgain(options: Options, argv: readonly string[]): string {
  const rows = OPTIONS.filter(
    ({ group, flag }) =>
      group === 'Target' || group === 'Adapter' || group === 'Selection' || ['deadline', 'timeout'].includes(flag),
  ).filter(({ flag }) => options.source(flag) === 'flag');
  const words = rows.flatMap(({ flag, kind }) => {
    if (kind === 'switch') return [`--${flag}`];
    const values = kind === 'many' ? options.many(flag) : [options.one(flag) ?? ''];
    return values.flatMap((value) => [`--${flag}`, shellWord(value)]);
  });
  return [...words, ...(argv.length > 0 ? ['--', ...argv.map(shellWord)] : [])].join(' ');
}

/** Who knows more of an entry. */
function told({ reason, link, owner }: BaselineEntry): string {
  const parts = [reason, ...(link === null ? [] : [link]), ...(owner ? [`owner ${owner}`] : [])];
  return ` (${parts.join('; ')})`;
}
