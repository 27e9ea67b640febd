import { describe, expect, test } from 'vitest';
import { dialect } from '../../../../suites/sdk/vai/dialect.js';

const MESSAGE = {
  id: 'm',
  type: 'message',
  role: 'assistant',
  model: 'a/b',
  content: [{ type: 'text', text: '' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 0, output_tokens: 2, total_tokens: 2 },
};
const message = (members: object) => dialect.normal('message', { ...MESSAGE, ...members });

describe('answers are compared by the rules of the adapter protocol', () => {
  test('null and absent are equal', () => {
    expect(message({ stop_sequence: null, metadata: null })).toEqual(message({}));
  });

  test('zero equals absent where the contract leaves zeros out, and nowhere else', () => {
    expect(message({ usage: { ...MESSAGE.usage, cache_read_tokens: 0, cost_usd: 0 } })).toEqual(message({}));
    expect(message({ usage: { output_tokens: 2, total_tokens: 2 } })).not.toEqual(message({}));
    expect(message({ content: [{ type: 'text' }] })).not.toEqual(message({}));
  });

  test('members that the contract does not name are ignored, unless all are asked for', () => {
    const strange = { ...MESSAGE, x: 1, content: [{ type: 'text', text: '', y: null }] };
    expect(dialect.normal('message', strange)).toEqual(message({}));
    expect(dialect.normal('raw-message', strange)).toMatchObject({ x: 1 });
  });

  test('free JSON stays as it is: null, zero and empty count', () => {
    const tool = (input: object) => message({ content: [{ type: 'tool_use', id: 't', name: 'n', input }] });
    expect(tool({ a: null })).not.toEqual(tool({}));
    expect(tool({ a: 0, b: [] })).toEqual(tool({ b: [], a: 0 }));
    expect(tool({ a: 0, b: [] })).not.toEqual(tool({ a: 0 }));
  });

  test('blocks and events of unknown types are compared whole', () => {
    const block = (members: object) => message({ content: [{ type: 'hologram', ...members }] });
    expect(block({ a: null })).not.toEqual(block({}));
    expect(dialect.normal('event', { type: 'comet', a: 1 })).toEqual({ type: 'comet', a: 1 });
  });

  test('pings may be hidden', () => {
    const events = [{ type: 'ping' }, { type: 'message_stop' }];
    expect(dialect.normal('events', events)).toEqual([{ type: 'message_stop' }]);
  });

  test('what stands in an envelope may be handed over with it or without', () => {
    expect(dialect.normal('models', { models: [{ id: 'a/b' }] })).toEqual(dialect.normal('models', [{ id: 'a/b' }]));
    const result = { stop_reason: 'end_turn', steps: [], turn_count: 1 };
    expect(dialect.normal('runs.create', { result })).toEqual(dialect.normal('run', result));
  });

  test('a value that no rule is known for is the suite’s own fault', () => {
    expect(() => dialect.normal('nothing', {})).toThrow("'nothing'");
  });
});
