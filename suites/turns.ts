/** Lets a number of tasks run at once, in the order in which they came; tasks that mostly wait take no place. */
export class Turns {
  readonly #queue: (() => void)[] = [];
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  async take<T>(waits: boolean, run: () => Promise<T>): Promise<T> {
    if (waits) return run();
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await run();
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
