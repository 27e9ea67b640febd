import type { Traffic } from '../traffic.js';
import { WORDS } from './words.js';

const frame = (event: { readonly type: string; readonly [member: string]: unknown }) =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** A message whose one text block never seems to end: what one answer of any length looks like to a judge. */
export const endless: Traffic['endless'] = {
  kind: 'message-stream',
  head: [
    frame({
      type: 'message_start',
      message: {
        id: 'msg_0123456789abcdef01234567',
        type: 'message',
        role: 'assistant',
        model: 'anthropic/claude-sonnet-4',
        content: [],
        stop_reason: '',
        usage: { input_tokens: 25, output_tokens: 0, total_tokens: 25 },
      },
    }),
    frame({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  ].join(''),
  cycle: WORDS.map((text) =>
    frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  ).join(''),
  tail: [
    frame({ type: 'content_block_stop', index: 0 }),
    frame({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage: { input_tokens: 25, output_tokens: 400, total_tokens: 425 },
    }),
    frame({ type: 'message_stop' }),
  ].join(''),
};
