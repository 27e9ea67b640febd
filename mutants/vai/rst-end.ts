import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import { listOf, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { cuts, drops, goesOn, inserts } from '../streams.js';
import * as lies from './lies.js';
import { event } from './run-stream.js';

const run = lies.runStream;

const ended = (stop: string) => (each: StreamEvent) =>
  each.type === 'run_complete' && objectOf(each.result).stop_reason === stop;

const completed = (stop: string): StreamEvent => ({
  type: 'run_complete',
  result: {
    steps: [],
    messages: [],
    tool_call_count: 0,
    turn_count: 0,
    usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
    stop_reason: stop,
  },
});

/** How a run stream ends. */
export const rstEnd = mutantsOf('VAI-GW-RST', [
  [
    '005',
    'run-never-ends',
    'Ends the body without a terminal frame.',
    drops((each) => each.type === 'run_complete' || each.type === 'error', run),
    { source: 'D-02' },
  ],
  [
    '006',
    'run-goes-on-after-its-end',
    'Sends a frame after the terminal one.',
    goesOn(() => [{ type: 'step_start', index: 99 }], run),
  ],
  [
    '033',
    'a-failed-model-completes-the-run',
    'Completes a run whose model reported an error.',
    event('error', () => completed('end_turn')),
    { source: 'D-07' },
  ],
  [
    '034',
    'a-cut-stream-completes-the-run',
    "Takes a stream that broke off for the model's end.",
    event('error', () => completed('end_turn')),
    { source: 'D-47' },
  ],
  [
    '035',
    'nonsense-completes-the-run',
    'Takes an answer that cannot be read for an empty one.',
    event('error', () => completed('end_turn')),
    { source: 'D-60' },
  ],
  [
    '036',
    'speaks-twice',
    'Sends audio as frames of the run.',
    inserts(
      'step_complete',
      () => ({ type: 'audio_chunk', format: 'pcm_s16le', audio: 'AAAA', sample_rate_hz: 24000 }),
      run,
    ),
    { source: 'D-26' },
  ],
  [
    '038',
    'timeouts-are-cancellations',
    'Calls a run that ran out of time cancelled.',
    event(ended('timeout'), (each) => ({ ...each, result: { ...objectOf(each.result), stop_reason: 'cancelled' } })),
    { source: 'D-14' },
  ],
  [
    '039',
    'failures-are-timeouts',
    'Calls a failure of the model a timeout of the run.',
    event('error', () => completed('timeout')),
    { source: 'D-59' },
  ],
  [
    '040',
    'breaks-runs-off-in-silence',
    'Cuts the connection where it should say that the run is broken off.',
    cuts((each) => each.type === 'error' || (each.type === 'run_complete' && !ended('end_turn')(each)), 'before', run),
    { source: 'D-16' },
  ],
  [
    '046',
    'cuts-runs-after-their-end',
    'Cuts the connection after the terminal frame.',
    cuts('run_complete', 'after', run),
    { source: 'D-54' },
  ],
  [
    '045',
    'starts-a-step-for-nothing',
    'Starts a step after the last.',
    inserts(
      'run_complete',
      ({ result: each }) => ({ type: 'step_start', index: listOf(objectOf(each).steps).length }),
      run,
    ),
  ],
]);
