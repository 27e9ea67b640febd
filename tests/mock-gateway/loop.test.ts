import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Frame, outline, Talk } from './talk.js';

let talk: Talk;
beforeAll(async () => {
  talk = await Talk.with();
});
afterAll(() => talk.close());

const last = ({ frames }: Answer): Frame => frames.at(-1) ?? { type: 'none' };
const of = (answer: Answer, type: string) => answer.frames.filter((frame) => frame.type === type);
const search = (id: string, name = 'vai_web_search') => `tool_call_start(${id},${name}) tool_result(${id},${name})`;
const calls = (answer: Answer) =>
  answer.frames
    .filter(({ type }) => type.startsWith('tool_'))
    .map(({ type, id, name }) => `${type}(${id},${name})`)
    .join(' ');

describe.concurrent('a run', () => {
  test('A: without tools', async () => {
    const answer = await talk.runStream('text');
    expect(outline(answer.frames)).toBe('run_start step_start [turn] step_complete history_delta run_complete');
    expect(last(answer).result).toMatchObject({ stop_reason: 'end_turn', turn_count: 1, tool_call_count: 0 });
    expect(last(answer).result.steps[0]).not.toHaveProperty('tool_calls');
    expect(last(answer).result.response).toEqual(of(answer, 'step_complete')[0]?.response);
  });

  test('B: with one tool, exactly', async () => {
    const answer = await talk.runStream('search-once');
    expect(outline(answer.frames)).toBe(
      'run_start step_start [turn] tool_call_start tool_result step_complete history_delta step_start [turn] step_complete history_delta run_complete',
    );
    expect(of(answer, 'history_delta').map(({ expected_len, append }) => [expected_len, append.length])).toEqual([
      [1, 2],
      [3, 1],
    ]);
    expect(last(answer).result).toMatchObject({ stop_reason: 'end_turn', turn_count: 2, tool_call_count: 1 });
    expect(last(answer).result.messages).toHaveLength(4);
    expect(last(answer).result.usage).toEqual({ input_tokens: 160, output_tokens: 29, total_tokens: 189 });
  });

  test('C: three tools at once end in the order of their delays, and are told in the model’s', async () => {
    const answer = await talk.runStream('search-parallel');
    const ids = of(answer, 'tool_call_start').map(({ id }) => id);
    const done = of(answer, 'tool_result').map(({ id }) => id);
    expect(ids).toEqual(['toolu_search_1', 'toolu_search_2', 'toolu_search_3']);
    expect(done).not.toEqual(ids);
    expect([...done].sort()).toEqual(ids);
    expect(answer.frames.findIndex(({ type }) => type === 'tool_result')).toBeGreaterThan(
      answer.frames.findLastIndex(({ type }) => type === 'tool_call_start'),
    );
    const [step] = last(answer).result.steps;
    expect(step.tool_calls.map((call: Frame) => call.id)).toEqual(ids);
    expect(step.tool_results.map((result: Frame) => result.tool_use_id)).toEqual(ids);
    expect(of(answer, 'history_delta')[0]?.append[1].content.map((block: Frame) => block.tool_use_id)).toEqual(ids);
  });

  test('D: one after the other', async () => {
    const answer = await talk.runStream('search-sequential', { run: { parallel_tools: false } });
    expect(calls(answer)).toBe(`${search('toolu_seq_1')} ${search('toolu_seq_2')}`);
  });

  test('E: a tool that fails', async () => {
    const answer = await talk.runStream('tool-fails');
    const [result] = of(answer, 'tool_result');
    expect(result).toMatchObject({ is_error: true, error: { type: 'api_error', code: 'tool_provider_error' } });
    expect(result?.content).toEqual([{ type: 'text', text: result?.error.message }]);
    expect(result?.error).not.toHaveProperty('request_id');
    expect(last(answer).result).toMatchObject({ stop_reason: 'end_turn', tool_call_count: 1 });
    const [block] = of(answer, 'history_delta')[0]?.append[1].content ?? [];
    expect(block).toEqual({
      type: 'tool_result',
      tool_use_id: 'toolu_fail_1',
      content: result?.content,
      is_error: true,
    });
  });

  test('E: a tool that is called wrongly', async () => {
    const answer = await talk.runStream('tool-bad-input');
    expect(of(answer, 'tool_result')[0]?.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'run_validation_failed',
      param: 'query',
    });
  });

  test('F: a tool that takes too long', async () => {
    const answer = await talk.runStream('tool-slow', { run: { tool_timeout_ms: 1000 } });
    const [result] = of(answer, 'tool_result');
    expect(result?.error).toMatchObject({ type: 'api_error', code: 'tool_provider_error' });
    expect(result?.error.message).toContain('deadline');
    expect(last(answer).result.stop_reason).toBe('end_turn');
  });

  test('G: a tool that is not enabled', async () => {
    const answer = await talk.runStream('tool-unknown');
    expect(of(answer, 'tool_result')[0]?.error).toMatchObject({ code: 'unsupported_function_tool' });
    expect(last(answer).result.stop_reason).toBe('end_turn');
  });

  test('H: max_turns, whose last tools run', async () => {
    const answer = await talk.runStream('search-forever', { run: { max_turns: 2 } });
    const step = '[turn] tool_call_start tool_result step_complete history_delta';
    expect(outline(answer.frames)).toBe(`run_start step_start ${step} step_start ${step} run_complete`);
    expect(last(answer).result).toMatchObject({ stop_reason: 'max_turns', turn_count: 2, tool_call_count: 2 });
    expect(last(answer).result).not.toHaveProperty('response');
    expect(last(answer).result.messages).toHaveLength(5);
  });

  test('I: max_tool_calls, whose batch does not run', async () => {
    const answer = await talk.runStream('search-batch-then-batch', { run: { max_tool_calls: 3 } });
    expect(outline(answer.frames)).toBe(
      'run_start step_start [turn] tool_call_start tool_call_start tool_result tool_result step_complete history_delta step_start [turn] step_complete history_delta run_complete',
    );
    const { result } = last(answer);
    expect(result).toMatchObject({ stop_reason: 'max_tool_calls', tool_call_count: 2 });
    expect(result.response.stop_reason).toBe('tool_use');
    expect(result.steps[1]).not.toHaveProperty('tool_calls');
    expect(of(answer, 'history_delta')[1]).toMatchObject({ expected_len: 3, append: [{ role: 'assistant' }] });
  });

  test('I: a batch that just fits runs', async () => {
    const answer = await talk.runStream('search-batch-then-batch', { run: { max_tool_calls: 4 } });
    expect(last(answer).result).toMatchObject({ stop_reason: 'end_turn', tool_call_count: 4 });
  });

  test('J: max_tokens stops before the tools', async () => {
    const answer = await talk.runStream('search-usage', { run: { max_tokens: 1 } });
    expect(outline(answer.frames)).toBe('run_start step_start [turn] step_complete history_delta run_complete');
    expect(last(answer).result).toMatchObject({ stop_reason: 'max_tokens', tool_call_count: 0 });
    expect(last(answer).result).toHaveProperty('response');
  });

  test('J: max_tokens overrides end_turn', async () => {
    const answer = await talk.run('text', { run: { max_tokens: 36 } });
    expect(answer.json.result.stop_reason).toBe('max_tokens');
    expect((await talk.run('text', { run: { max_tokens: 37 } })).json.result.stop_reason).toBe('end_turn');
  });

  test('K and M: out of time while the model speaks', async () => {
    const [streamed, blocking] = await Promise.all([
      talk.runStream('turn-slow', { run: { timeout_ms: 1000 } }),
      talk.run('turn-slow', { run: { timeout_ms: 1000 } }),
    ]);
    expect(outline(streamed.frames)).toBe('run_start step_start run_complete');
    expect(last(streamed).result).toMatchObject({ stop_reason: 'timeout', steps: [], turn_count: 0 });
    expect(blocking.status).toBe(200);
    expect(blocking.json.result).toEqual(last(streamed).result);
  });

  test('K: out of time in the second turn keeps the first', async () => {
    const answer = await talk.runStream('second-turn-slow', { run: { timeout_ms: 1000 } });
    expect(last(answer).result).toMatchObject({ stop_reason: 'timeout', turn_count: 1 });
    expect(last(answer).result.messages).toHaveLength(3);
    expect(last(answer).result).not.toHaveProperty('response');
  });

  test('L: out of time in a tool', async () => {
    const answer = await talk.runStream('tool-slow', { run: { timeout_ms: 1000 } });
    expect(outline(answer.frames)).toBe(
      'run_start step_start [turn] tool_call_start tool_result step_complete history_delta run_complete',
    );
    expect(of(answer, 'tool_result')[0]).toMatchObject({ is_error: true });
    expect(last(answer).result).toMatchObject({ stop_reason: 'timeout', tool_call_count: 1 });
  });

  test('O: refused at the first turn', async () => {
    const answer = await talk.runStream('upstream-401');
    expect(outline(answer.frames)).toBe('run_start step_start error');
    expect(last(answer).error).toMatchObject({ type: 'authentication_error' });
    expect(last(answer).error.request_id).toBe(answer.headers.get('x-request-id'));
    const blocking = await talk.run('upstream-401');
    expect([blocking.status, blocking.json.error.type]).toEqual([401, 'authentication_error']);
  });

  test('O: failing at the second turn', async () => {
    const answer = await talk.runStream('error-second-turn');
    expect(outline(answer.frames)).toMatch(/history_delta step_start error$/);
    expect(last(answer).error.type).toBe('overloaded_error');
    expect((await talk.run('error-second-turn')).status).toBe(529);
  });

  test.each(['cut-reset', 'cut-eof', 'error-mid'])(
    'P, R: %s ends in error, not as if it were complete',
    async (scenario) => {
      const answer = await talk.runStream(scenario);
      expect(outline(answer.frames)).toMatch(
        /^run_start step_start \(message_start\) .*\(content_block_delta\) error$/,
      );
    },
  );

  test('X: tools asked for with another stop reason are not run', async () => {
    const answer = await talk.runStream('stop-mismatch-x');
    expect(outline(answer.frames)).not.toContain('tool_call_start');
    expect(last(answer).result).toMatchObject({ stop_reason: 'end_turn', response: { stop_reason: 'max_tokens' } });
  });

  test('Y: a stop for tools without any is final', async () => {
    const answer = await talk.runStream('stop-mismatch-y');
    expect(last(answer).result).toMatchObject({ stop_reason: 'end_turn', turn_count: 1 });
  });

  test('tool JSON that cannot be read reaches the tool as an empty input', async () => {
    const answer = await talk.runStream('bad-tool-json');
    expect(of(answer, 'tool_call_start')[0]?.input).toEqual({});
    expect(of(answer, 'tool_result')[0]?.error.param).toBe('query');
    expect(last(answer).result.stop_reason).toBe('end_turn');
  });

  test('the model is given what the tool answered', async () => {
    const { json } = await talk.run('search-echo');
    expect(json.result.response.content[0].text).toContain('The lamp of Harrow Point');
  });

  test('an answer without blocks has an empty list of them', async () => {
    const answer = await talk.runStream('empty');
    expect(of(answer, 'step_complete')[0]?.response.content).toEqual([]);
  });

  test.each([
    'text',
    'search-once',
    'search-parallel',
    'search-steps',
    'tool-fails',
    'web-search-native',
    'unknown-block',
  ])('%s has the same result streamed and blocking', async (scenario) => {
    const headers = { 'X-Request-ID': 'same-id' };
    const [streamed, blocking] = await Promise.all([
      talk.send('POST', '/v1/runs:stream', bodyOf(scenario), talk.headers(headers)),
      talk.send('POST', '/v1/runs', bodyOf(scenario), talk.headers(headers)),
    ]);
    expect(blocking.json.result).toEqual(last(streamed).result);
  });

  test('its history can be sent back', async () => {
    const { json } = await talk.run('web-search-native');
    const again = [...json.result.messages, { role: 'user', content: 'And now?' }];
    expect((await talk.run('text', {}, { messages: again })).status).toBe(200);
  });

  test('a client that leaves stops the work, and no one else', async () => {
    const opened = await talk.open('/v1/runs:stream', bodyOf('tool-slow'));
    await opened.next();
    opened.leave();
    expect((await talk.run('text')).status).toBe(200);
    await expect.poll(() => talk.gateway.journal.entries().some(({ end }) => end === 'client-left')).toBe(true);
  });
});

function bodyOf(scenario: string) {
  return {
    request: { model: 'anthropic/claude-sonnet-4', messages: [{ role: 'user', content: `[[scenario:${scenario}]]` }] },
    server_tools: ['vai_web_search'],
    server_tool_config: { vai_web_search: { provider: 'tavily' } },
  };
}
