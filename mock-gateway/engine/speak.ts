import type { EventStream } from './channel.js';
import { now } from './clock.js';
import type { StreamItem } from './exchange.js';
import type { Mutation } from './mutation.js';
import type { Playing } from './playing.js';
import { encodeFrame } from './sse.js';

/** How events become writes: one write each, or all that were said at once in one. */
export type Chunking = 'event' | 'coalesced';

/** Writes a stream as it is said. Resolves when it has ended and all of it is written, or when no one reads any more. */
export function speak(
  stream: EventStream,
  player: Playing,
  chunking: Chunking,
  frame: Mutation['frame'],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const speaker =
      chunking === 'coalesced' ? new MergingSpeaker(stream, player, frame) : new TurnSpeaker(stream, player, frame);
    speaker.run(resolve, reject);
  });
}

/**
 * Takes what was said, writes it, turns the event loop, and again. Callbacks rather than promises: with a write per
 * event this is the innermost loop of the server.
 */
abstract class Speaker {
  #done = () => {};
  #failed: (error: unknown) => void = () => {};

  constructor(
    protected readonly stream: EventStream,
    protected readonly player: Playing,
    protected readonly frame: Mutation['frame'],
  ) {}

  run(done: () => void, failed: (error: unknown) => void): void {
    this.#done = done;
    this.#failed = failed;
    this.begin();
  }

  protected begin(): void {
    this.step();
  }

  protected readonly step = (): void => {
    try {
      if (this.player.over) {
        this.#done();
        return;
      }
      const piece = this.next();
      if (piece === undefined) {
        if (this.stream.ended) this.#done();
        else this.stream.whenChanged(this.resume);
        return;
      }
      const at = now();
      const full = this.player.write(piece, at);
      this.stream.lastAt = at;
      if (full === undefined) setImmediate(this.step);
      else full.then(this.step);
    } catch (error) {
      this.#failed(error);
    }
  };

  /** Goes on after a silence. */
  protected readonly resume = (): void => this.begin();

  /** What is to be written next; `undefined` where nothing was said. */
  protected abstract next(): Uint8Array | undefined;

  protected piecesOf(item: StreamItem): readonly Uint8Array[] {
    if (item instanceof Uint8Array) return [item];
    if (this.frame === undefined) return [encodeFrame(item)];
    const bent = this.frame(encodeFrame(item), item);
    return Array.isArray(bent) ? bent : [bent];
  }
}

/**
 * One write per event. The event loop turns between any two, so that each goes out as a packet of its own and no stream
 * holds up the others.
 */
class TurnSpeaker extends Speaker {
  #items: readonly StreamItem[] = [];
  #at = 0;
  readonly #bent: Uint8Array[] = [];

  protected next(): Uint8Array | undefined {
    if (this.#bent.length > 0) return this.#bent.shift();
    if (this.#at === this.#items.length) {
      this.#items = this.stream.takeAll();
      this.#at = 0;
    }
    const item = this.#items[this.#at];
    if (item === undefined) return undefined;
    this.#at += 1;
    if (item instanceof Uint8Array) return item;
    if (this.frame === undefined) return encodeFrame(item);
    const [first, ...rest] = this.piecesOf(item);
    this.#bent.push(...rest);
    return first ?? NOTHING;
  }
}

/** Everything that was said within one turn of the event loop in one write. */
class MergingSpeaker extends Speaker {
  protected override begin(): void {
    if (this.stream.ended) this.step();
    else setImmediate(this.step);
  }

  protected next(): Uint8Array | undefined {
    const items = this.stream.takeAll();
    if (items.length === 0) return undefined;
    return Buffer.concat(items.flatMap((item) => this.piecesOf(item)));
  }
}

const NOTHING = new Uint8Array();
