import { describe, expect, test } from 'vitest';
import { FrameReader, type SeenEvent } from '../../suites/probe/frames.js';

const STREAM =
  'event: a\ndata: {"type":"a","text":"ä\u2028€"}\n\nevent: b\r\ndata: {"type":"other"}\r\n\r\ndata: plain\n\n: comment\n\nevent: c\ndata: 1\n';

function read(bytes: Uint8Array, size: number): SeenEvent[] {
  const reader = new FrameReader();
  const events: SeenEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.subarray(at, at + size), 0));
  return events;
}

describe('frames', () => {
  const bytes = Buffer.from(STREAM);

  test('names, data and offsets of every complete frame, and nothing else', () => {
    const events = read(bytes, bytes.length);
    expect(events.map(({ index, event, type, byte }) => ({ index, event, type, byte }))).toEqual([
      { index: 0, event: 'a', type: 'a', byte: 0 },
      { index: 1, event: 'b', type: 'other', byte: bytes.indexOf('event: b') },
      { index: 2, event: undefined, type: '', byte: bytes.indexOf('data: plain') },
    ]);
    expect(events[0]?.data).toEqual({ type: 'a', text: 'ä\u2028€' });
  });

  test.each([1, 2, 3, 7, 16])('are the same whether bytes come %i at a time', (size) => {
    expect(read(bytes, size)).toEqual(read(bytes, bytes.length));
  });
});
