/** Why something was told to stop. */
export type StopReason = string;

/**
 * Tells work that it is no longer wanted: the client left, time is up, the server ends. Lighter than an AbortController,
 * of which each exchange would need several; `signal` gives one where an API asks for it.
 */
export class Stop {
  #reason: StopReason | undefined;
  #listeners: Set<(reason: StopReason) => void> | undefined;
  #controller: AbortController | undefined;

  /** A stop that also stops when `above` does. */
  static under(above: Stop): Stop {
    const below = new Stop();
    if (above.#reason !== undefined) below.stop(above.#reason);
    else below.onStop(above.onStop((reason) => below.stop(reason)));
    return below;
  }

  /** The reason given to the first `stop`, `undefined` before it. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  /** Stops; only the first call counts. */
  stop(reason: StopReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener(reason);
  }

  /** Calls back when stopped, at once if it already is. The function returned takes the listener away. */
  onStop(listener: (reason: StopReason) => void): () => void {
    if (this.#reason !== undefined) {
      listener(this.#reason);
      return () => {};
    }
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
    return () => this.#listeners?.delete(listener);
  }
}
