import type { UnknownEvent } from './types.js';

/** Watches the audio of a stream: it is over with its last chunk, and once it is said to be unavailable. */
export class AudioGate {
  #unavailable = false;
  #ended = false;

  /** Whether no audio is to be expected any more. */
  get over(): boolean {
    return this.#ended || this.#unavailable;
  }

  /** Whether the event is handed over: audio after `audio_unavailable` is not. */
  admits(event: UnknownEvent): boolean {
    if (event.type === 'audio_unavailable') this.#unavailable = true;
    if (event.type !== 'audio_chunk') return true;
    if (event.is_final === true) this.#ended = true;
    return !this.#unavailable;
  }
}
