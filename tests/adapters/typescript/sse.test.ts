import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SseParser } from '../../../adapters/typescript/client/sse.js';

/** What the parser makes of bytes that come in chunks, cut before each of the offsets. */
function framesOf(bytes: Uint8Array, cuts: readonly number[] = []): string[] {
  const parser = new SseParser();
  const bounds = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  const frames = bounds.slice(1).flatMap((end, at) => parser.push(bytes.subarray(bounds[at], end)));
  return [...frames, ...parser.end()];
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const piece = fc.stringMatching(/^[^\r\n]{0,12}$/u);
/** A frame's data, and one of the many ways to write it. */
const frame = fc
  .record({
    lines: fc.array(piece, { minLength: 1, maxLength: 3 }).filter((lines) => lines.join('') !== ''),
    end: lineEnd,
    space: fc.boolean(),
    noise: fc.constantFrom('', ': comment', ':', 'id: 7', 'retry', 'foo: bar', 'event: ping'),
  })
  .map(({ lines, end, space, noise }) => {
    const before = noise === '' ? '' : noise + end;
    // A line that begins with a space needs the one after the colon: one space belongs to the field.
    const written = lines.map((line) => `data:${space || line.startsWith(' ') ? ' ' : ''}${line}${end}`).join('');
    return { data: lines.join('\n'), wire: before + written + end };
  });

test('frames do not depend on line ends, noise, or where the chunks are cut', () => {
  const stream = fc.record({
    bom: fc.boolean(),
    frames: fc.array(frame, { maxLength: 5 }),
    seeds: fc.array(fc.nat(), { maxLength: 8 }),
  });
  fc.assert(
    fc.property(stream, ({ bom, frames, seeds }) => {
      const bytes = utf8((bom ? '\ufeff' : '') + frames.map(({ wire }) => wire).join(''));
      const cuts = seeds.map((seed) => (bytes.length === 0 ? 0 : seed % bytes.length));
      const expected = frames.map(({ data }) => data);
      expect(framesOf(bytes, cuts)).toEqual(expected);
      expect(framesOf(bytes, [...bytes.keys()])).toEqual(expected);
    }),
  );
});

test('the last frame counts without its blank line, a comment that is cut off does not', () => {
  expect(framesOf(utf8('data: a\n\ndata: b'))).toEqual(['a', 'b']);
  expect(framesOf(utf8('data: a\r\r'))).toEqual(['a']);
  expect(framesOf(utf8('data: a\n\n: com'))).toEqual(['a']);
});

test('only CR and LF end lines, and only one BOM at the very start is no text', () => {
  const odd = 'a\u2028b\u2029c\u0085d\u000be\u000c\ufeff';
  expect(framesOf(utf8(`data: ${odd}\n\n`))).toEqual([odd]);
  expect(framesOf(utf8('\ufeffdata: a\n\n\ufeffdata: b\n\n'))).toEqual(['a']);
});

test('frames without data are none', () => {
  expect(framesOf(utf8('event: x\n\ndata\n\ndata:\n\nretry: 3\n\n\n\n'))).toEqual([]);
});
