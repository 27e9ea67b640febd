import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';

const USAGE = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
const MESSAGE = { id: 'm', type: 'message', role: 'assistant', model: 'anthropic/m' };
/** Characters of two, three and four bytes, and what JSON escapes. */
const TEXT = 'é世😀"\n';
const DELTA = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: TEXT } };

/**
 * The shortest message stream with text in it. Each of its bytes costs a stream where every cut is played, so nothing
 * stands here for completeness.
 */
export const SHORTEST_MESSAGE: readonly StreamEvent[] = [
  { type: 'message_start', message: { ...MESSAGE, content: [], stop_reason: '', usage: USAGE } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  DELTA,
  { type: 'message_stop' },
];

/** The shortest run stream with text in it. */
export const SHORTEST_RUN: readonly StreamEvent[] = [
  { type: 'run_start', model: 'anthropic/m' },
  { type: 'stream_event', event: DELTA },
  {
    type: 'run_complete',
    result: { steps: [], tool_call_count: 0, turn_count: 1, usage: USAGE, stop_reason: 'end_turn' },
  },
];
