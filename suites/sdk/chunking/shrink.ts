import type { Cuts } from './cuts.js';

/** A body and where it is cut. */
export interface Split {
  readonly bytes: Uint8Array;
  readonly cuts: Cuts;
}

/** Whether a candidate still shows the failure. */
export type Fails = (candidate: Split) => Promise<boolean>;

/** What shrinking may cost. */
export interface Budget {
  /** Candidates that may still be tried. */
  tries: number;
  /** When to stop, on the clock of `performance.now()`. */
  readonly until: number;
}

/**
 * The smallest split that still fails, by delta debugging (Zeller and Hildebrandt 2002): whole frames are taken away
 * first, then bytes, then cuts; and cuts before the bytes too, as of them there are fewer and each costs a piece. What
 * is returned fails; where the budget runs out it may not be the smallest.
 */
export async function shrink(split: Split, fails: Fails, budget: Budget): Promise<Split> {
  const fewerFrames = await minimise(split, framesOf(split.bytes), fails, budget, without);
  const fewerCuts = await minimise(fewerFrames, fewerFrames.cuts, fails, budget, withoutCuts);
  const fewerBytes = await minimise(fewerCuts, bytesOf(fewerCuts.bytes), fails, budget, without);
  return minimise(fewerBytes, fewerBytes.cuts, fails, budget, withoutCuts);
}

function withoutCuts({ bytes, cuts }: Split, gone: readonly number[]): Split {
  return { bytes, cuts: cuts.filter((cut) => !gone.includes(cut)) };
}

/** A stretch of a body: from the first offset up to the second. */
type Stretch = readonly [from: number, to: number];

/**
 * Delta debugging over parts: tries to do without larger groups of them first, then without smaller ones. `take` makes
 * the split that is left when parts of the original are taken away.
 */
async function minimise<Part>(
  original: Split,
  parts: readonly Part[],
  fails: Fails,
  budget: Budget,
  take: (from: Split, parts: readonly Part[]) => Split,
): Promise<Split> {
  let kept = [...parts];
  const splitOf = (keep: readonly Part[]) => {
    const keeps = new Set(keep);
    return take(
      original,
      parts.filter((part) => !keeps.has(part)),
    );
  };
  for (let groups = 2; kept.length > 0 && groups <= kept.length * 2; ) {
    const size = Math.max(1, Math.floor(kept.length / groups));
    let taken = false;
    for (let at = 0; at < kept.length; ) {
      const rest = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (budget.tries-- <= 0 || performance.now() > budget.until) return splitOf(kept);
      if (await fails(splitOf(rest))) {
        kept = rest;
        taken = true;
      } else at += size;
    }
    if (size === 1 && !taken) break;
    groups = taken ? 2 : groups * 2;
    if (size === 1) groups = kept.length;
  }
  return splitOf(kept);
}

/** The split without these stretches of bytes; a cut inside one moves to where it was. */
export function without({ bytes, cuts }: Split, stretches: readonly Stretch[]): Split {
  const kept: Uint8Array[] = [];
  let at = 0;
  for (const [from, to] of [...stretches].sort(([a], [b]) => a - b)) {
    kept.push(bytes.subarray(at, from));
    at = to;
  }
  kept.push(bytes.subarray(at));
  const moved = cuts.map((cut) =>
    stretches.reduce((offset, [from, to]) => offset - Math.max(0, Math.min(cut, to) - from), cut),
  );
  const left = Buffer.concat(kept);
  return { bytes: left, cuts: [...new Set(moved)].filter((cut) => cut > 0 && cut < left.byteLength) };
}

/** The frames of an event stream, each with the blank line that ends it, in whichever line ends. */
export function framesOf(bytes: Uint8Array): Stretch[] {
  // One byte is one character, so that offsets in the text are offsets in the bytes.
  const text = Buffer.from(bytes).toString('latin1');
  const frames: Stretch[] = [];
  let from = 0;
  for (const end of text.matchAll(/(?:\r\n|\r|\n)(?:\r\n|\r|\n)/g)) {
    const to = end.index + end[0].length;
    frames.push([from, to]);
    from = to;
  }
  if (from < bytes.byteLength) frames.push([from, bytes.byteLength]);
  return frames;
}

function bytesOf(bytes: Uint8Array): Stretch[] {
  return Array.from(bytes.keys(), (at) => [at, at + 1] as const);
}
