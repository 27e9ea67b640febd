import { readFileSync } from 'node:fs';
import type { Catalogue, Level, Requirement, Side } from '../contracts/catalogue.js';
import type { SkipReason } from '../contracts/results.js';
import { CannotJudge, nearest } from './exit.js';

/** What a user selects. */
export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** This level and the stricter ones. */
  readonly level: Level;
  /** Newer requirements are asked, but not scored. */
  readonly set: string;
  /** Capabilities that the subject is said not to have. */
  readonly without: readonly string[];
  readonly shard: { readonly index: number; readonly count: number } | null;
}

/** What becomes of a requirement before anything is asked. */
export interface Selected {
  readonly requirement: Requirement;
  /** Why it is not asked; `null`: it is. */
  readonly skipped: { readonly reason: SkipReason; readonly detail: string } | null;
}

const WEIGHT: Readonly<Record<Level, number>> = { MUST: 3, SHOULD: 2, MAY: 1 };

/** Applies a selection to the requirements that bind one side. Patterns that match nothing are refused. */
export function select(catalogue: Catalogue, selection: Selection, side: Side): Selected[] {
  const rows = catalogue.requirements.filter((row) => row.binds === side);
  const only = matcher(selection.only, '--only', rows);
  const skip = matcher(selection.skip, '--skip', rows);
  checkCapabilities(selection.without, rows);
  return rows.map((requirement, index) => {
    const skipped = (reason: SkipReason, detail: string) => ({ requirement, skipped: { reason, detail } });
    if (selection.only.length > 0 && !only(requirement)) return skipped('excluded-by-user', 'not among --only');
    if (skip(requirement)) return skipped('excluded-by-user', '--skip');
    if (WEIGHT[requirement.level] < WEIGHT[selection.level])
      return skipped('excluded-by-user', `--level ${selection.level}`);
    const { shard } = selection;
    if (shard && index % shard.count !== shard.index - 1) {
      return skipped('excluded-by-user', `of another shard than ${shard.index}/${shard.count}`);
    }
    if (requirement.capability !== null && selection.without.includes(requirement.capability)) {
      return skipped('capability-not-declared', `--capability -${requirement.capability}`);
    }
    return { requirement, skipped: null };
  });
}

/** Whether a row is matched by an id, whole or from its area on, an area or a glob, without regard to letter case. */
function matcher(
  patterns: readonly string[],
  flag: string,
  rows: readonly Requirement[],
): (row: Requirement) => boolean {
  const globs = patterns.flatMap((pattern) =>
    pattern.startsWith('@') ? fromFile(pattern.slice(1), flag) : pattern.split(',').map((one) => one.trim()),
  );
  const tests = globs.map((glob) => {
    const expression = globExpression(glob);
    const matches = (row: Requirement) => [row.id, short(row.id), area(row.id)].some((name) => expression.test(name));
    if (!rows.some(matches)) {
      const near = nearest(glob, [...rows.map((row) => row.id), ...new Set(rows.map((row) => area(row.id)))]);
      throw new CannotJudge(`${flag} ${glob} matches no requirement.`, [
        near ? `Did you mean ${near}?` : 'See all ids with: vai-conformance list',
      ]);
    }
    return matches;
  });
  return (row) => tests.some((matches) => matches(row));
}

function fromFile(path: string, flag: string): string[] {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    throw new CannotJudge(`${flag} @${path}: the file cannot be read.`, ['It should hold one pattern a line.']);
  }
  return content
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

function globExpression(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'i');
}

/** The area in an id of the form `<DIALECT>-<SUBJECT>-<AREA>-<NNN>`. */
export function area(id: string): string {
  return id.split('-').slice(2, -1).join('-');
}

/** What people call a requirement: `<AREA>-<NNN>`. */
export function short(id: string): string {
  return id.split('-').slice(2).join('-');
}

function checkCapabilities(without: readonly string[], rows: readonly Requirement[]): void {
  const known = new Set(rows.flatMap((row) => (row.capability === null ? [] : [row.capability])));
  for (const capability of without) {
    if (known.has(capability)) continue;
    const near = nearest(capability, known);
    throw new CannotJudge(`--capability names '${capability}', which no requirement asks for.`, [
      near ? `Did you mean ${near}?` : `Known: ${[...known].sort().join(', ')}.`,
    ]);
  }
}
