/** Lets a number of tasks run at once, in the order in which they came; tasks that mostly wait take no place. */
export class Turns {
  readonly #queue: (() => void)[] = [];
  #places: number;
  /** Below zero while more tasks run than may. */
  #free: number;

  constructor(places: number) {
    this.#places = places;
    this.#free = places;
  }

  /** From now on at most so many tasks run at once. */
  narrow(places: number): void {
    this.#free -= Math.max(0, this.#places - places);
    this.#places = Math.min(this.#places, places);
  }

  async take<T>(waits: boolean, run: () => Promise<T>): Promise<T> {
    if (waits) return run();
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await run();
    } finally {
      const next = this.#free < 0 ? undefined : this.#queue.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
