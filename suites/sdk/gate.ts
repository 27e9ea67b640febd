interface Waiting {
  readonly alone: boolean;
  readonly enter: () => void;
}

/** Lets a number of tests run side by side, in the order in which they came, and some quite alone. */
export class Gate {
  readonly #queue: Waiting[] = [];
  #inside = 0;
  #closed = false;

  constructor(private readonly places: number) {}

  /** Runs the work when there is a place for it; `alone`: when no other is inside, and none comes in beside it. */
  async pass<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#queue.push({ alone, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#inside--;
      this.#closed = false;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const room = next.alone ? this.#inside === 0 : this.#inside < this.places;
      if (this.#closed || !room) return;
      this.#queue.shift();
      this.#inside++;
      this.#closed = next.alone;
      next.enter();
    }
  }
}
