import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SseFrame, type SseLimits, type SseOddity, SseTokenizer } from '../../contracts/judge/sse.js';

interface Seen {
  readonly frames: SseFrame[];
  readonly oddities: (readonly [SseOddity, number])[];
}

function tokenize(pieces: readonly Uint8Array[], complete = true, limits?: SseLimits): Seen {
  const seen: Seen = { frames: [], oddities: [] };
  const tokenizer = new SseTokenizer(
    {
      frame: (frame) => seen.frames.push({ ...frame }),
      oddity: (kind, byte) => seen.oddities.push([kind, byte]),
    },
    limits,
  );
  for (const piece of pieces) tokenizer.push(piece);
  tokenizer.end(complete);
  return seen;
}

const of = (text: string, complete = true) => tokenize([Buffer.from(text)], complete);

describe('frames', () => {
  test('have their event, their data, their place and their length', () => {
    const { frames, oddities } = of('event: a\ndata: {"x":"é"}\n\nevent: b\ndata: 2\n\n');
    expect(oddities).toEqual([]);
    expect(frames.map(({ byte, length, event, data }) => ({ byte, length, event, data }))).toEqual([
      { byte: 0, length: 25, event: 'a', data: '{"x":"é"}' },
      { byte: 27, length: 16, event: 'b', data: '2' },
    ]);
  });

  test('may lack their event, have it late, or have several lines of data', () => {
    const { frames } = of('data: 1\n\ndata: 2\nevent: a\n\nevent: b\ndata: 3\ndata: 4\n\nevent: c\n\n');
    expect(
      frames.map(({ eventLines, dataLines, dataFirst, data }) => [eventLines, dataLines, dataFirst, data]),
    ).toEqual([
      [0, 1, true, '1'],
      [1, 1, true, '2'],
      [1, 2, false, '3\n4'],
      [1, 0, false, ''],
    ]);
  });

  test('without a blank line count where the body is over, and are dropped where it was cut', () => {
    expect(of('event: a\ndata: 1').frames).toMatchObject([{ data: '1', terminated: false }]);
    expect(of('event: a\ndata: 1\n').frames).toMatchObject([{ data: '1', terminated: false }]);
    expect(of('event: a\ndata: 1', false).frames).toEqual([]);
  });

  test('take one space after the colon away, or none', () => {
    expect(of('event:a\ndata:  1\n\n').frames).toMatchObject([{ event: 'a', data: ' 1' }]);
  });
});

describe('what is unusual', () => {
  test.each([
    [
      'carriage-return',
      'event: a\r\ndata: 1\r\n\r\n',
      [
        ['carriage-return', 0],
        ['carriage-return', 10],
        ['carriage-return', 19],
      ],
    ],
    ['comment', ': hello\n\nevent: a\ndata: 1\n\n', [['comment', 0]]],
    [
      'id and retry',
      'id: 1\nretry: 2\nevent: a\ndata: 1\n\n',
      [
        ['id', 0],
        ['retry', 6],
      ],
    ],
    ['byte-order-mark', '\ufeffevent: a\ndata: 1\n\n', [['byte-order-mark', 0]]],
    ['junk', 'event: a\ndata: 1\n\n{"error":1}', [['junk', 18]]],
  ] as const)('%s', (_, text, expected) => {
    const { frames, oddities } = of(text);
    expect(oddities).toEqual(expected);
    expect(frames).toMatchObject([{ event: 'a', data: '1' }]);
  });

  test('invalid UTF-8 is told where it stands, and the frames around it are read', () => {
    const { frames, oddities } = tokenize([
      Buffer.from('event: a\ndata: 1\n\nevent: '),
      Buffer.from([0xff]),
      Buffer.from('\ndata: 2\n\n'),
    ]);
    expect(oddities).toEqual([['not-utf8', 18]]);
    expect(frames.map(({ byte, data }) => [byte, data])).toEqual([
      [0, '1'],
      [18, '2'],
    ]);
  });

  test('a line over the limit is told once and not held; the next frame is read', () => {
    const limits = { line: 1000, frame: 2000 };
    const pieces = [
      Buffer.from('event: a\ndata: '),
      ...Array.from({ length: 50 }, () => Buffer.alloc(100, 'x')),
      Buffer.from('\n\nevent: b\ndata: 2\n\n'),
    ];
    const { frames, oddities } = tokenize(pieces, true, limits);
    expect(oddities).toEqual([['too-long', 9]]);
    expect(frames).toMatchObject([
      { event: 'a', cut: true },
      { event: 'b', data: '2', cut: false, byte: 5017 },
    ]);
  });

  test('a frame of too many lines is told once', () => {
    const { oddities, frames } = tokenize(
      [Buffer.from(`event: a\n${'data: 0123456789\n'.repeat(50)}\nevent: b\ndata: 2\n\n`)],
      true,
      { line: 100, frame: 200 },
    );
    expect(oddities).toEqual([['too-long', 0]]);
    expect(frames).toMatchObject([{ cut: true }, { data: '2' }]);
  });
});

test('wherever the bytes are cut, the frames and what is unusual are the same', () => {
  const line = fc.constantFrom(
    'event: a',
    'data: {"x":"äöü€😀"}',
    'data: 1',
    '',
    '',
    ': c',
    'id: 7',
    'junk',
    'data: x\r',
    '{"a":1}',
    '\ufeffdata: 1',
  );
  const cuts = fc.array(fc.nat(400), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), cuts, fc.boolean(), (lines, at, complete) => {
      const bytes = Buffer.from(lines.join('\n'));
      const places = [0, ...at.map((each) => each % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const pieces = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
      expect(tokenize(pieces, complete)).toEqual(tokenize([bytes], complete));
    }),
  );
});
