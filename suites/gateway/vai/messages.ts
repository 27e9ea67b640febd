/** What a blocking message answer carries. */
import { requirement } from '../../requirement.js';
import type { Trial } from '../../trial.js';
import { clockCall, clockResult, clockTool } from './bodies.js';
import { message } from './scenarios.js';
import { answered, listOf, recordOf } from './scenarios-answers.js';
import { law } from './scenarios-laws.js';
import { said } from './scenarios-said.js';

const scripted = { model: 'scripted' } as const;
const all = [
  message('text'),
  message('client-tool'),
  message('thinking-tool'),
  message('text-blocks'),
  message('empty'),
  message('unknown-block'),
];

law('VAI-GW-MSG-001', all);
law('VAI-GW-MSG-002', all);
law('VAI-GW-MSG-011', all);

requirement('VAI-GW-MSG-003', scripted, async (t: Trial) => {
  (await answered(t, message('text'))).lists('content', [{ type: 'text', text: said.text }]);
  (await answered(t, message('long-text'))).lists('content', [{ type: 'text', text: said.longText }]);
});

requirement('VAI-GW-MSG-004', scripted, async (t: Trial) => {
  (await answered(t, message('client-tool'))).lists('content', said.clientTool);
});

requirement('VAI-GW-MSG-005', scripted, async (t: Trial) => {
  (await answered(t, message('text-blocks'))).lists(
    'content',
    said.textBlocks.map((text) => ({ type: 'text', text })),
  );
  const mixed = await answered(t, message('thinking-tool'));
  const types = listOf(mixed.at('content')).map((block) => recordOf(block).type);
  t.equal(types, ['thinking', 'text', 'tool_use'], { what: 'the types of the blocks', in: mixed.exchange });
});

requirement('VAI-GW-MSG-006', scripted, async (t: Trial) => {
  (await answered(t, message('text'))).is('stop_reason', 'end_turn');
});

requirement('VAI-GW-MSG-007', scripted, async (t: Trial) => {
  (await answered(t, message('max-tokens-stop'))).is('stop_reason', 'max_tokens');
});

requirement('VAI-GW-MSG-008', scripted, async (t: Trial) => {
  (await answered(t, message('stop-sequence'))).is('stop_reason', 'stop_sequence');
});

requirement('VAI-GW-MSG-009', scripted, async (t: Trial) => {
  (await answered(t, message('client-tool'))).is('stop_reason', 'tool_use');
});

requirement('VAI-GW-MSG-010', scripted, async (t: Trial) => {
  const answer = await answered(t, message('text'));
  answer.is('usage.input_tokens', said.textUsage.input_tokens);
  answer.is('usage.output_tokens', said.textUsage.output_tokens);
});

requirement('VAI-GW-MSG-012', scripted, async (t: Trial) => {
  const answer = await answered(t, message('thinking-tool'));
  answer.is('content[0].type', 'thinking');
  answer.is('content[0].thinking', said.thinking);
});

requirement('VAI-GW-MSG-013', scripted, async (t: Trial) => {
  (await answered(t, message('unicode'))).is('content[0].text', said.unicode);
  (await answered(t, message('html'))).is('content[0].text', said.html);
});

requirement('VAI-GW-MSG-014', scripted, async (t: Trial) => {
  const history = [
    { role: 'user', content: 'Hello.' },
    { role: 'assistant', content: 'Hello, skipper.' },
  ];
  const request = { system: 'Answer like a harbour master.', tools: [clockTool] };
  const answer = await answered(t, message('echo-request', { history, request, say: 'Is anybody there?' }));
  const given = { system: request.system, messages: 3, tools: 'clock', last: 'Is anybody there?' };
  answer.is('content[0].text', said.echo(given), 'Give the model everything that the request holds.');
});

requirement('VAI-GW-MSG-015', scripted, async (t: Trial) => {
  const answer = await answered(t, message('tool-empty-input'));
  const call = listOf(answer.at('content'))
    .map(recordOf)
    .find((block) => block.type === 'tool_use');
  t.equal(call?.input, {}, { what: 'the input of a call without arguments', in: answer.exchange });
});

requirement('VAI-GW-MSG-016', scripted, async (t: Trial) => {
  (await answered(t, message('stt'))).is('metadata.user_transcript', said.transcript);
});

requirement('VAI-GW-MSG-017', scripted, async (t: Trial) => {
  const answer = await answered(t, message('voice'));
  const content = listOf(answer.at('content')).map(recordOf);
  t.equal(
    content.map((block) => block.type),
    ['text', 'audio'],
    { what: 'the types of the blocks', in: answer.exchange },
  );
  answer.is('content[0].text', said.voice);
  answer.is('content[1].source.type', 'base64');
  t.match(answer.at('content[1].source.data'), /^[A-Za-z0-9+/]{8,}={0,2}$/, {
    what: 'content[1].source.data',
    in: answer.exchange,
  });
});

requirement('VAI-GW-MSG-018', scripted, async (t: Trial) => {
  const history = [
    { role: 'user', content: 'What time is it?' },
    { role: 'assistant', content: [clockCall] },
  ];
  const answer = await answered(
    t,
    message('echo-tool-result', { history, blocks: [clockResult], request: { tools: [clockTool] } }),
  );
  t.match(answer.at('content[0].text'), /\bnoon\b/, {
    what: 'what the model says of the tool result it was given',
    in: answer.exchange,
    hint: 'Give the model the content of each tool_result.',
  });
});
