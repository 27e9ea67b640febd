import { digest } from '../../judge/digest.js';
import { Block } from './block.js';
import { countOf, type Fields, fieldsOf, isFields, listOf, textOf } from './values.js';

/** Blocks that are kept in mind; a stream with more is no longer judged by its blocks. */
const MOST_BLOCKS = 100_000;

/** How the response of a completed step differs from what was streamed. */
export interface FoldDifference {
  readonly path: string;
  readonly expected: string;
}

/**
 * What is known of one streamed answer while it comes: of a message stream, or of one turn of a run. Its guards and actions
 * are named by the automaton's data.
 */
export class MessageTurn {
  readonly #blocks = new Map<number, Block>();
  readonly #folding: boolean;
  #openBlocks = 0;
  #start: Fields | undefined;
  #usage: unknown;
  #finalAudio = false;
  #audioLost = false;
  #usesTool = false;
  #begun = false;
  /** Deltas or stops for blocks that never began: the answer cannot be put together again. */
  #torn = false;
  stopReason: string | undefined;
  concluded = false;
  failed = false;

  /** @param folding whether the answer will be compared with a completed response. */
  constructor(folding: boolean) {
    this.#folding = folding;
  }

  get begun(): boolean {
    return this.#begun;
  }

  get torn(): boolean {
    return this.#torn || this.#blocks.size >= MOST_BLOCKS;
  }

  begin(message: Fields): void {
    this.#begun = true;
    this.#start = message;
    this.#usage = message.usage;
  }

  get startUsage(): Fields {
    return fieldsOf(this.#start?.usage);
  }

  /** Input and output tokens; input that was reported at the start counts, whatever the end says. */
  get tokens(): number {
    const { input_tokens, output_tokens } = fieldsOf(this.#usage);
    return Math.max(countOf(input_tokens), countOf(this.startUsage.input_tokens)) + countOf(output_tokens);
  }

  hasBlocks(): boolean {
    return this.#blocks.size > 0;
  }

  block(index: unknown): Block | undefined {
    return typeof index === 'number' ? this.#blocks.get(index) : undefined;
  }

  openBlock(index: unknown, start: Fields): void {
    if (typeof index !== 'number' || this.#blocks.size >= MOST_BLOCKS) return;
    const before = this.#blocks.get(index);
    if (before !== undefined) this.#torn = true;
    if (before?.open !== true) this.#openBlocks += 1;
    const block = new Block(start, this.#folding);
    this.#usesTool ||= block.type === 'tool_use';
    this.#blocks.set(index, block);
  }

  /** A piece for a block that never began makes one, so that what follows for it is not told again. */
  addDelta(index: unknown, delta: Fields): void {
    let block = this.block(index);
    if (block?.open !== true) {
      this.openBlock(index, {});
      this.#torn = true;
      block = this.block(index);
    }
    block?.add(delta);
  }

  closeBlock(index: unknown): void {
    if (this.block(index) === undefined) {
      this.openBlock(index, {});
      this.#torn = true;
    }
    const block = this.block(index);
    if (block?.open !== true) return;
    block.close();
    this.#openBlocks -= 1;
  }

  get allClosed(): boolean {
    return this.#openBlocks === 0;
  }

  get usesTool(): boolean {
    return this.#usesTool;
  }

  conclude(event: Fields): void {
    this.concluded = true;
    this.stopReason = textOf(fieldsOf(event.delta).stop_reason);
    this.#usage = event.usage;
  }

  hear(final: boolean): void {
    this.#finalAudio ||= final;
  }

  get finalAudioCame(): boolean {
    return this.#finalAudio;
  }

  loseAudio(): void {
    this.#audioLost = true;
  }

  get audioLost(): boolean {
    return this.#audioLost;
  }

  /** The tool_use blocks of the turn, in its order. */
  get tools(): Block[] {
    return this.#inOrder().filter((block) => block.type === 'tool_use');
  }

  /** Ends blocks that were left open, as whoever puts the answer together does. */
  settle(): void {
    for (const block of this.#blocks.values()) block.close();
  }

  /** Compares a completed response with what was streamed; audio that the gateway added does not count. */
  differenceTo(response: Fields): FoldDifference | undefined {
    const content = listOf(response.content).filter(isFields);
    const blocks = this.#inOrder();
    const spoken =
      content.length === blocks.length + 1 && content.at(-1)?.type === 'audio' ? content.slice(0, -1) : content;
    if (spoken.length !== blocks.length) return { path: 'response.content', expected: `${blocks.length} blocks` };
    const odd = blocks.findIndex((block, at) => !block.equals(fieldsOf(spoken[at])));
    if (odd >= 0)
      return { path: `response.content[${odd}]`, expected: `the ${blocks[odd]?.type ?? ''} block that was streamed` };
    if (this.#start === undefined) return undefined;
    const told: Fields = {
      id: this.#start.id,
      role: this.#start.role,
      model: this.#start.model,
      stop_reason: this.stopReason ?? this.#start.stop_reason,
      usage: this.#usage,
    };
    const member = Object.keys(told).find((key) => digest(told[key]) !== digest(response[key]));
    return member === undefined
      ? undefined
      : { path: `response.${member}`, expected: JSON.stringify(told[member]) ?? 'nothing' };
  }

  /** Members of provider-native content that were streamed, but are not in the completed response. */
  lostIn(response: Fields): string[] {
    const content = listOf(response.content).filter(isFields);
    return this.#inOrder().flatMap((block, at) => {
      const completed = fieldsOf(content[at]);
      return completed.type === block.type
        ? block.missingFrom(completed).map((member) => `response.content[${at}].${member}`)
        : [];
    });
  }

  #inOrder(): Block[] {
    return [...this.#blocks].sort(([a], [b]) => a - b).map(([, block]) => block);
  }
}
