/** The plain success of each operation: what the gateway says, and what the SDK then tells. Short on purpose. */
export const PLAIN_MODEL = 'anthropic/claude-plain';

const USAGE = { input_tokens: 9, output_tokens: 4, total_tokens: 13 };
const TEXT = 'Hello there.';

export const PLAIN_MESSAGE = {
  id: 'msg_plain',
  type: 'message',
  role: 'assistant',
  model: PLAIN_MODEL,
  content: [{ type: 'text', text: TEXT }],
  stop_reason: 'end_turn',
  usage: USAGE,
};

export const PLAIN_MESSAGE_EVENTS = [
  {
    type: 'message_start',
    message: {
      ...PLAIN_MESSAGE,
      content: [],
      stop_reason: '',
      usage: { input_tokens: 9, output_tokens: 0, total_tokens: 9 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello ' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'there.' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: USAGE },
  { type: 'message_stop' },
];

const QUESTION = { role: 'user', content: 'Say hello.' };
const ANSWER = { role: 'assistant', content: PLAIN_MESSAGE.content };

export const PLAIN_RUN_RESULT = {
  response: PLAIN_MESSAGE,
  steps: [{ index: 0, response: PLAIN_MESSAGE, duration_ms: 5 }],
  tool_call_count: 0,
  turn_count: 1,
  usage: USAGE,
  stop_reason: 'end_turn',
  messages: [QUESTION, ANSWER],
};

export const PLAIN_RUN_EVENTS = [
  { type: 'run_start', request_id: 'req_plain', model: PLAIN_MODEL, protocol_version: '1' },
  { type: 'step_start', index: 0 },
  ...PLAIN_MESSAGE_EVENTS.map((event) => ({ type: 'stream_event', event })),
  { type: 'step_complete', index: 0, response: PLAIN_MESSAGE },
  { type: 'history_delta', expected_len: 1, append: [ANSWER] },
  { type: 'run_complete', result: PLAIN_RUN_RESULT },
];

export const PLAIN_MODELS = [
  {
    id: PLAIN_MODEL,
    provider: 'anthropic',
    name: 'claude-plain',
    auth: { requires_byok_header: 'X-Provider-Key-Anthropic' },
    capabilities: { streaming: true, tools: true },
  },
];

/** The message request of every operation that has one. */
export function plainMessageRequest(text = QUESTION.content): Readonly<Record<string, unknown>> {
  return { model: PLAIN_MODEL, max_tokens: 64, messages: [{ role: 'user', content: text }] };
}
