/** Offsets at which a body is cut into writes, in ascending order; none is 0 or the length. */
export type Cuts = readonly number[];

/** Every single cut of a body of so many bytes. */
export function everyCut(length: number): Cuts[] {
  return Array.from({ length: Math.max(0, length - 1) }, (_, index) => [index + 1]);
}

/**
 * Cuts so that each position is cut once, several in one body and `apart` bytes from each other: nearly as sharp as
 * single cuts (a parser's state seldom reaches that far), for a fraction of the streams.
 */
export function everyCutInCombs(length: number, apart: number): Cuts[] {
  return Array.from({ length: Math.min(apart, Math.max(0, length - 1)) }, (_, first) => {
    const cuts: number[] = [];
    for (let at = first + 1; at < length; at += apart) cuts.push(at);
    return cuts;
  });
}

/** A seeded sample of pairs of cuts. */
export function somePairs(length: number, sample: number, seed: number): Cuts[] {
  const next = randomNumbers(seed);
  return Array.from({ length: length > 2 ? sample : 0 }, () => {
    const first = 1 + Math.floor(next() * (length - 1));
    const other = 1 + Math.floor(next() * (length - 2));
    // Drawn from one position fewer, and moved past the first: the two always differ.
    const second = other >= first ? other + 1 : other;
    return first < second ? [first, second] : [second, first];
  });
}

/** The pieces between the cuts. */
export function cutBytes(bytes: Uint8Array, cuts: Cuts): Uint8Array[] {
  const edges = [0, ...cuts, bytes.byteLength];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

/** Mulberry32: numbers of [0, 1) that are the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
