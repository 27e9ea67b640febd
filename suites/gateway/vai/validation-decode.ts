/** Bodies that are no JSON, or JSON of the wrong types: always the client's fault (D-01), named where there is a name. */
import { type Body, clockTool, hello, helloBlock, image, offering, toolTurn, userSaid } from './bodies.js';
import { refusal, textRefusal } from './refusal.js';

textRefusal('VAI-GW-VAL-001', (valid) => [
  valid.slice(0, -1),
  valid.slice(0, valid.length / 2),
  '{',
  'hello',
  "{'a': 1}",
]);
textRefusal('VAI-GW-VAL-002', () => ['', ' \n']);
textRefusal('VAI-GW-VAL-003', (valid) => [`${valid}}`, `${valid} {}`, `${valid},`, `${valid}x`]);
textRefusal('VAI-GW-VAL-004', (valid) => [`[${valid}]`, '"hello"', '5', 'true']);
textRefusal('VAI-GW-VAL-005', () => ['null'], 'model');

refusal(
  'VAI-GW-VAL-006',
  hello,
  [{ top_p: '1' }, { top_k: 1.5 }, { system: 5 }, { voice: 5 }, { 'messages[0]': 5 }, { 'messages[0].role': {} }],
  { param: undefined },
);

/** The member at this path is ill-typed by each of these values: 400 with its path, its array's (`also`), or no param. */
function illTyped(id: string, valid: Body, path: string, values: readonly unknown[], also?: string): void {
  const param = also === undefined ? [null, path] : [null, path, also];
  refusal(
    id,
    valid,
    values.map((value) => ({ [path]: value })),
    { param },
  );
}

illTyped('VAI-GW-VAL-010', hello, 'max_tokens', ['5', 'many']);
illTyped('VAI-GW-VAL-011', hello, 'max_tokens', [1.5]);
illTyped('VAI-GW-VAL-012', hello, 'stream', ['yes', 'true', 1]);
illTyped('VAI-GW-VAL-013', { ...offering(clockTool), tool_choice: { type: 'auto' } }, 'tool_choice', [
  'auto',
  ['auto'],
]);
illTyped('VAI-GW-VAL-014', hello, 'messages', [{}, 'hello', 5]);
illTyped('VAI-GW-VAL-015', offering(clockTool), 'tools', [clockTool, 'clock']);
illTyped('VAI-GW-VAL-016', { ...hello, metadata: {} }, 'metadata', [[], 'x', 5]);
illTyped('VAI-GW-VAL-017', hello, 'output_format', ['json', []]);
illTyped('VAI-GW-VAL-018', { ...hello, temperature: 1 }, 'temperature', ['1', true]);
illTyped(
  'VAI-GW-VAL-019',
  { ...hello, stop_sequences: ['stop'] },
  'stop_sequences',
  ['stop', {}, [5]],
  'stop_sequences[0]',
);
illTyped('VAI-GW-VAL-020', hello, 'model', [5, ['anthropic/claude-sonnet-4']]);
illTyped('VAI-GW-VAL-021', hello, 'messages[0]', [5, 'hello', []], 'messages');
illTyped('VAI-GW-VAL-022', helloBlock, 'messages[0].content[0]', [5, 'hello', []], 'messages[0].content');
illTyped('VAI-GW-VAL-023', offering(clockTool), 'tools[0]', [5, 'clock', []], 'tools');
illTyped('VAI-GW-VAL-024', helloBlock, 'messages[0].content[0].text', [5, {}]);
illTyped('VAI-GW-VAL-025', hello, 'messages[0].role', [5, ['user']]);
illTyped('VAI-GW-VAL-026', helloBlock, 'messages[0].content[0].type', [5, ['text']]);
illTyped('VAI-GW-VAL-027', userSaid(image), 'messages[0].content[0].source', ['x', []]);
illTyped('VAI-GW-VAL-028', toolTurn, 'messages[2].content[0].is_error', ['no', 0]);
illTyped('VAI-GW-VAL-029', toolTurn, 'messages[2].content[0].content', ['noon', {}]);
illTyped('VAI-GW-VAL-030', offering(clockTool), 'tools[0].input_schema', ['object', []]);

refusal('VAI-GW-VAL-031', hello, { 'messages[0]': null }, { param: ['messages[0].role', 'messages[0]'] });
refusal(
  'VAI-GW-VAL-032',
  helloBlock,
  { 'messages[0].content[0]': null },
  { param: ['messages[0].content[0].type', 'messages[0].content[0]'] },
);
refusal('VAI-GW-VAL-033', offering(clockTool), { 'tools[0]': null }, { param: ['tools[0].type', 'tools[0]'] });

refusal('VAI-GW-VAL-034', hello, [
  { max_tokens: 'x' },
  { stream: 'yes' },
  { temperature: 'warm' },
  { tool_choice: 'auto' },
  { messages: {} },
  { 'messages[0].role': 5 },
]);
