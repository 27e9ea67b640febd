import type { RequirementResult, RequirementStatus, Results } from '../../contracts/results.js';
import { LEVELS, STATUSES } from '../words.js';

/** What one of the subjects made of a requirement. */
export interface Told {
  /** Number of the subject in the page, from 1. */
  readonly subject: number;
  readonly result: RequirementResult;
}

/** One requirement with what became of it, subject by subject. */
export interface Row {
  readonly id: string;
  /** As the first document has it: rule, level and source are the same in all of one version. */
  readonly first: RequirementResult;
  readonly told: readonly Told[];
  /** The worst of them, which decides where the row stands. */
  readonly status: RequirementStatus;
}

/** Every requirement of any of the documents, the worst first; within a status by level, then in the catalogue's order. */
export function rowsOf(runs: readonly Results[]): Row[] {
  const told = new Map<string, Told[]>();
  runs.forEach((run, index) => {
    for (const result of run.requirements) {
      const known = told.get(result.id);
      const one = { subject: index + 1, result };
      if (known) known.push(one);
      else told.set(result.id, [one]);
    }
  });
  return [...told]
    .flatMap(([id, all]) => (all[0] ? [{ id, first: all[0].result, told: all, status: worst(all) }] : []))
    .sort((a, b) => rank(a) - rank(b));
}

function worst(all: readonly Told[]): RequirementStatus {
  return STATUSES.find((status) => all.some((one) => one.result.status === status)) ?? 'skipped';
}

/** `sort` is stable, so rows of one rank keep their order. */
function rank(row: Row): number {
  return STATUSES.indexOf(row.status) * LEVELS.length + LEVELS.indexOf(row.first.level);
}
