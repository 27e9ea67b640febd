import type { TimelineReport } from '../contracts/results.js';
import type { Exchange } from './probe/exchange.js';
import { excerpt } from './probe/exchange.js';

/** More pieces than this are no longer told apart in a picture as wide as a page. */
const PIECES_MAX = 200;
/** Events told at the start, at the end, and on each side of the failure. */
const EVENTS_EACH = 40;
const TYPE_CHARACTERS = 60;

/** What a timeline is made of; of an exchange, or of what a scripted server wrote. */
export type Timed = Pick<Exchange, 'headAt' | 'endAt' | 'end' | 'chunks' | 'events'>;

/** When a body came, cut to what a picture shows; `at` is the number of the event that shows the failure. */
export function timelineOf(timed: Timed, at: number | undefined): TimelineReport {
  const { chunks, events } = timed;
  const near = (index: number) =>
    index < EVENTS_EACH ||
    index >= events.length - EVENTS_EACH ||
    (at !== undefined && Math.abs(index - at) <= EVENTS_EACH);
  return {
    headAt: hundredths(timed.headAt),
    endAt: hundredths(timed.endAt),
    end: timed.end,
    bytes: chunks.reduce((sum, chunk) => sum + chunk.bytes, 0),
    pieces: pieces(chunks),
    count: events.length,
    events: events
      .filter((event) => near(event.index))
      .map(({ index, at: seen, byte, type }) => ({
        index,
        at: hundredths(seen),
        byte,
        type: excerpt(type, TYPE_CHARACTERS),
      })),
  };
}

/** Neighbours joined, so that no picture has more bars than it has room for. */
function pieces(chunks: Exchange['chunks']): TimelineReport['pieces'] {
  const each = Math.ceil(chunks.length / PIECES_MAX);
  const joined: { at: number; bytes: number }[] = [];
  chunks.forEach((chunk, index) => {
    const last = joined.at(-1);
    if (last !== undefined && index % each !== 0) last.bytes += chunk.bytes;
    else joined.push({ at: hundredths(chunk.at), bytes: chunk.bytes });
  });
  return joined;
}

function hundredths(ms: number): number {
  return Math.round(ms * 100) / 100;
}
