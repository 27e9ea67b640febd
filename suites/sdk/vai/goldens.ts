import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import {
  folded,
  messageOf,
  STOP,
  STRICT_MODEL,
  started,
  textBlock,
  thinkingBlock,
  toolBlock,
  toolUse,
  turned,
} from './message-events.js';

/** A stream and what an SDK has to make of it: its events as they stand, and these. Characters of one to four bytes. */
export interface Golden {
  readonly op: 'messages.stream' | 'runs.stream';
  readonly events: readonly StreamEvent[];
  /** The texts of all deltas, joined. */
  readonly text: string;
  readonly thinking: string;
  /** The folded message, or the run's result. */
  readonly final: Readonly<Record<string, unknown>>;
}

const GREETING = ['Grüß ', 'Gott, 世界 ', '😀!'];

/** One text block: as short as a message stream can be. */
export const TEXT_GOLDEN: Golden = {
  op: 'messages.stream',
  events: messageOf(...textBlock(0, ...GREETING)),
  text: GREETING.join(''),
  thinking: '',
  final: folded([{ type: 'text', text: GREETING.join('') }]),
};

/** Thinking, text and a tool's call, one after the other. */
export const BLOCKS_GOLDEN: Golden = {
  op: 'messages.stream',
  events: [
    started(),
    ...thinkingBlock(0, 'Où? ', 'À Turin 🤔.'),
    ...textBlock(1, 'Un ', 'instant…'),
    ...toolBlock(2, {}, '{"place":"Tu', 'rin","days":[1,', '2.5],"unit":null}'),
    turned('tool_use'),
    STOP,
  ],
  text: 'Un instant…',
  thinking: 'Où? À Turin 🤔.',
  final: folded(
    [
      { type: 'thinking', thinking: 'Où? À Turin 🤔.' },
      { type: 'text', text: 'Un instant…' },
      toolUse({ place: 'Turin', days: [1, 2.5], unit: null }),
    ],
    { stop_reason: 'tool_use' },
  ),
};

const QUESTION = { role: 'user', content: [{ type: 'text', text: 'Weather in Turin?' }] };
const SEARCH = { id: 'toolu_1', name: 'vai_web_search', input: { query: 'météo 東京 🌦' } };
const HITS = [{ type: 'text', text: '{"provider":"tavily","results":[]}' }];
const CALLING = folded([{ type: 'tool_use', ...SEARCH }], { stop_reason: 'tool_use' });
const ANSWER = folded([{ type: 'text', text: 'Soleil ☀️, 25 °C' }]);
const CALLED = { role: 'assistant', content: CALLING.content };
const RETURNED = { role: 'user', content: [{ type: 'tool_result', tool_use_id: SEARCH.id, content: HITS }] };
const ANSWERED = { role: 'assistant', content: ANSWER.content };

/** What the golden run came to. */
export const RUN_FINAL = {
  response: ANSWER,
  steps: [
    {
      index: 0,
      response: CALLING,
      tool_calls: [SEARCH],
      tool_results: [{ tool_use_id: SEARCH.id, content: HITS }],
      duration_ms: 12,
    },
    { index: 1, response: ANSWER, duration_ms: 9 },
  ],
  tool_call_count: 1,
  turn_count: 2,
  usage: { input_tokens: 22, output_tokens: 16, total_tokens: 38 },
  stop_reason: 'end_turn',
  messages: [QUESTION, CALLED, RETURNED, ANSWERED],
};

/** A run of two steps, the first of which calls a tool (contract-vai, appendix B). */
export const RUN_GOLDEN: Golden = {
  op: 'runs.stream',
  events: [
    { type: 'run_start', request_id: 'req_golden', model: STRICT_MODEL, protocol_version: '1' },
    { type: 'step_start', index: 0 },
    ...inRun(
      started(),
      ...toolBlock(0, { name: SEARCH.name }, '{"query":"météo ', '東京 🌦"}'),
      turned('tool_use'),
      STOP,
    ),
    { type: 'tool_call_start', ...SEARCH },
    { type: 'tool_result', id: SEARCH.id, name: SEARCH.name, content: HITS },
    { type: 'step_complete', index: 0, response: CALLING },
    { type: 'history_delta', expected_len: 1, append: [CALLED, RETURNED] },
    { type: 'step_start', index: 1 },
    ...inRun(...messageOf(...textBlock(0, 'Soleil ☀️', ', 25 °C'))),
    { type: 'step_complete', index: 1, response: ANSWER },
    { type: 'history_delta', expected_len: 3, append: [ANSWERED] },
    { type: 'run_complete', result: RUN_FINAL },
  ],
  text: 'Soleil ☀️, 25 °C',
  thinking: '',
  final: RUN_FINAL,
};

const SHORT_FINAL = {
  response: TEXT_GOLDEN.final,
  steps: [{ index: 0, response: TEXT_GOLDEN.final, duration_ms: 7 }],
  tool_call_count: 0,
  turn_count: 1,
  usage: TEXT_GOLDEN.final.usage,
  stop_reason: 'end_turn',
};

/** A run of one step without tools: as short as a run stream can be. */
export const SHORT_RUN_GOLDEN: Golden = {
  op: 'runs.stream',
  events: [
    { type: 'run_start', request_id: 'req_golden', model: STRICT_MODEL, protocol_version: '1' },
    { type: 'step_start', index: 0 },
    ...inRun(...TEXT_GOLDEN.events),
    { type: 'step_complete', index: 0, response: TEXT_GOLDEN.final },
    { type: 'history_delta', expected_len: 1, append: [{ role: 'assistant', content: TEXT_GOLDEN.final.content }] },
    { type: 'run_complete', result: SHORT_FINAL },
  ],
  text: TEXT_GOLDEN.text,
  thinking: '',
  final: SHORT_FINAL,
};

/** The events of a message as a run hands them on. */
export function inRun(...events: readonly StreamEvent[]): StreamEvent[] {
  return events.map((event) => ({ type: 'stream_event', event }));
}

/** A whole stream of the operation around the events of one message: for runs, a run of one step. */
export function inStream(op: string, message: readonly StreamEvent[]): readonly StreamEvent[] {
  if (op !== 'runs.stream') return message;
  return [...SHORT_RUN_GOLDEN.events.slice(0, 2), ...inRun(...message), ...SHORT_RUN_GOLDEN.events.slice(-3)];
}

/** The short golden of a streaming operation. */
export function shortGolden(op: string): Golden {
  return op === 'runs.stream' ? SHORT_RUN_GOLDEN : TEXT_GOLDEN;
}

/** The golden of a streaming operation that has a bit of everything. */
export function richGolden(op: string): Golden {
  return op === 'runs.stream' ? RUN_GOLDEN : BLOCKS_GOLDEN;
}
