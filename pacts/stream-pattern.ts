import { SseTokenizer } from '../contracts/judge/sse.js';

/** One event of a stream: its type, and its data as sent. */
export interface StreamFrame {
  readonly type: string;
  readonly data: string;
}

const LINE_END = '\\r?\\n';
const FRAME_END = `${LINE_END}${LINE_END}`;

/** The events of a stream, in order. */
export function framesOf(body: Uint8Array): StreamFrame[] {
  const frames: StreamFrame[] = [];
  const tokenizer = new SseTokenizer({
    frame: ({ event, data }) => frames.push({ type: event, data }),
    oddity: () => {},
  });
  tokenizer.push(body);
  tokenizer.end(true);
  return frames;
}

/**
 * A regular expression for every stream that says the same in its own words: the same types of events in the same order, with
 * as many deltas as the provider likes, whatever their texts and ids are, and quiet events anywhere.
 */
export function streamPattern(frames: readonly StreamFrame[], quiet: readonly string[]): string {
  const between = `(?:${[...quiet.map(eventPattern), `:[^\\n]*${FRAME_END}`].join('|')})*`;
  const parts: string[] = [];
  let last = '';
  for (const { type } of frames.filter(({ type }) => !quiet.includes(type))) {
    if (type !== last) parts.push(`(?:${eventPattern(type)}${between})+`);
    last = type;
  }
  return `^${between}${parts.join('')}$`;
}

/** A frame of this type whose data names the type as well. */
function eventPattern(type: string): string {
  return `event: ?${type}${LINE_END}data: ?\\{[^\\n]*"type": ?"${type}"[^\\n]*\\}${FRAME_END}`;
}
