import type { StreamItem } from './exchange.js';

/** How many items may wait for a slow client before the speaker is asked to pause. */
const ROOM = 512;

/**
 * The stream of one reply, between the one who speaks and the one who writes. An async iterable for whoever wants to
 * look at it; the writer takes whole batches, so that what was said at once can be written at once.
 */
export class EventStream implements AsyncIterable<StreamItem> {
  #items: StreamItem[] = [];
  #ended = false;
  #changed: (() => void) | undefined;
  #roomy: (() => void)[] = [];
  #closed = false;

  /** When something was last said; pings that come only in silence look at it. On the clock of `now()`. */
  lastAt = 0;

  /** Says something. False where the reader lags far behind: `await room()` then. */
  push(item: StreamItem): boolean {
    if (this.#ended || this.#closed) return true;
    this.#items.push(item);
    this.#wake();
    return this.#items.length < ROOM;
  }

  /** Says that nothing follows. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves when the reader has caught up, or no longer reads. */
  room(): Promise<void> {
    if (this.#closed || this.#items.length < ROOM) return Promise.resolve();
    return new Promise((resolve) => this.#roomy.push(resolve));
  }

  /** Everything that was said since the last call, perhaps nothing. */
  takeAll(): StreamItem[] {
    const items = this.#items;
    this.#items = [];
    this.#makeRoom();
    return items;
  }

  /** Calls back once, when there is something to take or the stream has ended: at once where that is so already. */
  whenChanged(callback: () => void): void {
    if (this.#items.length > 0 || this.#ended || this.#closed) callback();
    else this.#changed = callback;
  }

  /** Says that no one reads any more. */
  close(): void {
    this.#closed = true;
    this.#items = [];
    this.#makeRoom();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamItem> {
    try {
      for (;;) {
        const items = this.takeAll();
        yield* items;
        if (items.length === 0) {
          if (this.#ended || this.#closed) return;
          await new Promise<void>((resolve) => this.whenChanged(resolve));
        }
      }
    } finally {
      this.close();
    }
  }

  #wake(): void {
    const changed = this.#changed;
    this.#changed = undefined;
    changed?.();
  }

  #makeRoom(): void {
    if (this.#roomy.length === 0) return;
    const waiting = this.#roomy;
    this.#roomy = [];
    for (const resolve of waiting) resolve();
  }
}

/** Reads any iterable into a stream. An error of the iterable ends the stream and is handed to `failed`. */
export function channelOf(items: AsyncIterable<StreamItem>, failed: (error: unknown) => void): EventStream {
  if (items instanceof EventStream) return items;
  const stream = new EventStream();
  const pump = async () => {
    for await (const item of items) if (!stream.push(item)) await stream.room();
  };
  pump()
    .catch(failed)
    .finally(() => stream.end());
  return stream;
}
