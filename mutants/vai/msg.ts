import { isObject, type JsonObject, listOf, misreadsBody, objectOf, retellsJson, type When } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

/** Retells blocking answers; refusals stay as they are. */
const answers = (lie: (answer: JsonObject) => JsonObject) =>
  retellsJson(lies.blockingMessage, (json) => (json.error === undefined ? lie(json) : json));
const blocks = (lie: (block: JsonObject) => unknown) =>
  answers((answer) => ({
    ...answer,
    content: listOf(answer.content).map((block) => (isObject(block) ? lie(block) : block)),
  }));
const texts = (lie: (text: string) => string) =>
  blocks((block) =>
    block.type === 'text' && typeof block.text === 'string' ? { ...block, text: lie(block.text) } : block,
  );
const stops = (reason: string, as: string) =>
  answers((answer) => (answer.stop_reason === reason ? { ...answer, stop_reason: as } : answer));
const usage = (lie: (usage: JsonObject) => JsonObject) =>
  answers((answer) => ({ ...answer, usage: lie(objectOf(answer.usage)) }));

/** Gives the model other messages than were sent. */
const messagesAs = (when: When, lie: (block: JsonObject) => JsonObject) =>
  misreadsBody(when, (body) => ({
    ...body,
    messages: listOf(body.messages).map((message) => ({
      ...objectOf(message),
      content: mapBlocks(objectOf(message).content, lie),
    })),
  }));

function mapBlocks(content: unknown, lie: (block: JsonObject) => JsonObject): unknown {
  return Array.isArray(content) ? content.map((block) => lie(objectOf(block))) : content;
}

export const msg = mutantsOf('VAI-GW-MSG', [
  ['001', 'answers-have-no-role', 'Leaves the role of an answer out.', answers(({ role: _gone, ...answer }) => answer)],
  [
    '002',
    'answers-name-the-bare-model',
    "Leaves the provider out of an answer's model.",
    answers((answer) => ({ ...answer, model: String(answer.model).replace(/^[^/]*\//, '') })),
    { source: 'D-12' },
  ],
  ['003', 'text-loses-its-end', 'Drops the last character of a text.', texts((text) => text.slice(0, -1))],
  [
    '004',
    'calls-get-new-ids',
    'Gives tool calls ids of its own.',
    blocks((block) => (block.type === 'tool_use' ? { ...block, id: `call_${String(block.name)}` } : block)),
    { source: 'RUN-09' },
  ],
  [
    '005',
    'tools-before-text',
    'Puts blocks in an order of its own.',
    answers((answer) => ({ ...answer, content: [...listOf(answer.content)].reverse() })),
  ],
  ['006', 'end-turn-is-stop', 'Says `stop` where the model has finished.', stops('end_turn', 'stop')],
  ['007', 'max-tokens-is-length', 'Says `length` where the model ran into its limit.', stops('max_tokens', 'length')],
  [
    '008',
    'stop-sequence-is-end-turn',
    'Says `end_turn` where a stop sequence was met.',
    stops('stop_sequence', 'end_turn'),
  ],
  ['009', 'tool-use-is-end-turn', 'Says `end_turn` where the model calls a tool.', stops('tool_use', 'end_turn')],
  [
    '010',
    'counts-tokens-by-itself',
    'Counts tokens of its own.',
    usage((was) => ({
      ...was,
      input_tokens: Number(was.input_tokens) + 1,
      total_tokens: Number(was.total_tokens) + 1,
    })),
  ],
  [
    '011',
    'adds-nothing-up',
    'Gives a total of 0 tokens.',
    usage((was) => ({ ...was, total_tokens: 0 })),
    { source: 'D-21' },
  ],
  [
    '012',
    'thinks-aloud',
    'Gives thinking out as text.',
    blocks((block) => (block.type === 'thinking' ? { type: 'text', text: block.thinking } : block)),
  ],
  ['013', 'text-is-ascii', 'Replaces what is not ASCII.', texts((text) => text.replace(/[^\x20-\x7e\n]/gu, '?'))],
  [
    '014',
    'forgets-the-system-text',
    'Does not give the model the system text.',
    misreadsBody(lies.blockingMessage, ({ system: _gone, ...body }) => body),
  ],
  [
    '015',
    'calls-without-arguments-have-no-input',
    'Leaves the input of a call without arguments out.',
    blocks((block) =>
      block.type === 'tool_use' && Object.keys(objectOf(block.input)).length === 0
        ? { type: block.type, id: block.id, name: block.name }
        : block,
    ),
  ],
  [
    '016',
    'forgets-what-it-heard',
    'Does not tell what it transcribed.',
    answers(({ metadata: _gone, ...answer }) => answer),
  ],
  [
    '017',
    'speaks-in-secret',
    'Leaves the audio of a spoken answer out.',
    answers((answer) => ({
      ...answer,
      content: listOf(answer.content).filter((block) => objectOf(block).type !== 'audio'),
    })),
  ],
  [
    '018',
    'forgets-tool-results',
    'Does not give the model what a tool result of the client says.',
    messagesAs(lies.blockingMessage, (block) => (block.type === 'tool_result' ? { ...block, content: [] } : block)),
  ],
]);
