import type { BodyReader } from './http.js';
import { cancel, step } from './http.js';
import type { CallScope } from './scope.js';
import { SseParser } from './sse.js';

/** Reads the frames of a body one after the other, and no more of the body than they need. */
export class SseReader {
  readonly #body: BodyReader;
  readonly #scope: CallScope;
  readonly #idleMs: number;
  readonly #parser = new SseParser();
  #frames: readonly string[] = [];
  #position = 0;
  #bodyEnded = false;

  /** @param idleMs - milliseconds that the body may be silent; 0: for ever. */
  constructor(body: BodyReader, scope: CallScope, idleMs: number) {
    this.#body = body;
    this.#scope = scope;
    this.#idleMs = idleMs;
  }

  /** The data of the next frame, or undefined at the end of the body. */
  async next(): Promise<string | undefined> {
    for (;;) {
      if (this.#scope.stopped !== undefined) throw this.#scope.stopped;
      const frame = this.#frames[this.#position];
      if (frame !== undefined) {
        this.#position += 1;
        return frame;
      }
      if (this.#bodyEnded) return undefined;
      await this.#readMore();
    }
  }

  /** Reads no further, and closes the connection: nothing is waited for. */
  cancel(): void {
    cancel(this.#body);
  }

  async #readMore(): Promise<void> {
    this.#scope.listen(this.#idleMs);
    const { done, value } = await step(this.#scope, this.#body.read());
    this.#scope.heard();
    this.#bodyEnded = done;
    this.#frames = done ? this.#parser.end() : this.#parser.push(value);
    this.#position = 0;
  }
}
