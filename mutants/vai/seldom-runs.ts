import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { HONEST } from '../../mock-gateway/vai/rules.js';
import { isObject, type JsonObject, listOf, objectOf, retellsJson } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { appends, delays, drops, inserts, retellsEvents, retellsStream } from '../streams.js';
import { bends } from './bends.js';
import * as lies from './lies.js';
import { append, event, message, response, result, steps } from './run-stream.js';

// The lies of runs that are told seldom: in a later step, of a second call, in one member only.

const run = lies.runStream;

/** Leaves the second of each kind of event out. */
const dropsSecond = (...types: readonly string[]): Mutation =>
  retellsStream(run, () => {
    const seen = new Map<string, number>();
    return {
      each(each) {
        seen.set(each.type, (seen.get(each.type) ?? 0) + 1);
        return types.includes(each.type) && seen.get(each.type) === 2 ? [] : [each];
      },
    };
  });

const reversed = (value: unknown): unknown => (Array.isArray(value) ? [...value].reverse() : value);
const without = (object: unknown, name: string): JsonObject =>
  Object.fromEntries(Object.entries(objectOf(object)).filter(([each]) => each !== name));
const blocks = (content: unknown, type: string, lie: (block: JsonObject) => JsonObject) =>
  listOf(content).map((block) => (objectOf(block).type === type ? lie(objectOf(block)) : block));
const lastEvent = (each: StreamEvent) => each.type === 'stream_event' && objectOf(each.event).type === 'message_stop';

export const seldomRst = mutantsOf('VAI-GW-RST', [
  [
    '001',
    'greets-before-the-run',
    'Says something of its own before the run.',
    inserts('run_start', () => ({ type: 'connected' }), run),
  ],
  [
    '005',
    'failed-runs-never-end',
    'Ends the body of a failed run without a word.',
    drops('error', run),
    { source: 'D-02' },
  ],
  ['006', 'history-after-the-end', 'Tells the last growth of the history after the end.', lateHistory()],
  [
    '007',
    'skips-step-numbers',
    'Counts steps by twos.',
    event(
      (each) => each.type === 'step_start' || each.type === 'step_complete',
      (each) => ({ ...each, index: Number(each.index) * 2 }),
    ),
  ],
  [
    '007',
    'never-counts-steps',
    'Gives every step the index 0.',
    event(
      (each) => each.type === 'step_start' || each.type === 'step_complete',
      (each) => ({ ...each, index: 0 }),
    ),
  ],
  ['008', 'never-completes-steps', 'Does not say that a step is complete.', drops('step_complete', run)],
  [
    '009',
    'history-after-the-next-step',
    'Tells the growth of the history after the next step has started.',
    delays('history_delta', 'step_start', run),
  ],
  ['010', 'history-never-counts', "Gives the length of the request's history each time.", firstLength()],
  [
    '012',
    'the-assistant-is-a-user',
    'Gives the answer of the model to the user.',
    message('assistant', (each) => ({ ...each, role: 'user' })),
  ],
  [
    '012',
    'history-drops-the-calls',
    'Leaves tool calls out of the history.',
    message('assistant', (each) => ({
      ...each,
      content: listOf(each.content).filter((block) => objectOf(block).type !== 'tool_use'),
    })),
  ],
  [
    '013',
    'history-has-results-in-reverse',
    'Puts results into the history in reverse.',
    message('user', (each) => ({ ...each, content: reversed(each.content) })),
  ],
  [
    '013',
    'history-comments-on-results',
    'Puts a text beside the results in the history.',
    message('user', (each) => ({
      ...each,
      content: [...listOf(each.content), { type: 'text', text: 'Tool results.' }],
    })),
  ],
  [
    '013',
    'history-has-no-results',
    'Does not put results into the history.',
    append((messages) => messages.slice(0, 1)),
  ],
  [
    '014',
    'runs-only-the-first-call',
    'Runs only the first of several calls.',
    dropsSecond('tool_call_start', 'tool_result'),
  ],
  ['016', 'results-after-their-step', 'Tells a result after its step.', delays('tool_result', 'step_complete', run)],
  [
    '016',
    'results-of-other-tools',
    'Names another tool in the result.',
    event('tool_result', (each) => ({ ...each, name: 'tool' })),
  ],
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
  [
    '041',
    'calls-have-no-name',
    'Starts calls without saying of which tool.',
    event('tool_call_start', (each) => ({ ...without(each, 'name'), type: 'tool_call_start' })),
  ],
  ['041', 'results-have-no-usage', 'Leaves the usage out of the result.', result((each) => without(each, 'usage'))],
  [
    '041',
    'runs-start-without-a-model',
    'Leaves the model out of the start.',
    event('run_start', (each) => ({ ...without(each, 'model'), type: 'run_start' })),
  ],
  [
    '044',
    'speaks-after-the-step',
    "Sends the model's last event after the step is complete.",
    delays(lastEvent, 'history_delta', run),
  ],
]);

/** Holds the last growth of the history back until the run is over. */
function lateHistory(): Mutation {
  return retellsStream(run, () => {
    let held: StreamEvent | undefined;
    return {
      each(each) {
        if (each.type === 'history_delta') {
          const before = held;
          held = each;
          return before === undefined ? [] : [before];
        }
        return each.type === 'run_complete' && held !== undefined ? [each, held] : [each];
      },
    };
  });
}

function firstLength(): Mutation {
  return retellsStream(run, () => {
    let length: unknown;
    return {
      each(each) {
        if (each.type !== 'history_delta') return [each];
        length ??= each.expected_len;
        return [{ ...each, expected_len: length }];
      },
    };
  });
}

const blocking = (lie: (result: JsonObject) => JsonObject): Mutation =>
  retellsJson(lies.blockingRun, (json) => (isObject(json.result) ? { ...json, result: lie(json.result) } : json));

export const seldomRun = mutantsOf('VAI-GW-RUN', [
  ['001', 'results-have-no-steps', 'Leaves the steps out of a result.', blocking((each) => without(each, 'steps'))],
  [
    '004',
    'calls-in-reverse',
    'Gives the calls of a step in reverse.',
    blocking((each) => ({
      ...each,
      steps: listOf(each.steps).map((step) => ({ ...objectOf(step), tool_calls: reversed(objectOf(step).tool_calls) })),
    })),
  ],
  [
    '006',
    'totals-are-not-added',
    'Gives a total of 0 for a blocking run.',
    blocking((each) => ({ ...each, usage: { ...objectOf(each.usage), total_tokens: 0 } })),
  ],
  [
    '007',
    'blocking-runs-have-no-response',
    'Leaves the response of a blocking run out.',
    blocking((each) => without(each, 'response')),
  ],
  [
    '008',
    'turns-are-not-steps',
    'Counts a turn less than there are steps.',
    blocking((each) => ({ ...each, turn_count: Number(each.turn_count) - 1 })),
  ],
]);

export const seldomRsc = mutantsOf('VAI-GW-RSC', [
  ['005', 'runs-calls-backwards', 'Runs the last call first.', bends({ startOrder: (batch) => [...batch].reverse() })],
  [
    '010',
    'runs-one-batch-too-many',
    'Looks at the budget only after a batch.',
    bends({ callsExceeded: (done, _batch, budget) => done > budget }),
  ],
  ['011', 'looks-at-tokens-a-turn-late', 'Counts output tokens only.', bends({ tokensSpent: () => 0 })],
  [
    '016',
    'guesses-tool-input',
    "Makes up input where a tool's input is not JSON.",
    bends({
      inputFor: (parsed) => (isObject(parsed) && Object.keys(parsed).length > 0 ? parsed : { query: 'anything' }),
    }),
  ],
]);

export const seldomTool = mutantsOf('VAI-GW-TOOL', [
  [
    '010',
    'fetches-from-itself-by-name',
    'Keeps away from addresses, not from `localhost`.',
    bends({ addressBlocked: (host) => host !== 'localhost' && HONEST.addressBlocked(host) }),
  ],
  [
    '010',
    'fetches-from-its-network',
    'Keeps away from loopback addresses only.',
    bends({ addressBlocked: (host) => /^(127\.|localhost$|\[?::1)/.test(host) }),
  ],
  [
    '010',
    'fetches-from-itself-by-ipv6',
    'Keeps away from IPv4 addresses only.',
    bends({ addressBlocked: (host) => !host.includes(':') && HONEST.addressBlocked(host) }),
  ],
]);

/** Tells a result twice. */
export const seldomTwice = mutantsOf('VAI-GW-RST', [
  ['016', 'tells-results-twice', "Tells a call's result twice.", appends('tool_result', (each) => each, run)],
  [
    '015',
    'starts-calls-with-text-for-input',
    'Starts calls with input as text.',
    retellsEvents('tool_call_start', (each) => [{ ...each, input: { json: JSON.stringify(each.input) } }], run),
  ],
]);
