/**
 * The table of invalid inputs (contract 2.12), row by row, on the specification's side of each known disagreement. One file,
 * however long: it is one table.
 */
import { describe, expect, it } from 'vitest';
import type { RequestKind } from '../../contracts/vai/request/index.js';
import { check, contextWith, type Headers, KEYS } from './request-context.js';

type Expected = readonly [
  rule: string,
  param?: string,
  rest?: { readonly status?: number; readonly type?: string; readonly code?: string },
];

const model = 'anthropic/uncurated';
const user = (content: unknown) => ({ role: 'user', content });
const said = (...content: unknown[]) => ({ model, messages: [user('hi'), { role: 'assistant', content }] });
const heard = (...content: unknown[]) => ({ model, messages: [user(content)] });
const hi = { model, messages: [user('hi')] };
const use = { type: 'tool_use', id: 't', name: 'n', input: {} };
const answer = { type: 'tool_result', tool_use_id: 't' };
const fn = { type: 'function', name: 'f', description: 'd', input_schema: { type: 'object' } };
const format = (json_schema: unknown) => ({ ...hi, output_format: { type: 'json_schema', json_schema } });
const stt = { type: 'audio_stt', source: { type: 'base64', data: 'AAAA' } };
const auth = { status: 401, type: 'authentication_error', code: 'provider_key_missing' };
const schema = 'output_format.json_schema';
const said0 = 'messages[1].content[0]';
const heard0 = 'messages[0].content[0]';

const MESSAGES: readonly (readonly [row: string, body: unknown, ...Expected])[] = [
  ['1 cut off', '{"model":', 'decode.json'],
  ['1 empty', '', 'decode.json'],
  ['1 trailing', `${JSON.stringify(hi)}{}`, 'decode.json'],
  ['1 byte order mark', `\uFEFF${JSON.stringify(hi)}`, 'decode.json'],
  ['1 array', [hi], 'decode.object'],
  ['1 text', '"x"', 'decode.object'],
  ['1 null', 'null', 'model.missing', 'model'],
  ['2 text for integer', { ...hi, max_tokens: 'x' }, 'request.max_tokens.type', 'max_tokens'],
  ['2 fraction', { ...hi, max_tokens: 1.5 }, 'request.max_tokens.type', 'max_tokens'],
  ['2 text for boolean', { ...hi, stream: 'yes' }, 'request.stream.type', 'stream'],
  ['2 text for object', { ...hi, tool_choice: 'auto' }, 'request.tool_choice.type', 'tool_choice'],
  ['2 object for array', { ...hi, messages: {} }, 'request.messages.type', 'messages'],
  ['2 array for object', { ...hi, metadata: [] }, 'request.metadata.type', 'metadata'],
  ['2 inside an array', { ...hi, stop_sequences: ['a', 5] }, 'request.stop_sequences.type', 'stop_sequences[1]'],
  [
    '2 inside an object',
    { ...hi, output: { image: { size: 1 } } },
    'request.output.image.size.type',
    'output.image.size',
  ],
  ['3 message', { ...hi, messages: [user('hi'), 5] }, 'message.shape', 'messages[1]'],
  ['3 block', heard('hi'), 'block.shape', heard0],
  ['3 tool', { ...hi, tools: ['x'] }, 'tool.shape', 'tools[0]'],
  ['4 text', heard({ type: 'text', text: 5 }), 'block.text.text.type', `${heard0}.text`],
  ['4 role', { model, messages: [{ role: 5, content: '' }] }, 'message.role.type', 'messages[0].role'],
  ['4 type', heard({ type: 5 }), 'block.type.type', `${heard0}.type`],
  ['4 source', heard({ type: 'image', source: 'x' }), 'block.image.source.type', `${heard0}.source`],
  [
    '4 schema',
    { ...hi, tools: [{ ...fn, input_schema: { properties: { a: { type: ['string'] } } } }] },
    'tool.function.input_schema.type.type',
    'tools[0].input_schema.properties.a.type',
  ],
  [
    '4 enum',
    { ...hi, tools: [{ ...fn, input_schema: { enum: ['a', 1] } }] },
    'tool.function.input_schema.enum.type',
    'tools[0].input_schema.enum[1]',
  ],
  ['6 no model', { messages: hi.messages }, 'model.missing', 'model'],
  ['6 blank model', { ...hi, model: ' ' }, 'model.blank', 'model'],
  ['7 no messages', { model }, 'messages.missing', 'messages'],
  ['7 empty messages', { model, messages: [] }, 'messages.empty', 'messages'],
  ['8 null message', { model, messages: [null] }, 'message.null', 'messages[0].role'],
  ['8 no role', { model, messages: [{ content: '' }] }, 'message.role.missing', 'messages[0].role'],
  [
    '8 unknown role',
    { model, messages: [{ role: 'system', content: '' }] },
    'message.role.unknown',
    'messages[0].role',
  ],
  ['9 no content', { model, messages: [{ role: 'user' }] }, 'message.content.missing', 'messages[0].content'],
  ['9 content of another kind', { model, messages: [user(true)] }, 'message.content.type', 'messages[0].content'],
  ['10 null block', heard(null), 'block.null', `${heard0}.type`],
  ['10 no type', heard({}), 'block.type.missing', `${heard0}.type`],
  ['10 unknown type', heard({ type: 'constructor' }), 'block.type.unknown', `${heard0}.type`],
  [
    '11 nested',
    {
      model,
      messages: [
        user('a'),
        { role: 'assistant', content: [use] },
        user([{ ...answer, content: [{ type: 'text' }, { type: 'x' }] }]),
      ],
    },
    'nested.block.type.unknown',
    'messages[2].content[0].content[1].type',
  ],
  ['12 system', { ...hi, system: 5 }, 'system.type', 'system'],
  ['12 element of system', { ...hi, system: ['x'] }, 'system.element', 'system'],
  ['13 unknown block in system', { ...hi, system: [{ type: 'x' }] }, 'system.block.type.unknown', 'system[0].type'],
  ['14 id', said({ ...use, id: ' ' }), 'block.tool_use.id.missing', `${said0}.id`],
  ['14 name', said({ ...use, name: undefined }), 'block.tool_use.name.missing', `${said0}.name`],
  ['14 no input', said({ ...use, input: null }), 'block.tool_use.input.missing', `${said0}.input`],
  ['14 input', said({ ...use, input: [] }), 'block.tool_use.input.type', `${said0}.input`],
  ['15 no id', heard({ type: 'tool_result' }), 'block.tool_result.tool_use_id.missing', `${heard0}.tool_use_id`],
  ['15 unmatched', heard(answer), 'history.unknown-call', `${heard0}.tool_use_id`],
  [
    '15 too early',
    { model, messages: [user([answer]), { role: 'assistant', content: [use] }] },
    'history.early-result',
    `${heard0}.tool_use_id`,
  ],
  ['16 call by user', heard(use), 'block.role.tool_use', `${heard0}.type`],
  ['16 result by assistant', said(use, answer), 'block.role.tool_result', 'messages[1].content[1].type'],
  ['16 thinking by user', heard({ type: 'thinking', thinking: '' }), 'block.role.thinking', `${heard0}.type`],
  ['17 no type', { ...hi, tools: [{ name: 'f' }] }, 'tool.type.missing', 'tools[0].type'],
  ['17 null', { ...hi, tools: [null] }, 'tool.null', 'tools[0].type'],
  ['17 unknown', { ...hi, tools: [{ type: 'toString' }] }, 'tool.type.unknown', 'tools[0].type'],
  ['18 config', { ...hi, tools: [{ ...fn, config: {} }] }, 'tool.function.config', 'tools[0].config'],
  ['18 name', { ...hi, tools: [{ ...fn, name: '' }] }, 'tool.function.name.missing', 'tools[0].name'],
  [
    '18 description',
    { ...hi, tools: [{ ...fn, description: null }] },
    'tool.function.description.missing',
    'tools[0].description',
  ],
  [
    '18 schema',
    { ...hi, tools: [{ ...fn, input_schema: null }] },
    'tool.function.input_schema.missing',
    'tools[0].input_schema',
  ],
  [
    '19 config',
    { ...hi, tools: [{ type: 'web_search', config: { user_location: { city: 5 } } }] },
    'tool.web_search.config.user_location.city.type',
    'tools[0].config',
  ],
  [
    '20 type',
    { ...hi, output_format: { type: 'json', json_schema: {} } },
    'output_format.type.unknown',
    'output_format.type',
  ],
  ['20 no schema', format(undefined), 'output_format.json_schema.missing', schema],
  ['20 schema type', format({ type: 'x' }), 'output_format.schema.type.unknown', `${schema}.type`],
  [
    '20 items',
    format({ type: 'object', properties: { a: { type: 'array' } } }),
    'output_format.schema.items.missing',
    `${schema}.properties.a.items`,
  ],
  [
    '20 required',
    format({ type: 'object', required: ['toString'] }),
    'output_format.schema.required.unknown',
    `${schema}.required[0]`,
  ],
  [
    '20 blank required',
    format({ type: 'object', required: [' '] }),
    'output_format.schema.required.blank',
    `${schema}.required[0]`,
  ],
  ['21 no slash', { ...hi, stt_model: 'x' }, 'stt_model.syntax', 'stt_model'],
  ['21 blank half', { ...hi, tts_model: 'x/ ' }, 'tts_model.syntax', 'tts_model'],
  ['22 voice', { ...hi, voice: [] }, 'request.voice.type', 'voice'],
  [
    '22 unknown key',
    { ...hi, voice: { output: { voice: 'v', sample_rate_hz: 1 } } },
    'voice.output.unknown-key',
    'voice',
  ],
  ['22 wrong type', { ...hi, voice: { output: { voice: 5 } } }, 'voice.output.voice.type', 'voice'],
  ['22 no voice', { ...hi, voice: { output: {} } }, 'voice.output.voice.missing', 'voice.output.voice'],
  ['23 voice.input', { ...hi, voice: { input: {} } }, 'voice.input', 'voice.input'],
  ['26 no slash', { ...hi, model: 'x' }, 'model.syntax'],
  ['27 removed', { ...hi, model: 'gemini-oauth/x' }, 'model.removed-provider', 'model'],
  ['28 unknown', { ...hi, model: 'Anthropic/x' }, 'model.unknown-provider', 'model'],
  ['28 prototype', { ...hi, model: 'constructor/x' }, 'model.unknown-provider', 'model'],
  ['28 no name', { ...hi, model: 'anthropic/' }, 'model.empty-name', 'model'],
  ['stt of another provider', { ...hi, stt_model: 'x/y' }, 'stt_model.provider', 'stt_model'],
  ['tts of another provider', { ...hi, tts_model: 'x/y' }, 'tts_model.provider', 'tts_model'],
  [
    'audio that is not base64',
    heard({ ...stt, source: { type: 'base64', data: '*' } }),
    'audio_stt.base64',
    `${heard0}.source.data`,
  ],
  ['unknown key of the request', { ...hi, Model: 'x' }, 'request.unknown-key', 'Model'],
  [
    'unknown key of a message',
    { model, messages: [{ ...user(''), zeal: 1 }] },
    'message.unknown-key',
    'messages[0].zeal',
  ],
  ['unknown key of a block', heard({ type: 'text', zeal: 1 }), 'block.text.unknown-key', `${heard0}.zeal`],
  [
    'unknown key of a source',
    heard({ type: 'image', source: { zeal: 1 } }),
    'block.image.source.unknown-key',
    `${heard0}.source.zeal`,
  ],
  ['unknown key of a tool', { ...hi, tools: [{ ...fn, zeal: 1 }] }, 'tool.function.unknown-key', 'tools[0].zeal'],
  [
    'unknown key of a config',
    { ...hi, tools: [{ type: 'web_search', config: { zeal: 1 } }] },
    'tool.web_search.config.unknown-key',
    'tools[0].config.zeal',
  ],
  [
    'unknown key of the format',
    { ...hi, output_format: { type: 'json_schema', json_schema: { type: 'null' }, zeal: 1 } },
    'output_format.unknown-key',
    'output_format.zeal',
  ],
  ['__proto__', `{"model":"a/b","__proto__":{}}`, 'request.unknown-key', '__proto__'],
];

const search = { vai_web_search: { provider: 'tavily' } };
const run = (more: object = {}) => ({
  request: hi,
  server_tools: ['vai_web_search'],
  server_tool_config: search,
  ...more,
});
const config = (vai_web_search: unknown) => run({ server_tool_config: { vai_web_search } });
const invalid = { code: 'run_validation_failed' };
const searchPath = 'server_tool_config.vai_web_search';

const RUNS: readonly (readonly [row: string, body: unknown, ...Expected])[] = [
  [
    '8 inside a run',
    { request: { model, messages: [{ role: 'x', content: '' }] } },
    'message.role.unknown',
    'request.messages[0].role',
  ],
  ['26 inside a run', { request: { ...hi, model: 'x' } }, 'model.syntax'],
  ['28 inside a run', { request: { ...hi, model: 'x/y' } }, 'model.unknown-provider', 'request.model'],
  ['unknown key inside a run', { request: { ...hi, zeal: 1 } }, 'request.unknown-key', 'request.zeal'],
  ['33', run({ zeal: 1 }), 'runs.unknown-key', 'zeal'],
  ['34 missing', {}, 'runs.request.missing', 'request'],
  ['34 null', { request: null }, 'runs.request.missing', 'request'],
  ['35', { request: 'x' }, 'runs.request.type', 'request'],
  ['36', { request: { ...hi, stream: true } }, 'runs.request.stream', 'request.stream'],
  ['37 turns', run({ run: { max_turns: 0 } }), 'runs.run.max_turns.below', 'run.max_turns'],
  ['37 turns above', run({ run: { max_turns: 65 } }), 'runs.run.max_turns.above', 'run.max_turns'],
  ['37 calls', run({ run: { max_tool_calls: 257 } }), 'runs.run.max_tool_calls.above', 'run.max_tool_calls'],
  ['37 time', run({ run: { timeout_ms: 999 } }), 'runs.run.timeout_ms.below', 'run.timeout_ms'],
  ['37 tool time', run({ run: { tool_timeout_ms: 60_001 } }), 'runs.run.tool_timeout_ms.above', 'run.tool_timeout_ms'],
  ['38 unknown', run({ run: { zeal: 1 } }), 'runs.run.unknown-key', 'run'],
  ['38 type', run({ run: { max_turns: '1' } }), 'runs.run.max_turns.type', 'run'],
  ['38 no object', run({ run: [] }), 'runs.run.type', 'run'],
  ['39', run({ server_tools: 'x' }), 'runs.server_tools.type', 'server_tools'],
  ['39 element', run({ server_tools: [5] }), 'runs.server_tools.element', 'server_tools'],
  ['40 blank', run({ server_tools: [' '] }), 'runs.server_tools.blank', 'server_tools[0]'],
  [
    '40 duplicate',
    run({ server_tools: ['vai_web_search', 'vai_web_search '] }),
    'runs.server_tools.duplicate',
    'server_tools[1]',
  ],
  ['40 builtins', run({ builtins: [''] }), 'runs.builtins.blank', 'builtins[0]'],
  ['41', run({ builtins: ['vai_web_fetch'] }), 'runs.server_tools.differ', 'server_tools'],
  [
    '42',
    run({ server_tools: ['vai_web_search', 'x'] }),
    'server_tool.unknown',
    'server_tools[1]',
    { code: 'unsupported_server_tool' },
  ],
  [
    '42 as builtin',
    { request: hi, builtins: ['constructor'] },
    'server_tool.unknown',
    'server_tools[0]',
    { code: 'unsupported_server_tool' },
  ],
  [
    '43',
    run({ server_tool_config: { ...search, vai_web_fetch: {} } }),
    'server_tool_config.not-enabled',
    'server_tool_config.vai_web_fetch',
    invalid,
  ],
  ['44 unknown', config({ zeal: 1 }), `${searchPath}.unknown-key`, searchPath, invalid],
  ['44 type', config({ max_results: 'x' }), `${searchPath}.max_results.type`, searchPath, invalid],
  [
    '44 format',
    { request: hi, server_tools: ['vai_web_fetch'], server_tool_config: { vai_web_fetch: { format: 'pdf' } } },
    'server_tool_config.vai_web_fetch.format.unknown',
    'server_tool_config.vai_web_fetch',
    invalid,
  ],
  ['config', run({ server_tool_config: [] }), 'runs.server_tool_config.type', 'server_tool_config'],
  ['config entry', config(null), 'server_tool_config.entry', searchPath],
  [
    '45',
    config({ provider: 'firecrawl' }),
    'server_tool.provider.unsupported',
    `${searchPath}.provider`,
    { code: 'unsupported_tool_provider' },
  ],
  ['47', config({ provider: 'EXA' }), 'key.tool', 'X-Provider-Key-Exa', auth],
  [
    '48',
    run({ request: { ...hi, tools: [{ ...fn, name: 'vai_web_search' }] } }),
    'runs.function.collides',
    'request.tools[0].name',
    invalid,
  ],
  [
    '49',
    run({ request: { ...hi, tools: [{ type: 'web_search' }, fn] } }),
    'runs.function',
    'request.tools[1].name',
    { code: 'unsupported_function_tool' },
  ],
];

const EXECUTE: readonly (readonly [row: string, body: unknown, ...Expected])[] = [
  ['no tool', { input: {} }, 'execute.tool.missing', 'tool'],
  ['no input', { tool: 'vai_web_search' }, 'execute.input.missing', 'input'],
  ['unknown key', { tool: 'vai_web_search', input: {}, zeal: 1 }, 'execute.unknown-key', 'zeal'],
  ['unknown tool', { tool: 'x', input: {} }, 'server_tool.unknown', 'tool', { code: 'unsupported_server_tool' }],
  ['references', { tool: 'vai_image', input: { images: [{ id: 'a' }] } }, 'execute.images', 'images[0].id', invalid],
];

describe.each<[RequestKind, typeof MESSAGES]>([
  ['messages', MESSAGES],
  ['runs', RUNS],
  ['execute', EXECUTE],
])('%s', (kind, rows) => {
  for (const [row, body, rule, param, rest = {}] of rows)
    it(`row ${row}`, () => {
      const result = check(kind, body);
      expect(result).toMatchObject({ ok: false, fault: { status: 400, type: 'invalid_request_error', rule, ...rest } });
      if (result.ok) return;
      expect(result.fault.param).toBe(param);
      expect(result.fault.code).toBe(rest.code);
    });
});

describe('what depends on more than the body', () => {
  const without = (...names: string[]): Headers =>
    Object.fromEntries(Object.entries(KEYS).filter(([name]) => !names.some((each) => name.endsWith(each))));
  const fault = (kind: RequestKind, body: unknown, context = contextWith()) => {
    const result = check(kind, body, context);
    return result.ok ? undefined : result.fault;
  };

  it('row 25: the allowlist, before the syntax of the model', () => {
    const context = contextWith(KEYS, { modelAllowlist: [model] });
    const denied = { rule: 'model.not-allowed', status: 403, type: 'permission_error' };
    expect(fault('messages', hi, context)).toBeUndefined();
    expect(fault('messages', { ...hi, model: 'x' }, context)).toMatchObject({ ...denied, param: 'model' });
    expect(fault('runs', { request: { ...hi, model: 'x' } }, context)).toMatchObject({
      ...denied,
      param: 'request.model',
    });
  });

  it('row 29: the key of the model, blank counting as missing', () => {
    const missing = { rule: 'key.model', param: 'X-Provider-Key-Anthropic', ...auth };
    expect(fault('messages', hi, contextWith(without('anthropic')))).toMatchObject(missing);
    expect(fault('messages', hi, contextWith({ ...KEYS, 'x-provider-key-anthropic': ' ' }))).toMatchObject(missing);
  });

  it('row 30: the key of the voice, also for audio in a tool result', () => {
    const mute = contextWith(without('cartesia'));
    const nested = {
      model,
      messages: [user('a'), { role: 'assistant', content: [use] }, user([{ ...answer, content: [stt] }])],
    };
    for (const body of [{ ...hi, voice: { output: { voice: 'v' } } }, heard(stt), nested, { ...hi, system: [stt] }]) {
      expect(fault('messages', body)).toBeUndefined();
      expect(fault('messages', body, mute)).toMatchObject({
        rule: 'key.voice',
        param: 'X-Provider-Key-Cartesia',
        ...auth,
      });
    }
    expect(fault('messages', { ...hi, voice: {} }, mute)).toBeUndefined();
  });

  it('row 31: all compatibility issues, by path, prefixed in runs', () => {
    const request = {
      model: 'cerebras/llama-3.3-70b',
      system: [{ type: 'document' }],
      messages: [user([{ type: 'image' }, stt]), { role: 'assistant', content: [{ type: 'thinking' }] }],
      tools: [{ type: 'web_search' }],
    };
    const issues = (prefix: string) => [
      { code: 'unsupported_content_block', param: `${prefix}system[0]` },
      { code: 'unsupported_content_block', param: `${prefix}messages[0].content[0]` },
      { code: 'unsupported_thinking', param: `${prefix}messages[1].content[0]` },
      { code: 'unsupported_tool_type', param: `${prefix}tools[0].type` },
    ];
    const refused = fault('messages', request);
    expect(refused).toMatchObject({ rule: 'compat', status: 400, compatIssues: issues('') });
    expect(refused?.compatIssues).toHaveLength(4);
    expect(refused).not.toHaveProperty('param');
    expect(fault('runs', { request })).toMatchObject({ compatIssues: issues('request.') });
    expect(fault('messages', { ...request, model: 'cerebras/other' })).toBeUndefined();
  });

  it('row 46: which provider runs a tool where none is named', () => {
    const bare = { request: hi, server_tools: ['vai_web_search'] };
    const undecided = { code: 'tool_provider_missing', param: `${searchPath}.provider`, status: 400 };
    expect(fault('runs', bare)).toBeUndefined();
    expect(fault('runs', bare, contextWith(without('tavily')))).toMatchObject({
      rule: 'server_tool.provider.missing',
      ...undecided,
    });
    const both = contextWith({ ...KEYS, 'x-provider-key-exa': 'k' });
    expect(fault('runs', bare, both)).toMatchObject({ rule: 'server_tool.provider.ambiguous', ...undecided });
  });

  it('a fault that is overlooked passes, and the next one counts', () => {
    const body = { model, messages: [{ role: 'system', content: [{ type: 'x' }] }], zeal: 1 };
    const overlooking = (...rules: string[]) => contextWith(KEYS, { overlook: ({ rule }) => rules.includes(rule) });
    expect(fault('messages', body)?.rule).toBe('request.unknown-key');
    expect(fault('messages', body, overlooking('request.unknown-key'))?.rule).toBe('message.role.unknown');
    expect(fault('messages', body, overlooking('request.unknown-key', 'message.role.unknown'))?.rule).toBe(
      'block.type.unknown',
    );
    expect(
      check('messages', body, overlooking('request.unknown-key', 'message.role.unknown', 'block.type.unknown')).ok,
    ).toBe(true);
  });

  it('whatever is overlooked, nothing crashes', () => {
    const all = contextWith({}, { overlook: () => true });
    for (const [rows, kind] of [
      [MESSAGES, 'messages'],
      [RUNS, 'runs'],
      [EXECUTE, 'execute'],
    ] as const) {
      for (const [, body] of rows) expect(check(kind, body, all).ok).toBe(true);
    }
  });
});

describe('row 24: limits, exactly at them and one above', () => {
  const limits = { messages: 2, tools: 1, textBytes: 6, b64PerBlock: 3, b64Total: 5 };
  const media = (data: string) => ({ type: 'image', source: { type: 'BASE64', data } });
  const nested = (text: string) => ({
    model,
    messages: [{ role: 'assistant', content: [use] }, user([{ ...answer, content: [{ type: 'text', text }] }])],
  });
  const rows: readonly (readonly [what: string, at: object, above: object, rule: string, param: string])[] = [
    [
      'messages',
      { model, messages: [user(''), user('')] },
      { model, messages: [user(''), user(''), user('')] },
      'limit.messages',
      'messages',
    ],
    [
      'tools',
      { ...hi, tools: [fn] },
      { ...hi, tools: [{ type: 'web_search' }, { type: 'web_fetch' }] },
      'limit.tools',
      'tools',
    ],
    [
      'text',
      { model, messages: [user('abc'), user('äa')] },
      { model, messages: [user('abc'), user('ää')] },
      'limit.text',
      'messages[1].content',
    ],
    [
      'text of system',
      { model, system: 'abcdef', messages: [user('')] },
      { model, system: 'abcdefg', messages: [user('')] },
      'limit.text',
      'system',
    ],
    [
      'blocks of system',
      { ...hi, system: [{ type: 'text', text: 'abcd' }] },
      { ...hi, system: [{ type: 'text', text: 'abcdefg' }] },
      'limit.text',
      'system[0].text',
    ],
    [
      'text blocks',
      heard({ type: 'text', text: '𝒳𝒳'.slice(0, 2) }),
      heard({ type: 'text', text: '𝒳𝒳' }),
      'limit.text',
      `${heard0}.text`,
    ],
    ['nested text', nested('abcdef'), nested('abcdefg'), 'limit.text', 'messages[1].content[0].content[0].text'],
    [
      'base64 of a block',
      heard(media('AAAA')),
      heard(media('AAAAAA==')),
      'limit.base64-block',
      `${heard0}.source.data`,
    ],
    [
      'base64 in total',
      heard(media('AAAA'), media('AAA=')),
      heard(media('AAAA'), media('AAAA')),
      'limit.base64-total',
      'messages[0].content[1].source.data',
    ],
  ];

  it.each(rows)('%s', (_what, fits, above, rule, param) => {
    const context = contextWith(KEYS, { limits });
    expect(check('messages', fits, context)).toMatchObject({ ok: true });
    expect(check('messages', above, context)).toMatchObject({ ok: false, fault: { rule, param, status: 400 } });
    expect(check('runs', { request: above }, context)).toMatchObject({
      ok: false,
      fault: { rule, param: `request.${param}` },
    });
  });
});

describe('what is accepted', () => {
  it.each([
    ['negative max_tokens', { ...hi, max_tokens: -1 }],
    ['any kind of tool choice', { ...hi, tool_choice: { type: 'x' } }],
    ['an image without source', heard({ type: 'image' })],
    ['any temperature', { ...hi, temperature: 99 }],
    ['a call without result', said(use)],
    ['the same call twice', said(use, use)],
    [
      'search results in an assistant message',
      said({
        type: 'web_search_tool_result',
        tool_use_id: 's',
        content: [{ type: 'web_search_result', url: 'u', title: 't', page_age: null }],
      }),
    ],
    ['redacted thinking', said({ type: 'redacted_thinking', data: 'x' })],
    [
      'duplicate keys, the last of which counts',
      `{"model":5,"model":"${model}","messages":[{"role":"user","content":"hi"}]}`,
    ],
    ['lone surrogates', `{"model":"${model}","messages":[{"role":"user","content":"\\ud800"}]}`],
    [
      'broken UTF-8 in a string',
      Buffer.concat([
        Buffer.from(`{"model":"${model}","messages":[{"role":"user","content":"`),
        Buffer.from([0xff]),
        Buffer.from('"}]}'),
      ]),
    ],
    [
      'members named like those of every object, where names are free',
      `{"model":"${model}","messages":[{"role":"user","content":""}],"metadata":{"__proto__":{"a":1},"constructor":1}}`,
    ],
  ])('%s', (_what, body) => {
    expect(check('messages', body)).toMatchObject({ ok: true });
  });

  it('null for absence, which is absent in what comes back', () => {
    const body = {
      model,
      messages: [{ role: 'user', content: null }],
      system: null,
      stream: null,
      tools: [{ ...fn, config: null }],
    };
    const result = check('messages', body);
    expect(result).toEqual({ ok: true, request: { model, messages: [user('')], tools: [fn] } });
  });

  it('nesting up to the bound, and no crash beyond', () => {
    const deep = (levels: number) =>
      `{"model":"${model}","messages":[{"role":"user","content":"[["}],"metadata":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;
    expect(check('messages', deep(999)).ok).toBe(true);
    for (const levels of [1000, 10_000, 1_000_000]) {
      expect(check('messages', deep(levels))).toMatchObject({
        ok: false,
        fault: { rule: 'decode.depth', status: 400 },
      });
    }
  });
});
