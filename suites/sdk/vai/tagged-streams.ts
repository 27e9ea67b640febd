import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { MESSAGE } from './answers.js';
import { objectOf } from './operations.js';

const USAGE = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
const SHELL = { ...MESSAGE, content: [], stop_reason: '', usage: USAGE };

/** A whole stream whose text pieces are `<tag>/0`, `<tag>/1` and so on, so that each can be told from every other's. */
export function taggedEvents(op: string, tag: string, pieces: number): readonly StreamEvent[] {
  const text = Array.from({ length: pieces }, (_, piece) => `${tag}/${piece}`);
  const message: StreamEvent[] = [
    { type: 'message_start', message: { ...SHELL, id: `msg_${tag}` } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...text.map((piece) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: USAGE },
    { type: 'message_stop' },
  ];
  if (op !== 'runs.stream') return message;
  const response = {
    ...MESSAGE,
    id: `msg_${tag}`,
    content: [{ type: 'text', text: text.join('') }],
    stop_reason: 'end_turn',
  };
  const result = { steps: [], tool_call_count: 0, turn_count: 1, usage: USAGE, stop_reason: 'end_turn', response };
  return [
    { type: 'run_start', request_id: `req_${tag}`, model: 'anthropic/some-model', protocol_version: '1' },
    { type: 'step_start', index: 0 },
    ...message.map((event) => ({ type: 'stream_event', event })),
    { type: 'step_complete', index: 0, response },
    { type: 'run_complete', result },
  ];
}

/** The texts of a stream's deltas, in order. */
export function textsOf(op: string, events: readonly Readonly<Record<string, unknown>>[]): string[] {
  const inner =
    op === 'runs.stream' ? events.flatMap((one) => (one.type === 'stream_event' ? [objectOf(one.event)] : [])) : events;
  return inner.flatMap((event) => {
    const { type, text } = objectOf(event.delta);
    return event.type === 'content_block_delta' && type === 'text_delta' ? [String(text)] : [];
  });
}
