import type { Traffic } from './traffic.js';

/** What a row is held against. `ratio`: ours divided by the reference; `ours`: our own number. Bounds are inclusive. */
export interface Goal {
  readonly of: 'ratio' | 'ours';
  readonly is: 'at least' | 'at most';
  readonly bound: number;
}

/** One line of the table. */
export interface Row {
  readonly measure: string;
  /** Unit of `ours` and `reference`. */
  readonly unit: string;
  readonly ours: number;
  /** What the reference did in the same run; absent where there is nothing to compare with. */
  readonly reference?: number;
  readonly goal: Goal;
  /** What else was seen, in a few words. */
  readonly note?: string;
}

/** What every measure is given. */
export interface Stage {
  /** Name of the dialect that is spoken. */
  readonly dialect: string;
  readonly traffic: Traffic;
}

/** One question, and how it is answered. Several rows where one run answers several. */
export interface Measure {
  readonly name: string;
  run(stage: Stage): Promise<Row[]>;
}

/** A contestant of interleaved rounds: runs once and says what it saw. */
export type Contestant<Seen> = () => Promise<Seen>;

/**
 * Runs the contestants in turn, round after round, so that whatever else the machine does falls on all of them alike.
 * Gives what each saw, by name, in the order of the rounds.
 */
export async function interleaved<Name extends string, Seen>(
  rounds: number,
  contestants: Readonly<Record<Name, Contestant<Seen>>>,
): Promise<Record<Name, Seen[]>> {
  const names = Object.keys(contestants) as Name[];
  const seen = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Seen[]>;
  for (let round = 0; round < rounds; round += 1) {
    // Every other round runs backwards: nobody always comes first.
    const order = round % 2 === 0 ? names : [...names].reverse();
    for (const name of order) seen[name].push(await contestants[name]());
  }
  return seen;
}

/** The middle value; the mean of the two in the middle where their number is even. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** The smallest value that at least `share` (0 to 1) of all values do not exceed. NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** What the goal looks at: the ratio to the reference, or our own number. */
export function scored(row: Row): number {
  if (row.goal.of === 'ours') return row.ours;
  return row.reference === undefined ? Number.NaN : row.ours / row.reference;
}

export function isMet(row: Row): boolean {
  const value = scored(row);
  return row.goal.is === 'at least' ? value >= row.goal.bound : value <= row.goal.bound;
}
