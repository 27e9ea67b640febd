import { isObject } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';
import { body, option } from './runs.js';

const { all, asked, at, serves } = lies;

const runKeys = ['max_turns', 'max_tool_calls', 'max_tokens', 'timeout_ms', 'parallel_tools', 'tool_timeout_ms'];
const below = (name: string, least: number) =>
  all(at(`run.${name}`), asked(option((run) => Number(run[name]) < least)));
const above = (name: string, most: number) => all(at(`run.${name}`), asked(option((run) => Number(run[name]) > most)));
const refusesValue = (name: string, value: number) =>
  lies.refuses(
    option((run) => run[name] === value),
    `run.${name}`,
  );

/** Members and options of a run. */
export const rval = mutantsOf('VAI-GW-RVAL', [
  [
    '001',
    'ignores-unknown-keys-of-runs',
    'Drops keys of a run that it does not know.',
    serves(
      (fault, ask) =>
        lies.anyRun(ask) &&
        fault.param !== undefined &&
        fault.param in ask.body &&
        !['request', 'run', 'server_tools', 'server_tool_config', 'builtins'].includes(fault.param),
    ),
    { source: 'REQ-01' },
  ],
  [
    '002',
    'runs-nothing',
    'Takes a run without a request.',
    serves(all(at('request'), asked(body(({ request }) => request === undefined)))),
  ],
  [
    '003',
    'runs-null',
    'Takes a run whose request is null.',
    serves(all(at('request'), asked(body(({ request }) => request === null)))),
  ],
  [
    '004',
    'breaks-down-over-text-for-request',
    'Answers 500 to a run whose request is no object.',
    lies.crashes(asked(body(({ request }) => request !== undefined && request !== null && !isObject(request)))),
    { source: 'D-01' },
  ],
  ['005', 'streams-inside-runs', 'Takes a run whose request asks for a stream.', serves(at('request.stream'))],
  [
    '006',
    'takes-no-turns-for-the-default',
    'Takes a max_turns below 1 for the default.',
    serves(below('max_turns', 1)),
  ],
  ['007', 'knows-no-most-turns', 'Takes any number of turns.', serves(above('max_turns', 64))],
  ['008', 'stops-at-63-turns', 'Refuses the greatest max_turns that is allowed.', refusesValue('max_turns', 64)],
  [
    '009',
    'takes-no-calls-for-the-default',
    'Takes a max_tool_calls below 1 for the default.',
    serves(below('max_tool_calls', 1)),
  ],
  ['010', 'knows-no-most-calls', 'Takes any number of tool calls.', serves(above('max_tool_calls', 256))],
  [
    '011',
    'wants-two-calls-at-least',
    'Refuses the least max_tool_calls that is allowed.',
    refusesValue('max_tool_calls', 1),
  ],
  ['012', 'runs-for-a-moment', 'Takes a timeout_ms below a second.', serves(below('timeout_ms', 1000))],
  ['013', 'runs-forever', 'Takes a timeout_ms of any length.', serves(above('timeout_ms', 300_000))],
  [
    '014',
    'wants-more-than-a-second',
    'Refuses the least timeout_ms that is allowed.',
    refusesValue('timeout_ms', 1000),
  ],
  ['015', 'gives-tools-a-moment', 'Takes a tool_timeout_ms below a second.', serves(below('tool_timeout_ms', 1000))],
  [
    '016',
    'waits-for-tools-forever',
    'Takes a tool_timeout_ms of any length.',
    serves(above('tool_timeout_ms', 60_000)),
  ],
  [
    '017',
    'wants-less-than-a-minute',
    'Refuses the greatest tool_timeout_ms that is allowed.',
    refusesValue('tool_timeout_ms', 60_000),
  ],
  [
    '018',
    'ignores-unknown-run-options',
    'Drops run options that it does not know.',
    serves(all(at(/^run/), asked(option((run) => Object.keys(run).some((each) => !runKeys.includes(each)))))),
  ],
  [
    '019',
    'breaks-down-over-run-options',
    'Answers 500 to a run option of the wrong type.',
    lies.crashes(
      all(
        at(/^run/),
        asked(
          option((run) =>
            Object.entries(run).some(
              ([name, value]) => runKeys.includes(name) && !Number.isInteger(value) && typeof value !== 'boolean',
            ),
          ),
        ),
      ),
    ),
  ],
  [
    '020',
    'refuses-null-options',
    'Refuses run options of null.',
    lies.refuses(
      body(({ run }) => run === null),
      'run',
    ),
  ],
]);
