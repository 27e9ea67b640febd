import type { JsonObject } from './json.js';
import { isObject, listOf, parsed } from './json.js';
import type { ContentBlock, MessageResponse, UnknownEvent } from './types.js';

/** A block in the making. Its members are replaced, never those of the event that brought it. */
interface Slot {
  block: JsonObject;
  /** The fragments of a tool's input so far. */
  inputText: string;
}

/**
 * Puts a message together from the events of its stream (contract-vai 4.6). What does not fit is left out, nothing
 * throws: events come from newer gateways and from careless ones.
 */
export class MessageFold {
  #base: JsonObject | undefined;
  /** By index. A map, so that an index of any size costs one entry. */
  #slots = new Map<number, Slot>();

  /** Whether a `message_start` has come. */
  get started(): boolean {
    return this.#base !== undefined;
  }

  /** The stop reason so far; empty before it is known. */
  get stopReason(): string {
    const reason = this.#base?.stop_reason;
    return typeof reason === 'string' ? reason : '';
  }

  /** Takes the next event. */
  add(event: UnknownEvent): void {
    switch (event.type) {
      case 'message_start':
        this.#start(event.message);
        break;
      case 'content_block_start':
        this.#startBlock(event.index, event.content_block);
        break;
      case 'content_block_delta':
        this.#addDelta(this.#slotAt(event.index), event.delta);
        break;
      case 'content_block_stop':
        this.#stopBlock(this.#slotAt(event.index));
        break;
      case 'message_delta':
        this.#endMessage(event.delta, event.usage);
        break;
    }
  }

  /** The message as far as it has come, its blocks in the order of their indices and without gaps. */
  message(): MessageResponse {
    const slots = [...this.#slots].sort(([a], [b]) => a - b).map(([, slot]) => slot);
    for (const slot of slots) this.#stopBlock(slot);
    return { ...this.#base, content: slots.map(({ block }) => block).filter(isBlock) };
  }

  #start(message: unknown): void {
    this.#base = isObject(message) ? message : {};
    this.#slots = new Map();
    listOf(this.#base.content).forEach((block, index) => {
      this.#startBlock(index, block);
    });
  }

  #startBlock(index: unknown, block: unknown): void {
    if (!isIndex(index) || !isObject(block)) return;
    this.#slots.set(index, { block, inputText: '' });
  }

  #slotAt(index: unknown): Slot | undefined {
    return isIndex(index) ? this.#slots.get(index) : undefined;
  }

  /** A delta counts only for a block of its own kind. */
  #addDelta(slot: Slot | undefined, delta: unknown): void {
    if (slot === undefined || !isObject(delta)) return;
    const kind = slot.block.type;
    switch (delta.type) {
      case 'text_delta':
        if (kind === 'text') append(slot, 'text', delta.text);
        break;
      case 'thinking_delta':
        if (kind === 'thinking') append(slot, 'thinking', delta.thinking);
        break;
      case 'signature_delta':
        if (kind === 'thinking') append(slot, 'signature', delta.signature);
        break;
      case 'citations_delta':
        if (kind === 'text')
          slot.block = { ...slot.block, citations: [...listOf(slot.block.citations), delta.citation] };
        break;
      case 'input_json_delta':
        if (isToolCall(kind) && typeof delta.partial_json === 'string') slot.inputText += delta.partial_json;
        break;
    }
  }

  /** Fragments that are no JSON object together leave the input as it began. */
  #stopBlock(slot: Slot | undefined): void {
    if (slot === undefined || slot.inputText === '') return;
    const input = parsed(slot.inputText);
    if (isObject(input)) slot.block = { ...slot.block, input };
    slot.inputText = '';
  }

  #endMessage(delta: unknown, usage: unknown): void {
    const reason = isObject(delta) ? delta.stop_reason : undefined;
    if (typeof reason === 'string' && reason !== '') this.#base = { ...this.#base, stop_reason: reason };
    if (isObject(usage)) this.#base = { ...this.#base, usage };
  }
}

function append(slot: Slot, member: string, piece: unknown): void {
  if (typeof piece !== 'string') return;
  const before = slot.block[member];
  slot.block = { ...slot.block, [member]: typeof before === 'string' ? before + piece : piece };
}

function isIndex(index: unknown): index is number {
  return typeof index === 'number' && Number.isSafeInteger(index) && index >= 0;
}

function isToolCall(kind: unknown): boolean {
  return kind === 'tool_use' || kind === 'server_tool_use';
}

function isBlock(block: JsonObject): block is JsonObject & ContentBlock {
  return typeof block.type === 'string';
}
