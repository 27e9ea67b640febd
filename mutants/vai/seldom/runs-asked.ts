import { objectOf } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import * as lies from '../lies.js';

const { all, asked, at, serves } = lies;
const option = (name: string, value: number) =>
  all(
    at(`run.${name}`),
    asked((ask) => objectOf(ask.body.run)[name] === value),
  );

/** Told at one value of a run's options only. */
export const seldomRval = mutantsOf('VAI-GW-RVAL', [
  ['006', 'no-turns-will-do', 'Takes a max_turns of 0.', serves(option('max_turns', 0))],
  ['007', 'a-65th-turn-will-do', 'Takes a max_turns of one more than the most.', serves(option('max_turns', 65))],
  [
    '008',
    'one-turn-is-none',
    'Refuses a max_turns of 1.',
    lies.refuses((ask) => objectOf(ask.body.run).max_turns === 1, 'run.max_turns'),
  ],
  ['009', 'no-calls-will-do', 'Takes a max_tool_calls of 0.', serves(option('max_tool_calls', 0))],
  [
    '010',
    'a-257th-call-will-do',
    'Takes a max_tool_calls of one more than the most.',
    serves(option('max_tool_calls', 257)),
  ],
  ['012', 'almost-a-second-will-do', 'Takes a timeout_ms of 999.', serves(option('timeout_ms', 999))],
  ['013', 'a-moment-more-will-do', 'Takes a timeout_ms of 300001.', serves(option('timeout_ms', 300_001))],
  [
    '014',
    'five-minutes-are-too-long',
    'Refuses a timeout_ms of 300000.',
    lies.refuses((ask) => objectOf(ask.body.run).timeout_ms === 300_000, 'run.timeout_ms'),
  ],
  ['015', 'almost-a-second-for-tools', 'Takes a tool_timeout_ms of 999.', serves(option('tool_timeout_ms', 999))],
  ['016', 'a-moment-more-for-tools', 'Takes a tool_timeout_ms of 60001.', serves(option('tool_timeout_ms', 60_001))],
  [
    '045',
    'run-stream-streams-its-unknown-tools',
    'Tells an unknown tool from within the stream.',
    lies.streamsRefusals((fault) => fault.code !== undefined),
  ],
]);
