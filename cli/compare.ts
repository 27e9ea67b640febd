import type { RequirementResult, RequirementStatus, Results } from '../contracts/results.js';
import { whatCame } from '../reports/words.js';

/** One requirement that two runs do not agree on. */
export interface Change {
  readonly id: string;
  readonly level: RequirementResult['level'];
  readonly title: string;
  /** Whether it counts in the verdict of the run that has it last. */
  readonly scored: boolean;
  /** `null` where the run does not know the requirement. */
  readonly from: RequirementStatus | null;
  readonly to: RequirementStatus | null;
  /** What came, or why it was not asked, in the later run; in the earlier where there is no later. */
  readonly detail: string;
}

/** What became of the requirements between two runs. */
export interface Comparison {
  /** Kept before and broken or unclear now, or unclear before and broken now. */
  readonly worse: readonly Change[];
  readonly better: readonly Change[];
  /** In the later document only. */
  readonly new: readonly Change[];
  /** In the earlier document only. */
  readonly gone: readonly Change[];
  readonly noLongerAsked: readonly Change[];
  readonly askedNow: readonly Change[];
  /** How many are as they were. */
  readonly same: number;
}

/** Compares an earlier run with a later one, requirement by requirement. */
export function compare(before: Results, after: Results): Comparison {
  const earlier = new Map(before.requirements.map((one) => [one.id, one]));
  const later = new Map(after.requirements.map((one) => [one.id, one]));
  const ids = [...later.keys(), ...[...earlier.keys()].filter((id) => !later.has(id))];
  const kinds: Record<Exclude<keyof Comparison, 'same'>, Change[]> = {
    worse: [],
    better: [],
    new: [],
    gone: [],
    noLongerAsked: [],
    askedNow: [],
  };
  let same = 0;
  for (const id of ids) {
    const from = earlier.get(id);
    const to = later.get(id);
    const kind = kindOf(from, to);
    const shown = to ?? from;
    if (kind === 'same' || shown === undefined) same++;
    else kinds[kind].push(change(shown, from, to));
  }
  return { ...kinds, same };
}

/** Whether a change for the worse concerns a requirement that counts in verdicts. */
export function gotWorse(comparison: Comparison): boolean {
  return comparison.worse.some((one) => one.scored);
}

/** How far a requirement is kept; `null`: not asked. What the baseline says of it changes nothing in the subject. */
const KEPT: Readonly<Record<RequirementStatus, number | null>> = {
  passed: 2,
  'unexpected-pass': 2,
  untestable: 1,
  error: 1,
  failed: 0,
  'expected-failure': 0,
  skipped: null,
};

function kept(result: RequirementResult): number | null {
  // A run that somebody ended did not ask.
  if (result.reason === 'interrupted' || result.reason === 'bail') return null;
  return KEPT[result.status];
}

function kindOf(from: RequirementResult | undefined, to: RequirementResult | undefined): keyof Comparison {
  if (from === undefined) return 'new';
  if (to === undefined) return 'gone';
  const [was, is] = [kept(from), kept(to)];
  if (was === is) return 'same';
  if (is === null) return 'noLongerAsked';
  if (was === null) return 'askedNow';
  return is < was ? 'worse' : 'better';
}

function change(shown: RequirementResult, from?: RequirementResult, to?: RequirementResult): Change {
  const { id, level, title, scored } = shown;
  return { id, level, title, scored, from: from?.status ?? null, to: to?.status ?? null, detail: whatCame(shown) };
}
