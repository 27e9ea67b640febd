import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { jsonBytes, objectOf, retells, type When, withBody } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { drops, retellsEvents, retellsStream } from '../streams.js';
import * as lies from './lies.js';

const errors = (when: When, lie: (event: StreamEvent) => readonly StreamEvent[]): Mutation =>
  retellsEvents('error', lie, when);
const unclassed = (event: StreamEvent): StreamEvent => ({
  ...event,
  error: { type: 'provider_error', message: 'upstream failed', request_id: objectOf(event.error).request_id },
});
const stop: StreamEvent = { type: 'message_stop' };
const finished: StreamEvent = {
  type: 'run_complete',
  result: {
    steps: [],
    messages: [],
    tool_call_count: 0,
    turn_count: 0,
    usage: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
    stop_reason: 'end_turn',
  },
};

/** Swallows an error of a later turn and ends the run as if it had gone well. */
const forgivesLaterTurns: Mutation = retellsStream(lies.runStream, () => {
  let steps = 0;
  return {
    each(event) {
      if (event.type === 'step_start') steps += 1;
      return event.type === 'error' && steps > 1 ? [finished] : [event];
    },
  };
});

/** Errors within streams, and of runs. */
export const errStreams = mutantsOf('VAI-GW-ERR', [
  [
    '012',
    'streamed-refusals-lose-their-class',
    "Streams a model provider's refusal as an error of no class.",
    errors(lies.messages, (event) => [unclassed(event)]),
    { source: 'ERR-06' },
  ],
  [
    '013',
    'refused-runs-lose-their-class',
    'Ends a streamed run by an error of no class.',
    errors(lies.runStream, (event) => [unclassed(event)]),
    { source: 'ERR-06' },
  ],
  [
    '014',
    'refused-runs-are-results',
    'Answers a blocking run with 200 where the model was refused.',
    retells(lies.blockingRun, (reply) =>
      lies.faultOf(reply) === undefined
        ? reply
        : withBody(
            { ...reply, status: 200 },
            jsonBytes({ result: { ...objectOf(finished.result), stop_reason: 'error' } }),
          ),
    ),
  ],
  [
    '015',
    'cut-streams-look-finished',
    'Ends a message as if it were whole where the connection broke.',
    errors(lies.messages, () => [stop]),
    { source: 'ERR-07' },
  ],
  ['016', 'swallows-reported-errors', 'Drops the error that a model reports.', drops('error', lies.messages)],
  [
    '017',
    'cut-turns-look-finished',
    'Completes a run whose connection broke.',
    errors(lies.runStream, () => [finished]),
    { source: 'ERR-07' },
  ],
  ['018', 'forgives-later-turns', 'Completes a run whose later turn failed.', forgivesLaterTurns],
]);
