import { type JsonObject, listOf, misreadsBody, objectOf, retellsJson } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import * as lies from '../lies.js';

const texts = (lie: (text: string) => string) => (block: unknown) =>
  objectOf(block).type === 'text' ? { ...objectOf(block), text: lie(String(objectOf(block).text)) } : block;
const answers = (lie: (answer: JsonObject) => JsonObject) =>
  retellsJson(lies.blockingMessage, (json) => (json.error === undefined ? lie(json) : json));
const blocks = (lie: (block: unknown) => unknown) =>
  answers((answer) => ({ ...answer, content: listOf(answer.content).map(lie) }));
const calls = (lie: (call: JsonObject) => JsonObject) =>
  blocks((block) => (objectOf(block).type === 'tool_use' ? lie(objectOf(block)) : block));

/** Told of some texts and calls only. */
export const seldomMsg = mutantsOf('VAI-GW-MSG', [
  [
    '001',
    'usage-counts-are-text',
    'Writes the counts of tokens as text.',
    answers((answer) => ({
      ...answer,
      usage: { ...objectOf(answer.usage), input_tokens: String(objectOf(answer.usage).input_tokens) },
    })),
  ],
  [
    '004',
    'calls-have-text-for-input',
    'Gives the input of a tool call as text.',
    calls((call) => ({ ...call, input: JSON.stringify(call.input) })),
  ],
  ['004', 'calls-lose-their-input', 'Gives tool calls without their input.', calls((call) => ({ ...call, input: {} }))],
  [
    '005',
    'joins-all-text',
    'Joins several texts into one.',
    answers((answer) => ({ ...answer, content: joined(listOf(answer.content)) })),
  ],
  [
    '010',
    'counts-no-input',
    'Gives 0 input tokens.',
    answers((answer) => ({ ...answer, usage: { ...objectOf(answer.usage), input_tokens: 0 } })),
  ],
  [
    '013',
    'normalises-text',
    'Composes characters that the model wrote decomposed.',
    blocks(texts((text) => text.normalize('NFC'))),
  ],
  [
    '013',
    'line-separators-are-newlines',
    'Replaces line separators by newlines.',
    blocks(texts((text) => text.replace(/[\u2028\u2029]/g, '\n'))),
  ],
  ['013', 'escapes-markup-twice', 'Escapes markup in text.', blocks(texts((text) => text.replaceAll('<', '&lt;')))],
  [
    '014',
    'forgets-the-history-of-a-talk',
    'Gives the model only the last message.',
    misreadsBody(lies.blockingMessage, (body) => ({ ...body, messages: listOf(body.messages).slice(-1) })),
  ],
  [
    '014',
    'forgets-the-tools-of-a-talk',
    'Does not give the model the tools.',
    misreadsBody(lies.blockingMessage, ({ tools: _gone, ...body }) => body),
  ],
]);

function joined(content: readonly unknown[]): readonly unknown[] {
  const all = content.map((block) => String(objectOf(block).text)).join('');
  return content.every((block) => objectOf(block).type === 'text') ? [{ type: 'text', text: all }] : content;
}
