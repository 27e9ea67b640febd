import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { isObject, listOf, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { appends, delays, drops, inserts, repeats, retellsFirst, retellsStream } from '../streams.js';
import * as lies from './lies.js';
import { append, event, message } from './run-stream.js';

const run = lies.runStream;
const innerType = (event: StreamEvent) => (event.type === 'stream_event' ? objectOf(event.event).type : undefined);

const phantomStart: StreamEvent = { type: 'tool_call_start', id: 'toolu_phantom', name: 'vai_web_search', input: {} };
const phantomResult: StreamEvent = {
  type: 'tool_result',
  id: 'toolu_phantom',
  name: 'vai_web_search',
  content: [{ type: 'text', text: '{}' }],
};

/** Tells a call as started when the model has only begun to name it. */
const startsEarly: Mutation = retellsStream(run, () => {
  let early = false;
  return {
    each(each) {
      const block = innerType(each) === 'content_block_start' ? objectOf(objectOf(each.event).content_block) : {};
      if (each.type === 'tool_call_start' && early) return [];
      if (block.type !== 'tool_use' || early) return [each];
      early = true;
      return [each, { type: 'tool_call_start', id: block.id, name: block.name, input: {} }];
    },
  };
});

/** Starts the second call before the first has its result. */
const overlapsCalls: Mutation = delays('tool_result', 'tool_call_start', run);

const shiftsStep = (each: StreamEvent): StreamEvent => ({ ...each, index: Number(each.index) + 1 });

/** Order of a run stream, and what its frames say of calls and history. */
export const rst = mutantsOf('VAI-GW-RST', [
  ['001', 'first-step-before-the-run', 'Starts the first step before the run.', delays('run_start', 'step_start', run)],
  ['002', 'run-starts-twice', 'Starts the run twice.', repeats('run_start', run)],
  [
    '003',
    'run-names-the-bare-model',
    "Leaves the provider out of the run's model.",
    event('run_start', (each) => ({ ...each, model: String(each.model).replace(/^[^/]*\//, '') })),
  ],
  [
    '004',
    'protocol-version-is-a-number',
    'Writes the protocol version as a number.',
    event('run_start', (each) => ({ ...each, protocol_version: 1 })),
  ],
  [
    '007',
    'counts-steps-from-one',
    'Counts steps from 1.',
    event((each) => each.type === 'step_start' || each.type === 'step_complete', shiftsStep),
  ],
  ['008', 'completes-steps-twice', 'Completes a step twice.', repeats('step_complete', run)],
  ['009', 'forgets-to-tell-the-history', 'Does not tell what the history grew by.', drops('history_delta', run)],
  [
    '010',
    'counts-the-history-after',
    'Gives the length that the history has after it grew.',
    event('history_delta', (each) => ({
      ...each,
      expected_len: Number(each.expected_len) + listOf(each.append).length,
    })),
    { source: 'D-25' },
  ],
  ['011', 'history-grows-by-nothing', 'Sends a delta of the history with nothing in it.', append(() => [])],
  [
    '012',
    'history-has-other-words',
    'Puts another text into the history than the step had.',
    message('assistant', (each) => ({ ...each, content: listOf(each.content).map(secondText) })),
  ],
  [
    '013',
    'history-forgets-a-result',
    'Leaves a result out of the history.',
    message('user', (each) => ({ ...each, content: listOf(each.content).slice(1) })),
  ],
  [
    '014',
    'starts-a-phantom-call',
    'Starts a call that the model did not make.',
    inserts('tool_call_start', () => phantomStart, run),
    { source: 'RUN-09' },
  ],
  [
    '015',
    'starts-calls-without-input',
    'Starts calls with empty input.',
    event('tool_call_start', (each) => ({ ...each, input: {} })),
  ],
  [
    '016',
    'calls-stay-open',
    "Does not tell a call's result.",
    retellsFirst('tool_result', () => [], run),
    { source: 'RUN-06' },
  ],
  [
    '017',
    'answers-a-phantom-call',
    'Tells a result of a call that was not started.',
    appends('tool_result', () => phantomResult, run),
    { source: 'RUN-09' },
  ],
  ['018', 'overlaps-calls', 'Starts a call while the one before still runs.', overlapsCalls],
  [
    '041',
    'step-indices-are-text',
    'Writes the index of a step as text.',
    event('step_complete', (each) => ({ ...each, index: String(each.index) })),
  ],
  [
    '042',
    'starts-calls-while-the-model-speaks',
    "Starts calls before the model's turn is over.",
    startsEarly,
    { source: 'RUN-07' },
  ],
  [
    '043',
    'runs-tools-unasked',
    'Runs tools where the model did not stop for them.',
    event(
      (each) => innerType(each) === 'message_delta',
      (each) => ({ ...each, event: { ...objectOf(each.event), delta: { stop_reason: 'end_turn' } } }),
    ),
  ],
  [
    '044',
    'speaks-before-the-step',
    'Sends events of the model before the step has started.',
    delays('step_start', 'stream_event', run),
  ],
]);

function secondText(block: unknown): unknown {
  return isObject(block) && block.type === 'text' ? { ...block, text: `${String(block.text)} ` } : block;
}
