import type { ContentBlock, MessageResponse, Usage } from '../../contracts/vai/types.js';
import type { StreamEvent } from '../engine/exchange.js';
import { isObject, listOf } from './conversation.js';

const NO_USAGE: Usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };

interface Slot {
  readonly block: { [key: string]: unknown; readonly type: string };
  json: string;
}

/** Adds the events of one message stream up to the message that they tell. */
export class Fold {
  #base: { readonly id: string; readonly model: string; readonly metadata?: unknown } = { id: '', model: '' };
  readonly #slots: (Slot | undefined)[] = [];
  #stopReason = '';
  #stopSequence: string | undefined;
  #usage: Usage = NO_USAGE;

  add(event: StreamEvent): void {
    switch (event.type) {
      case 'message_start':
        this.#start(event.message);
        return;
      case 'content_block_start':
        if (typeof event.index === 'number' && isObject(event.content_block)) {
          this.#slots[event.index] = { block: { type: '', ...event.content_block }, json: '' };
        }
        return;
      case 'content_block_delta':
        this.#delta(this.#slot(event), event.delta);
        return;
      case 'content_block_stop':
        this.#close(this.#slot(event));
        return;
      case 'message_delta':
        if (isObject(event.delta)) {
          if (typeof event.delta.stop_reason === 'string') this.#stopReason = event.delta.stop_reason;
          if (typeof event.delta.stop_sequence === 'string') this.#stopSequence = event.delta.stop_sequence;
        }
        if (isUsage(event.usage)) this.#usage = event.usage;
        return;
      default:
    }
  }

  /** The message so far. Indices that never came leave no hole. */
  message(): MessageResponse {
    const { metadata } = this.#base;
    const content: ContentBlock[] = [];
    for (const slot of this.#slots) {
      if (slot === undefined) continue;
      this.#close(slot);
      content.push(slot.block);
    }
    return {
      id: this.#base.id,
      type: 'message',
      role: 'assistant',
      model: this.#base.model,
      content,
      stop_reason: this.#stopReason,
      ...(this.#stopSequence === undefined ? {} : { stop_sequence: this.#stopSequence }),
      usage: this.#usage,
      ...(isObject(metadata) ? { metadata } : {}),
    };
  }

  #start(message: unknown): void {
    if (!isObject(message)) return;
    const { id, model, metadata } = message;
    this.#base = { id: String(id), model: String(model), ...(metadata === undefined ? {} : { metadata }) };
    if (isUsage(message.usage)) this.#usage = message.usage;
  }

  #slot(event: StreamEvent): Slot | undefined {
    return typeof event.index === 'number' ? this.#slots[event.index] : undefined;
  }

  #delta(slot: Slot | undefined, delta: unknown): void {
    if (slot === undefined || !isObject(delta)) return;
    const { block } = slot;
    if (delta.type === 'text_delta' && block.type === 'text') block.text = `${block.text ?? ''}${delta.text}`;
    if (delta.type === 'thinking_delta' && block.type === 'thinking')
      block.thinking = `${block.thinking ?? ''}${delta.thinking}`;
    if (delta.type === 'input_json_delta') slot.json += String(delta.partial_json);
    // Not documented, but a client that sends the history back needs what they add.
    if (delta.type === 'signature_delta') block.signature = `${block.signature ?? ''}${delta.signature}`;
    if (delta.type === 'citations_delta') block.citations = [...listOf(block.citations), delta.citation];
  }

  /** Input that came in pieces replaces the block's own where it is an object; else that one stays. */
  #close(slot: Slot | undefined): void {
    if (slot === undefined || slot.json === '') return;
    const input = parsed(slot.json);
    slot.json = '';
    if (isObject(input)) slot.block.input = input;
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isUsage(value: unknown): value is Usage {
  return (
    isObject(value) &&
    typeof value.input_tokens === 'number' &&
    typeof value.output_tokens === 'number' &&
    typeof value.total_tokens === 'number'
  );
}
