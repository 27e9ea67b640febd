/** The accept schemas and the request check say the same about shapes, each in its own way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../contracts/package-root.js';
import type { RequestKind } from '../../contracts/vai/request/index.js';
import { vaiSchemas } from '../../contracts/vai/schemas.js';
import { check, contextWith, KEYS } from './request-context.js';

/** Rules that no schema states: they look at order, history, names in use, keys, sizes and the model. */
const BEYOND_SHAPE =
  /^(history\.|(block|system\.block)\.role\.|model\.|(stt|tts)_model\.provider|key\.|compat$|limit\.|audio_stt\.|runs\.function|runs\.server_tools\.differ|server_tool(_config\.not-enabled|\.)|output_format\.schema\.required\.unknown|execute\.images)/;

const model = 'anthropic/uncurated';
const user = { role: 'user', content: 'hi' };
const request = { model, messages: [user] };

/** How a value of each schema is put into a whole request. */
const WHOLE: Readonly<Record<string, readonly [RequestKind, (value: unknown) => unknown]>> = {
  'message-request': ['messages', (value) => value],
  'run-request': ['runs', (value) => value],
  'execute-request': ['execute', (value) => value],
  message: ['messages', (value) => ({ model, messages: [value] })],
  'content-block': ['messages', (value) => ({ ...request, system: [value] })],
  tool: ['messages', (value) => ({ ...request, tools: [value] })],
  'schema-node': [
    'messages',
    (value) => ({ ...request, tools: [{ type: 'function', name: 'a', description: 'b', input_schema: value }] }),
  ],
  'output-format': ['messages', (value) => ({ ...request, output_format: value })],
  voice: ['messages', (value) => ({ ...request, voice: value })],
  'server-tool-config': [
    'runs',
    (value) => ({ request, server_tools: ['vai_web_search', 'vai_web_fetch'], server_tool_config: value }),
  ],
};

const context = contextWith({ ...KEYS, 'x-provider-key-vertexai': 'key' });

describe.each(Object.entries(WHOLE))('examples of %s', (name, [kind, whole]) => {
  const file = join(packageRoot, 'contracts/vai/schemas/examples', `${name}.json`);
  const {
    valid,
    invalid,
  }: { valid: { why: string; value: unknown }[]; invalid: { why: string; value: unknown; variant?: string }[] } =
    JSON.parse(readFileSync(file, 'utf8'));

  it.each(valid)('the check takes $why', ({ value }) => {
    const result = check(kind, whole(value), context);
    if (!result.ok) expect(result.fault.rule).toMatch(BEYOND_SHAPE);
  });

  it.each(invalid.filter(({ variant }) => variant !== 'emit'))('the check refuses $why', ({ value }) => {
    const result = check(kind, whole(value), context);
    expect(result).toMatchObject({ ok: false, fault: { status: 400 } });
  });
});

const tool = {
  type: 'function',
  name: 'a',
  description: 'b',
  input_schema: { type: 'object', properties: { x: { type: 'string', enum: ['y'] } }, required: ['x'] },
};
const rich = {
  ...request,
  messages: [
    user,
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'tool_use', id: 't', name: 'a', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'x' }], is_error: false },
        { type: 'image', source: { type: 'url', url: 'u' } },
      ],
    },
  ],
  system: [{ type: 'text', text: 's' }],
  max_tokens: 5,
  temperature: 0.5,
  stop_sequences: ['x'],
  tools: [tool, { type: 'web_search', config: { max_uses: 1, user_location: { city: 'c' } } }],
  tool_choice: { type: 'auto' },
  stream: false,
  stt_model: 'cartesia/x',
  output_format: {
    type: 'json_schema',
    json_schema: { type: 'object', properties: { l: { type: 'array', items: { type: 'string' } } }, required: ['l'] },
  },
  output: { modalities: ['text'], image: { size: '1K' } },
  voice: { output: { voice: 'v', speed: 1 } },
  metadata: { a: 1 },
};
const { tools: _functions, ...plain } = rich;
const SEEDS: Readonly<Record<RequestKind, object>> = {
  messages: rich,
  runs: {
    request: plain,
    run: { max_turns: 2, parallel_tools: true },
    server_tools: ['vai_web_search'],
    builtins: ['vai_web_search'],
    server_tool_config: { vai_web_search: { provider: 'tavily', max_results: 2 } },
  },
  execute: {
    tool: 'vai_web_search',
    input: { query: 'x' },
    server_tool_config: { vai_web_search: { allowed_domains: ['a'] } },
  },
};
const SCHEMA: Readonly<Record<RequestKind, string>> = {
  messages: 'message-request',
  runs: 'run-request',
  execute: 'execute-request',
};

/** All places in a value: objects and arrays with a key in them. */
function places(value: unknown): { holder: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...places(holder[key])]);
}

const junk = fc.oneof(
  fc.constantFrom(
    null,
    '',
    ' ',
    'x',
    0,
    1,
    -1,
    1.5,
    70,
    true,
    [],
    {},
    [null],
    [1],
    [''],
    ['x'],
    { type: 'text' },
    { type: 'hologram' },
    'text',
    'tool_use',
    'user',
    'a/b',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const oddKey = fc.constantFrom(
  'zeal',
  '__proto__',
  'constructor',
  'toString',
  'Model',
  'type',
  'config',
  'input',
  'name',
);

describe.each(['messages', 'runs', 'execute'] as const)('%s, changed at random', (kind) => {
  it('is refused by both or by none', () => {
    const change = fc.record({
      place: fc.nat(),
      how: fc.constantFrom('replace', 'remove', 'add'),
      value: junk,
      key: oddKey,
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
        const body = structuredClone(SEEDS[kind]);
        for (const { place, how, value: drawn, key } of changes) {
          const value = structuredClone(drawn);
          const all = places(body);
          const { holder, key: old } = all[place % all.length] ?? { holder: {}, key: '' };
          if (how === 'replace') holder[old] = value;
          else if (how === 'remove' && !Array.isArray(holder)) delete holder[old];
          else if (!Array.isArray(holder))
            Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
        }
        const sent: unknown = JSON.parse(JSON.stringify(body));
        const faults = vaiSchemas.faults(SCHEMA[kind], 'accept', sent);
        const result = check(kind, sent, context);
        if (result.ok) expect(faults).toEqual([]);
        else if (!BEYOND_SHAPE.test(result.fault.rule)) expect(faults, JSON.stringify(result.fault)).not.toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});
