import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { isObject, type JsonObject, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { drops, retellsEvents, retellsStream } from '../streams.js';
import { bends } from './bends.js';
import * as lies from './lies.js';

/** Breaks the run off with an error at the first event of which this is true; that event is still sent if `after`. */
const breaksOff = (at: (event: StreamEvent) => boolean, after: boolean): Mutation =>
  retellsStream(lies.runStream, () => {
    let over = false;
    return {
      each(event) {
        if (over) return [];
        over = at(event);
        return over ? [...(after ? [event] : []), gaveUp] : [event];
      },
    };
  });

const gaveUp: StreamEvent = { type: 'error', error: { type: 'api_error', message: 'run failed', request_id: 'req_0' } };

const results = (lie: (result: JsonObject) => JsonObject): Mutation =>
  retellsEvents('run_complete', (event) => [{ ...event, result: lie(objectOf(event.result)) }]);

/** Completes the step that a timeout broke off. */
const completesAllSteps: Mutation = retellsStream(lies.runStream, () => {
  let open: unknown;
  return {
    each(event) {
      if (event.type === 'step_start') open = event.index;
      if (event.type === 'step_complete') open = undefined;
      return event.type === 'run_complete' && open !== undefined
        ? [{ type: 'step_complete', index: open }, event]
        : [event];
    },
  };
});

export const rsc = mutantsOf('VAI-GW-RSC', [
  ['001', 'runs-without-tools-have-no-step', 'Does not tell the step of a run without tools.', drops('step_start')],
  [
    '002',
    'tools-start-in-silence',
    'Does not tell that a tool was called.',
    drops('tool_call_start'),
    { source: 'RUN-08' },
  ],
  ['003', 'one-tool-at-a-time', 'Runs parallel calls one after the other.', bends({ width: () => 1 })],
  [
    '004',
    'history-in-the-order-of-finishing',
    'Puts the results into the history in the order in which they came.',
    bends({ historyOrder: (_model, finished) => finished }),
  ],
  [
    '005',
    'always-in-parallel',
    'Runs calls at once that should wait for each other.',
    bends({ width: (batch) => batch }),
  ],
  [
    '006',
    'a-failed-tool-fails-the-run',
    'Ends the run at the first tool that fails.',
    breaksOff((event) => event.type === 'tool_result' && event.is_error === true, true),
  ],
  [
    '007',
    'waits-for-slow-tools',
    'Waits longer for a tool than it was told.',
    bends({ options: (run) => ({ ...run, tool_timeout_ms: 60_000 }) }),
  ],
  [
    '008',
    'unknown-tools-have-no-code',
    'Gives no code with a call of a tool that is not enabled.',
    retellsEvents(
      (event) => event.type === 'tool_result' && objectOf(event.error).code === 'unsupported_function_tool',
      (event) => {
        const { code: _gone, ...error } = objectOf(event.error);
        return [{ ...event, error }];
      },
    ),
  ],
  [
    '009',
    'streams-a-turn-too-many',
    'Takes a turn more than the run may.',
    bends({ turnsUsedUp: (turns, budget) => turns > budget }),
  ],
  [
    '010',
    'runs-a-part-of-the-batch',
    'Runs a batch that exceeds the budget.',
    bends({ callsExceeded: (done, _batch, budget) => done >= budget }),
  ],
  [
    '011',
    'streams-beyond-its-tokens',
    "Goes on when the run's tokens are used up.",
    bends({ tokensUsedUp: () => false }),
  ],
  ['012', 'completes-interrupted-steps', 'Says of an interrupted step that it was completed.', completesAllSteps],
  [
    '013',
    'interrupted-calls-stay-open',
    'Says nothing of the call that the timeout interrupted.',
    drops((event) => event.type === 'tool_result' && event.is_error === true),
    { source: 'RUN-06' },
  ],
  [
    '014',
    'waits-for-the-call-it-was-promised',
    'Takes another turn where the model wanted a tool and named none.',
    bends({ runsTools: (stopReason) => stopReason === 'tool_use' }),
  ],
  [
    '015',
    'the-model-stops-the-run',
    "Gives the model's stop reason for the run's.",
    results((result) => (isObject(result.response) ? { ...result, stop_reason: result.response.stop_reason } : result)),
  ],
  [
    '016',
    'broken-tool-input-fails-the-run',
    "Ends the run where a tool's input is not JSON.",
    breaksOff((event) => event.type === 'tool_call_start' && Object.keys(objectOf(event.input)).length === 0, false),
  ],
  ['017', 'two-turns-are-enough', 'Stops after two turns.', bends({ turnsUsedUp: (turns) => turns >= 2 })],
  ['018', 'history-starts-at-zero', 'Does not count the messages of the request.', misreadsHistory()],
  [
    '019',
    'calls-tools-anyway',
    'Runs the tools of a turn that did not stop for them.',
    bends({ runsTools: (_stopReason, calls) => calls > 0 }),
  ],
]);

function misreadsHistory(): Mutation {
  return retellsStream(lies.runStream, () => {
    let before: number | undefined;
    return {
      each(event) {
        if (event.type !== 'history_delta') return [event];
        before ??= Number(event.expected_len);
        return [{ ...event, expected_len: Number(event.expected_len) - before }];
      },
    };
  });
}
