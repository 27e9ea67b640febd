/**
 * Requests that use every member of contract-vai 2.1 to 2.10, in parts, so that an SDK that lacks one part is still
 * judged on the others. Each part is merged over the plain request.
 */
export const MESSAGE_PARTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  sampling: {
    max_tokens: 4096,
    temperature: 0.3,
    top_p: 0.95,
    top_k: 40,
    stop_sequences: ['END', '\n\n'],
    system: 'Answer briefly.',
  },
  'system blocks': {
    system: [
      { type: 'text', text: 'First rule.' },
      { type: 'text', text: 'Second rule.' },
    ],
  },
  tools: {
    tools: [
      {
        type: 'function',
        name: 'weather',
        description: 'Tells the weather of a place.',
        input_schema: {
          type: 'object',
          properties: { place: { type: 'string', description: 'A town' }, days: { type: 'integer' } },
          required: ['place'],
        },
      },
      { type: 'web_search', config: { max_uses: 3, allowed_domains: ['example.org'] } },
    ],
    tool_choice: { type: 'tool', name: 'weather' },
  },
  media: {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          { type: 'document', source: { type: 'url', url: 'https://example.org/a.pdf' }, filename: 'a.pdf' },
        ],
      },
    ],
  },
  voice: {
    stt_model: 'cartesia/ink-whisper',
    tts_model: 'cartesia/sonic-3',
    voice: { output: { voice: 'alto', speed: 1.1, format: 'mp3', sample_rate: 24000 } },
  },
  output: {
    output_format: {
      type: 'json_schema',
      json_schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
    },
    output: { modalities: ['text', 'image'], image: { size: '1K' } },
  },
  extensions: { extensions: { gem: { safety: 'low', levels: [1, 2] } }, metadata: { user: 'u-1', tags: ['a', 'b'] } },
};

/** Tools that runs take (a caller's functions they do not). */
export const RUN_TOOLS = [{ type: 'web_search', config: { max_uses: 2 } }, { type: 'code_execution' }];

/** Everything around the message request of a run. */
export const RUN_MEMBERS = {
  run: {
    max_turns: 3,
    max_tool_calls: 5,
    max_tokens: 9000,
    timeout_ms: 45000,
    parallel_tools: false,
    tool_timeout_ms: 5000,
  },
  server_tools: ['vai_web_search', 'vai_web_fetch'],
  server_tool_config: {
    vai_web_search: { provider: 'tavily', max_results: 4, blocked_domains: ['example.net'] },
    vai_web_fetch: { provider: 'firecrawl', format: 'markdown' },
  },
};

/** A conversation in which a tool was called, failed once and was called again. */
export const HISTORY = [
  { role: 'user', content: 'Weather in Turin?' },
  {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'Ask the tool.' },
      { type: 'text', text: 'One moment.' },
      { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { place: 'Turin', days: 0, unit: null, opts: {} } },
    ],
  },
  {
    role: 'user',
    content: [
      {
        type: 'tool_result',
        tool_use_id: 'toolu_1',
        content: [{ type: 'text', text: 'no such unit' }],
        is_error: true,
      },
    ],
  },
  { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_2', name: 'weather', input: {} }] },
  {
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: 'toolu_2', content: [{ type: 'text', text: 'sunny' }] }],
  },
];
