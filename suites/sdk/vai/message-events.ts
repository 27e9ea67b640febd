import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';

/** The events of message streams, for streams that are put together block by block (contract-vai 3.3). */

/** A provider whose streams must end in `message_stop`. */
export const STRICT_MODEL = 'anthropic/claude-golden';

export const START_USAGE = { input_tokens: 11, output_tokens: 1, total_tokens: 12 };
export const END_USAGE = { input_tokens: 11, output_tokens: 8, total_tokens: 19 };

/** `message_start` with an empty message, and what else its message says. */
export function started(members: Readonly<Record<string, unknown>> = {}): StreamEvent {
  const message = {
    id: 'msg_golden',
    type: 'message',
    role: 'assistant',
    model: STRICT_MODEL,
    content: [],
    stop_reason: '',
    usage: START_USAGE,
  };
  return { type: 'message_start', message: { ...message, ...members } };
}

export function opened(index: number, block: Readonly<Record<string, unknown>>): StreamEvent {
  return { type: 'content_block_start', index, content_block: block };
}

export function delta(index: number, change: Readonly<Record<string, unknown>>): StreamEvent {
  return { type: 'content_block_delta', index, delta: change };
}

export function closed(index: number): StreamEvent {
  return { type: 'content_block_stop', index };
}

export function textDelta(index: number, text: string): StreamEvent {
  return delta(index, { type: 'text_delta', text });
}

export function thinkingDelta(index: number, thinking: string): StreamEvent {
  return delta(index, { type: 'thinking_delta', thinking });
}

export function inputDelta(index: number, partial_json: string): StreamEvent {
  return delta(index, { type: 'input_json_delta', partial_json });
}

/** A text block from its start to its stop. */
export function textBlock(index: number, ...pieces: readonly string[]): StreamEvent[] {
  return [opened(index, { type: 'text', text: '' }), ...pieces.map((piece) => textDelta(index, piece)), closed(index)];
}

/** A thinking block from its start to its stop. */
export function thinkingBlock(index: number, ...pieces: readonly string[]): StreamEvent[] {
  return [
    opened(index, { type: 'thinking', thinking: '' }),
    ...pieces.map((piece) => thinkingDelta(index, piece)),
    closed(index),
  ];
}

/** A tool's call from its start to its stop; `members` stand in its start. */
export function toolBlock(
  index: number,
  members: Readonly<Record<string, unknown>>,
  ...fragments: readonly string[]
): StreamEvent[] {
  return [
    opened(index, { ...toolUse({}), ...members }),
    ...fragments.map((fragment) => inputDelta(index, fragment)),
    closed(index),
  ];
}

/** A tool's call with this input. */
export function toolUse(input: Readonly<Record<string, unknown>>, members: Readonly<Record<string, unknown>> = {}) {
  return { type: 'tool_use', id: 'toolu_1', name: 'weather', input, ...members };
}

/** `message_delta` with a stop reason and the usage. */
export function turned(stop_reason = 'end_turn', usage: Readonly<Record<string, unknown>> = END_USAGE): StreamEvent {
  return { type: 'message_delta', delta: { stop_reason }, usage };
}

export const STOP: StreamEvent = { type: 'message_stop' };
export const PING: StreamEvent = { type: 'ping' };

/** A whole message stream around these events. */
export function messageOf(...events: readonly StreamEvent[]): StreamEvent[] {
  return [started(), ...events, turned(), STOP];
}

/** The message that a stream with this content folds to. */
export function folded(content: readonly unknown[], members: Readonly<Record<string, unknown>> = {}) {
  return {
    id: 'msg_golden',
    type: 'message',
    role: 'assistant',
    model: STRICT_MODEL,
    content,
    stop_reason: 'end_turn',
    usage: END_USAGE,
    ...members,
  };
}
