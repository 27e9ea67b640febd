import { isObject, type JsonObject, listOf, objectOf } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import { event, message, response, result, steps } from '../run-stream.js';

const blocks = (content: unknown, type: string, lie: (block: JsonObject) => JsonObject) =>
  listOf(content).map((block) => (objectOf(block).type === type ? lie(objectOf(block)) : block));

/** Told in one member of a step or of the result. */
export const seldomRstResult = mutantsOf('VAI-GW-RST', [
  [
    '019',
    'completes-without-tool-input',
    'Completes a step with calls that have no input.',
    response((each) => ({ ...each, content: blocks(each.content, 'tool_use', (block) => ({ ...block, input: {} })) })),
  ],
  [
    '019',
    'completes-without-thinking',
    'Completes a step without its thinking.',
    response((each) => ({
      ...each,
      content: listOf(each.content).filter((block) => objectOf(block).type !== 'thinking'),
    })),
  ],
  [
    '019',
    'completes-for-another-reason',
    'Completes a step with another stop reason.',
    response((each) => ({ ...each, stop_reason: 'stop' })),
  ],
  [
    '020',
    'history-has-holes',
    'Leaves an empty place in the history.',
    message('assistant', (each) => ({ ...each, content: [...listOf(each.content), null] })),
    { source: 'D-10' },
  ],
  [
    '020',
    'result-has-holes',
    'Leaves an empty place in the history of the result.',
    result((each) => ({
      ...each,
      messages: listOf(each.messages).map((one) =>
        Array.isArray(objectOf(one).content)
          ? { ...objectOf(one), content: [null, ...listOf(objectOf(one).content)] }
          : one,
      ),
    })),
    { source: 'D-10' },
  ],
  [
    '022',
    'result-has-steps-in-reverse',
    'Lists steps with the responses of others.',
    steps((list) =>
      list.map((each, at) => ({ ...each, response: list[list.length - 1 - at]?.response, duration_ms: at })),
    ),
  ],
  [
    '023',
    'result-steps-are-all-first',
    'Gives each step of the result the index 0.',
    steps((list) => list.map((each) => ({ ...each, index: 0 }))),
  ],
  [
    '026',
    'usage-has-no-total',
    'Gives a total of 0 for the run.',
    result((each) => ({ ...each, usage: { ...objectOf(each.usage), total_tokens: 0 } })),
  ],
  [
    '026',
    'usage-of-the-first-step',
    'Gives the usage of the first step for that of the run.',
    result((each) => ({ ...each, usage: objectOf(objectOf(listOf(each.steps)[0]).response).usage })),
  ],
  [
    '027',
    'result-forgets-the-answer',
    "Leaves the last message out of the result's history.",
    result((each) => ({ ...each, messages: listOf(each.messages).slice(0, -1) })),
  ],
  [
    '027',
    'result-repeats-the-answer',
    "Puts the last message into the result's history twice.",
    result((each) => ({ ...each, messages: [...listOf(each.messages), listOf(each.messages).at(-1)] })),
  ],
  [
    '028',
    'result-has-the-first-response',
    "Gives the first step's response for that of the run.",
    result((each) =>
      isObject(each.response) ? { ...each, response: objectOf(listOf(each.steps)[0]).response } : each,
    ),
  ],
  [
    '030',
    'failed-tools-look-successful',
    "Gives a failed tool's error without marking it.",
    event('tool_result', (each) => ({ ...each, type: 'tool_result', is_error: undefined })),
  ],
  [
    '032',
    'steps-cut-results',
    'Gives a shorter result in the steps than the frame had.',
    steps((list) =>
      list.map((each) =>
        Array.isArray(each.tool_results)
          ? {
              ...each,
              tool_results: each.tool_results.map((one) => ({
                ...objectOf(one),
                content: [{ type: 'text', text: 'cut' }],
              })),
            }
          : each,
      ),
    ),
    { source: 'D-22' },
  ],
]);
