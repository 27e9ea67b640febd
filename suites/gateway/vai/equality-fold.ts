import { recordOf } from './scenarios-answers.js';

type Json = Readonly<Record<string, unknown>>;

/** What a client makes of the events of a message stream: the message that a blocking answer would have been. */
export function fold(events: readonly Json[]): Json {
  let message: Json = {};
  const blocks: Record<string, unknown>[] = [];
  const inputs = new Map<number, string>();
  for (const event of events) {
    const index = Number(event.index);
    const block = blocks[index];
    switch (event.type) {
      case 'message_start':
        message = recordOf(event.message);
        break;
      case 'content_block_start':
        blocks[index] = recordOf(event.content_block);
        break;
      case 'content_block_delta':
        if (block) apply(block, recordOf(event.delta), (piece) => inputs.set(index, (inputs.get(index) ?? '') + piece));
        break;
      case 'content_block_stop':
        if (block && inputs.has(index)) block.input = objectOr(inputs.get(index) ?? '', block.input);
        break;
      case 'message_delta':
        message = { ...message, ...recordOf(event.delta), usage: event.usage };
        break;
    }
  }
  return { ...message, content: Object.values(blocks) };
}

/** Deltas append to the member they are named after, in a block of their kind; others are not the fold's business. */
function apply(block: Record<string, unknown>, delta: Json, input: (piece: string) => void): void {
  if (delta.type === 'text_delta' && block.type === 'text') block.text = `${block.text ?? ''}${delta.text}`;
  if (delta.type === 'thinking_delta' && block.type === 'thinking') {
    block.thinking = `${block.thinking ?? ''}${delta.thinking}`;
  }
  if (delta.type === 'input_json_delta') input(String(delta.partial_json));
}

function objectOr(text: string, otherwise: unknown): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : otherwise;
  } catch {
    return otherwise;
  }
}

/**
 * A message or a run's result without what may differ between two askings of one scenario: ids made up for a message, and
 * how long things took; and without the members that a rule of their own is about. Ids of tool calls stay: the script
 * gives them.
 */
export function comparable(value: unknown, omitted: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => comparable(item, omitted));
  if (typeof value !== 'object' || value === null) return value;
  const left = new Set(['duration_ms', 'stop_sequence', ...omitted]);
  if ('type' in value && value.type === 'message') left.add('id');
  const kept = Object.entries(value).filter(([name]) => !left.has(name));
  return Object.fromEntries(kept.map(([name, member]) => [name, comparable(member, omitted)]));
}
