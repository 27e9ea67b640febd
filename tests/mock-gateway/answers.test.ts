import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Talk } from './talk.js';

let talk: Talk;
beforeAll(async () => {
  talk = await Talk.with({ api_keys: 'vai_sk_one,vai_sk_two' });
});
afterAll(() => talk.close());

describe('answers', () => {
  test('a blocking message', async () => {
    const { json, headers } = await talk.message('text');
    expect(json).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'anthropic/claude-sonnet-4',
      stop_reason: 'end_turn',
    });
    expect(json.usage).toEqual({ input_tokens: 25, output_tokens: 11, total_tokens: 36 });
    const counted = ['x-model', 'x-input-tokens', 'x-output-tokens', 'x-total-tokens'].map((name) => headers.get(name));
    expect(counted).toEqual(['anthropic/claude-sonnet-4', '25', '11', '36']);
  });

  test('JSON and events are escaped and end as they should', async () => {
    const blocking = await talk.message('html');
    expect(blocking.text).not.toMatch(/[<>&]/);
    expect(blocking.text.endsWith('}\n')).toBe(true);
    const streamed = await talk.stream('unicode');
    expect(streamed.text).toContain('\\u2028');
    expect(streamed.text.endsWith('\n\n')).toBe(true);
    expect(streamed.text).not.toContain('\r');
  });

  test.each([
    'text',
    'text-blocks',
    'unicode',
    'html',
    'thinking-tool',
    'client-tools-parallel',
    'tool-empty-input',
    'tool-large-input',
    'redacted-thinking',
    'unknown-block',
    'unknown-event',
    'web-search-native',
    'stop-sequence',
    'usage-cached',
    'empty',
    'large-delta',
  ])('%s folds to the blocking answer', async (scenario) => {
    const tools = [{ type: 'function', name: 'clock', description: 'the time', input_schema: { type: 'object' } }];
    const headers = talk.headers({ 'X-Request-ID': 'same' });
    const [blocking, streamed] = await Promise.all([
      talk.message(scenario, { tools }, headers),
      talk.stream(scenario, { tools }, headers),
    ]);
    const start = streamed.frames[0]?.message;
    const blocks: Record<string, unknown>[] = [];
    const json: string[] = [];
    for (const { type, index, content_block, delta } of streamed.frames) {
      if (type === 'content_block_start') blocks[index] = { ...content_block };
      const block = blocks[index];
      if (type !== 'content_block_delta' || block === undefined) continue;
      if (delta.type === 'text_delta') block.text = `${block.text}${delta.text}`;
      if (delta.type === 'thinking_delta') block.thinking = `${block.thinking}${delta.thinking}`;
      if (delta.type === 'input_json_delta') {
        json[index] = (json[index] ?? '') + delta.partial_json;
        if (isJson(json[index])) block.input = JSON.parse(json[index] ?? '{}');
      }
    }
    const end = streamed.frames.find(({ type }) => type === 'message_delta');
    expect({ ...start, content: blocks, ...end?.delta, usage: end?.usage }).toEqual(blocking.json);
    expect(streamed.frames.at(-1)).toEqual({ type: 'message_stop' });
  });

  test('the conversation decides which turn is played', async () => {
    const messages = [
      { role: 'user', content: '[[scenario:search-once]]' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'clock', input: {} }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'noon' }] }],
      },
    ];
    const { json } = await talk.send('POST', '/v1/messages', { model: 'anthropic/x', messages });
    expect(json.stop_reason).toBe('end_turn');
    expect(json.content[0].text).toContain('12:51');
  });

  test('a scenario may be named in a header, and one that does not exist is told so', async () => {
    const body = { model: 'anthropic/x', messages: [{ role: 'user', content: 'hi' }] };
    const named = await talk.send('POST', '/v1/messages', body, talk.headers({ 'X-VAI-Scenario': 'stop-sequence' }));
    expect(named.json.stop_sequence).toBe('###');
    const unknown = await talk.message('no-such-one');
    expect([unknown.status, unknown.json.error.message]).toEqual([400, expect.stringContaining('no-such-one')]);
  });

  test.each([
    ['upstream-400', 400, 'invalid_request_error'],
    ['upstream-401', 401, 'authentication_error'],
    ['upstream-403', 403, 'permission_error'],
    ['upstream-404', 404, 'not_found_error'],
    ['upstream-429', 429, 'rate_limit_error'],
    ['upstream-500', 500, 'api_error'],
    ['upstream-529', 529, 'overloaded_error'],
    ['upstream-unclassified', 500, 'api_error'],
    ['upstream-not-json', 500, 'api_error'],
    ['cut-eof', 500, 'api_error'],
  ])('%s is %i %s', async (scenario, status, type) => {
    const blocking = await talk.message(scenario);
    expect([blocking.status, blocking.json.error.type]).toEqual([status, type]);
    const streamed = await talk.stream(scenario);
    expect(streamed.frames.at(-1)).toMatchObject({
      type: 'error',
      error: { type, request_id: streamed.headers.get('x-request-id') },
    });
  });

  test('no key comes back that an upstream quotes', async () => {
    const [blocking, streamed, tool] = [
      await talk.message('upstream-leaks-key'),
      await talk.stream('upstream-leaks-key'),
      await talk.runStream('tool-leaks-key'),
    ];
    for (const { text } of [blocking, streamed, tool]) {
      expect(text).not.toContain('canary-');
      expect(text).toContain('***');
    }
  });

  test('what breaks the contract is in the journal, without its secrets', async () => {
    const before = talk.gateway.journal.faults().length;
    await talk.message('text', { max_tokens: 'many' });
    const fault = talk.gateway.journal.faults().at(-1);
    expect(talk.gateway.journal.faults().length).toBe(before + 1);
    expect(fault?.fault).toMatchObject({ status: 400, param: 'max_tokens' });
    expect(JSON.stringify(talk.gateway.journal.entries())).not.toContain('canary-');
    expect(JSON.stringify(talk.gateway.journal.entries())).not.toContain('vai_sk_one');
  });
});

function isJson(text: string | undefined): boolean {
  try {
    JSON.parse(text ?? '');
    return true;
  } catch {
    return false;
  }
}
