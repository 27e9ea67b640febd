import type { ProbeFailure } from './probe/failure.js';

/** What the caps shrink to once a target has shown that its answers do not end. */
export const FLOODED_BYTES = 128 * 1024;
export const FLOODED_EVENTS = 500;
const PATIENCE_WITH_FLOODS = 4;

/** Counts answers that went on past the caps, and tells once that it is enough. */
export class Floods {
  #count = 0;

  constructor(readonly onEnough: () => void) {}

  get enough(): boolean {
    return this.#count >= PATIENCE_WITH_FLOODS;
  }

  note(failure: ProbeFailure): void {
    if (!['too-many-bytes', 'too-many-events', 'head-too-large'].includes(failure.kind)) return;
    this.#count++;
    if (this.#count === PATIENCE_WITH_FLOODS) this.onEnough();
  }
}
