/** Exit codes; the words of the design. */
export const EXIT = {
  /** Every scored requirement passed, or failed as the baseline says, and at least one ran. */
  ok: 0,
  /** Non-conformance. */
  broken: 1,
  /** Nothing could be judged: flags, configuration, or a target that is not there. */
  cannotJudge: 2,
  /** A bug in the suite itself. */
  bug: 3,
  interrupted: 130,
} as const;

/** Ends a command with exit code 2 and a text that says what was expected, what came and what to do. */
export class CannotJudge extends Error {
  constructor(
    message: string,
    /** What to do next, one line each. */
    readonly advice: readonly string[] = [],
  ) {
    super(message);
    this.name = 'CannotJudge';
  }
}

/** The one of `known` that a mistyped word most likely meant; `undefined` where none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let distance = Math.max(3, Math.ceil(word.length / 2));
  for (const candidate of known) {
    const next = editDistance(word.toLowerCase(), candidate.toLowerCase(), distance);
    if (next < distance) {
      best = candidate;
      distance = next;
    }
  }
  return best;
}

/** Levenshtein distance, given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? limit;
}
