import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutBytes, everyCut, everyCutInCombs, somePairs } from '../../../suites/sdk/chunking/cuts.js';
import { framesOf, type Split, shrink, without } from '../../../suites/sdk/chunking/shrink.js';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const plenty = () => ({ tries: 10_000, until: Number.POSITIVE_INFINITY });

describe('cuts', () => {
  test('pieces joined are the body, whatever the cuts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 60 }), fc.integer({ min: 2, max: 20 }), (bytes, apart) => {
        const all = [
          ...everyCut(bytes.length),
          ...everyCutInCombs(bytes.length, apart),
          ...somePairs(bytes.length, 9, 1),
        ];
        for (const cuts of all) expect(Buffer.concat(cutBytes(bytes, cuts))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('every position is cut once, alone and in combs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1, max: 80 }), (length, apart) => {
        const positions = Array.from({ length: length - 1 }, (_, index) => index + 1);
        expect(everyCut(length).flat()).toEqual(positions);
        expect(
          everyCutInCombs(length, apart)
            .flat()
            .sort((a, b) => a - b),
        ).toEqual(positions);
      }),
    );
  });

  test('pairs are two different cuts in order, the same for the same seed', () => {
    const pairs = somePairs(40, 200, 7);
    expect(pairs).toEqual(somePairs(40, 200, 7));
    expect(pairs).not.toEqual(somePairs(40, 200, 8));
    for (const [first = 0, second = 0] of pairs) {
      expect(first).toBeGreaterThan(0);
      expect(second).toBeGreaterThan(first);
      expect(second).toBeLessThan(40);
    }
  });
});

describe('shrinking', () => {
  test('finds the one frame and the one cut that matter', async () => {
    const frames = Array.from({ length: 12 }, (_, index) => `data: {"n":${index},"s":"é${'x'.repeat(index)}"}\n\n`);
    const bytes = Buffer.from(frames.join(''));
    const at = bytes.indexOf(Buffer.from('é'), 100) + 1;
    const tried: Split[] = [];
    const smallest = await shrink(
      { bytes, cuts: [10, at, bytes.length - 3] },
      async (candidate) => {
        tried.push(candidate);
        return candidate.cuts.some((cut) => candidate.bytes[cut - 1] === 0xc3 && candidate.bytes[cut] === 0xa9);
      },
      plenty(),
    );
    expect(text(smallest.bytes)).toBe('é');
    expect(smallest.cuts).toEqual([1]);
    expect(tried.length).toBeLessThan(400);
  });

  test('what it returns fails, and no single frame, byte or cut of it can be spared', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a\n\n', 'bb\n\n', 'c\r\n\r\n', 'dé\n\n'), { minLength: 1, maxLength: 8 }),
        fc.constantFrom('a', 'bb', 'é', 'd'),
        async (frames, needle) => {
          const split = { bytes: Buffer.from(frames.join('')), cuts: [] };
          const fails = async ({ bytes }: Split) => text(bytes).includes(needle);
          fc.pre(await fails(split));
          expect(text((await shrink(split, fails, plenty())).bytes)).toBe(needle);
        },
      ),
    );
  });

  test('stops where its budget ends, with something that still fails', async () => {
    const split = { bytes: Buffer.from('x'.repeat(500)), cuts: [250] };
    const fails = async ({ bytes, cuts }: Split) => bytes.byteLength >= 2 && cuts.length === 1;
    const budget = { tries: 5, until: Number.POSITIVE_INFINITY };
    const smallest = await shrink(split, fails, budget);
    expect(await fails(smallest)).toBe(true);
    expect(smallest.bytes.byteLength).toBeLessThan(500);
  });

  test('frames end in two line ends of any kind; what is left over is one too', () => {
    const body = Buffer.from('a\n\nb\r\n\r\nc\r\rd');
    expect(framesOf(body).map(([from, to]) => text(body.subarray(from, to)))).toEqual([
      'a\n\n',
      'b\r\n\r\n',
      'c\r\r',
      'd',
    ]);
  });

  test('a cut inside what is taken away moves to its place', () => {
    const split = { bytes: Buffer.from('0123456789'), cuts: [2, 5, 8] };
    const left = without(split, [[4, 7]]);
    expect(text(left.bytes)).toBe('0123789');
    expect(left.cuts).toEqual([2, 4, 5]);
  });
});
