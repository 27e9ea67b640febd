import { keepChunk } from './chunk.js';
import type { StreamEvent } from './exchange.js';

/** Characters that would end a script or break a line where JSON is embedded; Go's encoder writes them so too. */
const ESCAPED = /[<>&\u2028\u2029]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON on one line, with markup and line separators escaped. */
export function encodeJson(value: unknown): string {
  const json = JSON.stringify(value);
  return ESCAPED.test(json) ? json.replace(ESCAPED, (found) => ESCAPES[found] ?? found) : json;
}

/** Frames of events that were declared constant. */
const frames = new WeakMap<StreamEvent, Buffer>();
const constants = new WeakSet<StreamEvent>();

/** Declares that an event will never change, so that it is encoded once however often it is said. */
export function constant<Event extends StreamEvent>(event: Event): Event {
  constants.add(event);
  return event;
}

/** Whether an event was declared constant. */
export function isConstant(event: StreamEvent): boolean {
  return constants.has(event);
}

/** The frame of an event: its name, its JSON on one line, a blank line. Line ends are LF. */
export function encodeFrame(event: StreamEvent): Buffer {
  const known = frames.get(event);
  if (known !== undefined) return known;
  const frame = Buffer.from(`event: ${event.type}\ndata: ${encodeJson(event)}\n\n`);
  if (constants.has(event)) {
    frames.set(event, frame);
    keepChunk(frame);
  }
  return frame;
}
