import type { JsonObject } from './json.js';
import { isObject, listOf } from './json.js';

/** The text of a message: its text blocks joined, and nothing else. */
export function textOf(message: JsonObject): string {
  return joined(message, 'text', 'text');
}

/** The thinking of a message: its thinking blocks joined. */
export function thinkingOf(message: JsonObject): string {
  return joined(message, 'thinking', 'thinking');
}

/** The text that one event adds to its message; empty for events that add none. Takes events of runs as well. */
export function textPieceOf(event: JsonObject): string {
  const inner = messageEventOf(event);
  const delta = inner.type === 'content_block_delta' && isObject(inner.delta) ? inner.delta : {};
  return delta.type === 'text_delta' && typeof delta.text === 'string' ? delta.text : '';
}

/** The message event inside an event of a run; other events are their own. */
function messageEventOf(event: JsonObject): JsonObject {
  return event.type === 'stream_event' && isObject(event.event) ? event.event : event;
}

function joined(message: JsonObject, type: string, member: string): string {
  const blocks = listOf(message.content).filter((block) => isObject(block) && block.type === type);
  return blocks.map((block) => (isObject(block) && typeof block[member] === 'string' ? block[member] : '')).join('');
}
