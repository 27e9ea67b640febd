import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../../mock-gateway/engine/mutation.js';
import { type JsonObject, listOf, objectOf } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import { appends, delays, drops, inserts, retellsEvents, retellsStream } from '../../streams.js';
import * as lies from '../lies.js';
import { append, event, message, result } from '../run-stream.js';

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
const lastEvent = (each: StreamEvent) => each.type === 'stream_event' && objectOf(each.event).type === 'message_stop';

/** Told of a later step, a second call, or at the end of a run. */
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
  ['016', 'tells-results-twice', "Tells a call's result twice.", appends('tool_result', (each) => each, run)],
  [
    '015',
    'starts-calls-with-text-for-input',
    'Starts calls with input as text.',
    retellsEvents('tool_call_start', (each) => [{ ...each, input: { json: JSON.stringify(each.input) } }], run),
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
