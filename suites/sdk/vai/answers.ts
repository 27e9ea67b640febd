/** Answers of a gateway that use what contract-vai 3.1 and 3.4 name, each as the SDK should hand it over. */
export const MESSAGE = {
  id: 'msg_01',
  type: 'message',
  role: 'assistant',
  model: 'anthropic/some-model',
  content: [
    { type: 'thinking', thinking: 'Look it up.', signature: 'c2lnbmVk' },
    { type: 'text', text: 'One ' },
    { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { place: 'Turin' } },
    { type: 'text', text: 'moment é漢😀' },
  ],
  stop_reason: 'tool_use',
  usage: { input_tokens: 12, output_tokens: 7, total_tokens: 19 },
};

/** A message like the plain one, with other members; `undefined` takes one away. */
export function message(members: Readonly<Record<string, unknown>> = {}) {
  return { ...MESSAGE, ...members };
}

const FINAL = message({ id: 'msg_02', content: [{ type: 'text', text: 'Sunny.' }], stop_reason: 'end_turn' });

export const RUN_RESULT = {
  response: FINAL,
  steps: [
    {
      index: 0,
      response: message({
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'vai_web_search', input: { query: 'Turin' } }],
      }),
      tool_calls: [{ id: 'toolu_1', name: 'vai_web_search', input: { query: 'Turin' } }],
      tool_results: [{ tool_use_id: 'toolu_1', content: [{ type: 'text', text: '{"results":[]}' }] }],
      duration_ms: 12,
    },
    { index: 1, response: FINAL, duration_ms: 9 },
  ],
  tool_call_count: 1,
  turn_count: 2,
  usage: { input_tokens: 24, output_tokens: 14, total_tokens: 38 },
  stop_reason: 'end_turn',
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
    { role: 'assistant', content: [{ type: 'text', text: 'Sunny.' }] },
  ],
};

/** A run's result like the plain one, with other members. */
export function runResult(members: Readonly<Record<string, unknown>> = {}) {
  return { ...RUN_RESULT, ...members };
}

export const MODELS = [
  {
    id: 'anthropic/claude-sonnet-4',
    provider: 'anthropic',
    name: 'claude-sonnet-4',
    auth: { requires_byok_header: 'X-Provider-Key-Anthropic' },
    capabilities: { streaming: true, tools: true },
  },
  { id: 'groq/llama', provider: 'groq', name: 'llama', capabilities: {} },
];

/** Puts members that no contract names into every object of a value, tool inputs and other free JSON aside. */
export function withStrangers(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withStrangers(item, name));
  if (typeof value !== 'object' || value === null || name === 'input') return value;
  const members = Object.entries(value).map(([key, item]) => [key, withStrangers(item, key)]);
  return { ...Object.fromEntries(members), x_future: { a: [1, null] }, x_flag: false };
}
