import type { StreamEvent } from '../engine/exchange.js';
import { constant } from '../engine/sse.js';
import type { Saying, Turn } from './scenario.js';
import { fill, hasTemplate, type TemplateContext } from './template.js';

/** The events of turns that say the same each time: built once, and encoded once. */
const fixed = new WeakMap<Turn, readonly StreamEvent[]>();
const templated = new WeakSet<Turn>();

/** The events of a turn after `message_start`. */
export function eventsOf(turn: Turn, context: TemplateContext): readonly StreamEvent[] {
  const known = fixed.get(turn);
  if (known !== undefined) return known;
  if (!templated.has(turn) && isTemplated(turn)) templated.add(turn);
  if (templated.has(turn)) return build(turn, (text) => fill(text, context));
  const events = build(turn, (text) => text).map(constant);
  fixed.set(turn, events);
  return events;
}

/** Whether a turn says the same each time. */
export function isFixed(turn: Turn): boolean {
  return !isTemplated(turn);
}

function isTemplated(turn: Turn): boolean {
  return turn.content.some((saying) => saying.type === 'text' && saying.deltas.some(hasTemplate));
}

function build(turn: Turn, text: (from: string) => string): StreamEvent[] {
  const events: StreamEvent[] = [...(turn.events_before ?? [])];
  let index = 0;
  for (const saying of turn.content) {
    if (saying.type === 'event') {
      events.push(saying.event);
      continue;
    }
    events.push({ type: 'content_block_start', index, content_block: opening(saying) });
    for (const delta of deltas(saying, text)) events.push({ type: 'content_block_delta', index, delta });
    events.push({ type: 'content_block_stop', index });
    index += 1;
  }
  events.push({
    type: 'message_delta',
    delta: {
      stop_reason: turn.stop_reason,
      ...(turn.stop_sequence === undefined ? {} : { stop_sequence: turn.stop_sequence }),
    },
    usage: usageOf(turn),
  });
  events.push({ type: 'message_stop' });
  return events;
}

/** The counters of a turn, with their total. */
export function usageOf({ usage }: Turn): StreamUsage {
  return { ...usage, total_tokens: usage.input_tokens + usage.output_tokens };
}

export interface StreamUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
}

function opening(saying: Exclude<Saying, { type: 'event' }>): {
  readonly type: string;
  readonly [key: string]: unknown;
} {
  switch (saying.type) {
    case 'text':
      return { type: 'text', text: '', ...(saying.citations === undefined ? {} : { citations: saying.citations }) };
    case 'thinking':
      // The signature stands in the opening block: whoever folds keeps it, though deltas of that kind are not documented.
      return {
        type: 'thinking',
        thinking: '',
        ...(saying.signature === undefined ? {} : { signature: saying.signature }),
      };
    case 'raw':
      return saying.block;
    default:
      return { type: saying.type, id: saying.id, name: saying.name, input: {} };
  }
}

function deltas(
  saying: Exclude<Saying, { type: 'event' }>,
  text: (from: string) => string,
): readonly { readonly type: string }[] {
  switch (saying.type) {
    case 'text':
      return saying.deltas.map((delta) => ({ type: 'text_delta', text: text(delta) }));
    case 'thinking':
      return saying.deltas.map((delta) => ({ type: 'thinking_delta', thinking: delta }));
    case 'raw':
      return saying.deltas ?? [];
    default:
      return (saying.deltas ?? pieces(saying.input ?? {})).map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }));
  }
}

/** JSON of a tool's input in two pieces, cut where no token ends; an empty input has no piece. */
function pieces(input: Readonly<Record<string, unknown>>): readonly string[] {
  const json = JSON.stringify(input);
  if (json === '{}') return [];
  const cut = Math.min(json.length - 1, Math.max(2, Math.floor(json.length / 2)));
  return [json.slice(0, cut), json.slice(cut)];
}
