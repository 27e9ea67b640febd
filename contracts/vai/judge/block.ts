import { digest, Fingerprint } from '../../judge/digest.js';
import { countOf, type Fields, fieldsOf, isFields, objectsIn, parsed, textOf } from './values.js';

/** Tool input above this is not held, and not judged. */
const LONGEST_INPUT = 8 * 1024 * 1024;

/** Delta types that the contract knows, the kinds of block that they belong to, and the member that holds the piece. */
const DELTAS: Readonly<Record<string, { readonly blocks: readonly string[]; readonly member: string }>> = {
  text_delta: { blocks: ['text'], member: 'text' },
  thinking_delta: { blocks: ['thinking'], member: 'thinking' },
  input_json_delta: { blocks: ['tool_use', 'server_tool_use'], member: 'partial_json' },
};

/** Members of a block that a provider adds by delta types of its own, and that a client needs to send the block back. */
const NATIVE_DELTAS: Readonly<Record<string, string>> = { signature_delta: 'signature', citations_delta: 'citations' };

/** One content block of a streamed answer: what it began as, and a fingerprint of what was added. */
export class Block {
  readonly type: string;
  open = true;
  readonly #start: Fields;
  readonly #text: Fingerprint | undefined;
  #json = '';
  #pieces = false;
  #tooLong = false;
  readonly #native = new Set<string>();
  #otherDeltas = false;
  #input: unknown;

  /** @param folding whether the block will be compared with a completed one. */
  constructor(start: Fields, folding: boolean) {
    this.#start = start;
    this.type = textOf(start.type) ?? '';
    this.#input = start.input;
    if (folding && (this.type === 'text' || this.type === 'thinking')) {
      this.#text = new Fingerprint().text(textOf(start[this.type]) ?? '');
    }
  }

  get isTool(): boolean {
    return this.type === 'tool_use' || this.type === 'server_tool_use';
  }

  get id(): string | undefined {
    return textOf(this.#start.id);
  }

  /** Fingerprint of the tool's input, as far as it is known. */
  get inputDigest(): string {
    const streamed = this.open && this.#pieces ? this.streamedInput : undefined;
    return digest(streamed ?? this.#input ?? {});
  }

  /** Whether a delta of a known type stands in a block of its kind. */
  takes(deltaType: unknown): boolean {
    const known = typeof deltaType === 'string' ? DELTAS[deltaType] : undefined;
    return known === undefined || this.type === '' || known.blocks.includes(this.type);
  }

  add(delta: Fields): void {
    const type = textOf(delta.type) ?? '';
    const known = DELTAS[type];
    if (known === undefined) {
      this.#otherDeltas = true;
      const member = NATIVE_DELTAS[type];
      if (member !== undefined) this.#native.add(member);
      return;
    }
    const piece = delta[known.member];
    if (typeof piece !== 'string') return;
    if (type !== 'input_json_delta') {
      if (this.#text !== undefined && known.blocks.includes(this.type)) this.#text.text(piece);
      return;
    }
    this.#pieces ||= piece !== '';
    if (this.#json.length + piece.length > LONGEST_INPUT) this.#tooLong = true;
    else this.#json += piece;
  }

  /** What the pieces of input add up to; `undefined` where that is no JSON object. */
  get streamedInput(): unknown {
    if (this.#tooLong || !this.#pieces) return {};
    const value = parsed(this.#json);
    return isFields(value) ? value : undefined;
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    if (this.isTool && this.#pieces) this.#input = this.streamedInput ?? this.#start.input;
    this.#json = '';
  }

  /** Members that were streamed by deltas of the provider's own and are missing from the completed block. */
  missingFrom(completed: Fields): string[] {
    return [...this.#native].filter((member) => {
      const value = completed[member];
      return Array.isArray(value) ? value.length === 0 : typeof value !== 'string' || value === '';
    });
  }

  /** Whether a completed block says what was streamed. */
  equals(completed: Fields): boolean {
    if (completed.type !== this.type) return false;
    if (this.#text !== undefined) {
      return this.#text.toString() === new Fingerprint().text(textOf(completed[this.type]) ?? '').toString();
    }
    if (this.isTool) {
      if (completed.id !== this.#start.id || completed.name !== this.#start.name) return false;
      return this.#tooLong || digest(completed.input ?? {}) === this.inputDigest;
    }
    return this.#otherDeltas || digest(completed) === digest(this.#start);
  }
}

/** Whether total_tokens is at least input and output, where anything was counted. */
export function addsUp(usage: unknown): boolean {
  const { input_tokens, output_tokens, total_tokens } = fieldsOf(usage);
  const parts = countOf(input_tokens) + countOf(output_tokens);
  return parts === 0 || typeof total_tokens !== 'number' || total_tokens >= parts;
}

/** Ids of the tool_use blocks of a completed message, in its order. */
export function toolIds(content: unknown): unknown[] {
  return objectsIn(content)
    .filter((block) => block.type === 'tool_use')
    .map((block) => block.id);
}
