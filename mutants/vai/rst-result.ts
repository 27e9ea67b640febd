import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { isObject, listOf, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { event, message, response, result, steps } from './run-stream.js';

/** What a step completes with, and what the result adds up to. */
export const rstResult = mutantsOf('VAI-GW-RST', [
  [
    '019',
    'completes-with-other-words',
    'Completes a step with another text than it streamed.',
    response((each) => ({ ...each, content: listOf(each.content).map(secondText) })),
  ],
  [
    '020',
    'leaves-holes',
    'Leaves an empty place in the content of a step.',
    response((each) => ({ ...each, content: [null, ...listOf(each.content)] })),
    { source: 'D-10' },
  ],
  [
    '021',
    'content-is-null',
    'Gives null for the content of a message without blocks.',
    message('assistant', (each) => ({ ...each, content: null })),
    { source: 'D-11' },
  ],
  [
    '022',
    'result-has-other-responses',
    'Lists steps with other responses than they had.',
    steps((list) => list.map((each) => ({ ...each, response: { ...objectOf(each.response), id: 'msg_other' } }))),
  ],
  ['023', 'result-forgets-a-step', 'Leaves the first step out of the result.', steps((list) => list.slice(1))],
  [
    '024',
    'counts-turns-from-zero',
    'Counts a turn less than there were.',
    result((each) => ({ ...each, turn_count: Number(each.turn_count) - 1 })),
  ],
  [
    '025',
    'counts-batches-for-calls',
    'Counts a call more than there were.',
    result((each) => ({ ...each, tool_call_count: Number(each.tool_call_count) + 1 })),
  ],
  [
    '026',
    'adds-a-token-to-the-run',
    'Counts an output token more than the steps have.',
    result((each) => ({
      ...each,
      usage: { ...objectOf(each.usage), output_tokens: Number(objectOf(each.usage).output_tokens) + 1 },
    })),
  ],
  [
    '027',
    'result-forgets-the-history',
    "Leaves the first message out of the result's history.",
    result((each) => ({ ...each, messages: listOf(each.messages).slice(1) })),
  ],
  [
    '028',
    'result-has-no-response',
    'Leaves the response out of a finished run.',
    result(({ response: _gone, ...each }) => each),
  ],
  [
    '029',
    'unfinished-runs-have-a-response',
    "Gives the last step's response for that of a run that did not finish.",
    result((each) => ({ ...each, response: each.response ?? objectOf(listOf(each.steps).at(-1)).response })),
    { source: 'D-40' },
  ],
  [
    '030',
    'failed-tools-have-no-error',
    'Marks a failed tool without saying its error.',
    event('tool_result', ({ error: _gone, ...each }) => each as StreamEvent),
  ],
  [
    '031',
    'tools-answer-nothing',
    'Gives a result without content.',
    event('tool_result', (each) => ({ ...each, content: [] })),
  ],
  [
    '032',
    'history-cuts-results',
    'Puts a shorter result into the history than the frame had.',
    message('user', (each) => ({
      ...each,
      content: listOf(each.content).map((block) => ({ ...objectOf(block), content: [{ type: 'text', text: 'cut' }] })),
    })),
    { source: 'D-22' },
  ],
  ['037', 'history-strips-native-content', 'Strips provider-native content of what it does not know.', stripsNative()],
]);

function secondText(block: unknown): unknown {
  return isObject(block) && block.type === 'text' ? { ...block, text: `${String(block.text)} ` } : block;
}

const native = ['server_tool_use', 'web_search_tool_result', 'redacted_thinking', 'thinking'];

function stripsNative(): Mutation {
  const strip = (block: unknown) =>
    native.includes(String(objectOf(block).type)) ? { type: objectOf(block).type } : block;
  return result((each) => ({
    ...each,
    messages: listOf(each.messages).map((one) => {
      const { content, ...rest } = objectOf(one);
      return { ...rest, content: Array.isArray(content) ? content.map(strip) : content };
    }),
  }));
}
