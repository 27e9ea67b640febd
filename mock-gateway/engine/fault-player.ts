import { bend, type FaultEdge } from './fault-stages.js';
import type { Hit } from './faults.js';
import type { Playing } from './playing.js';
import type { WireEnd, WireProgram, WireStep } from './wire.js';

/** How many steps may wait for the faults before the speaker is asked to pause. */
const ROOM = 64;

/** Stands before a player: what is said to it is a program that faults bend before the player plays it. */
export class FaultPlayer implements Playing {
  readonly #waiting: WireStep[] = [];
  #wake: (() => void) | undefined;
  #roomy: (() => void) | undefined;
  #playing: Promise<void> | undefined;

  constructor(
    private readonly player: Playing,
    private readonly decide: (streams: boolean) => readonly Hit[],
    private readonly edge: FaultEdge,
    private readonly failed: (error: unknown) => void,
  ) {
    edge.stop.onStop(() => {
      this.#wake?.();
      this.#roomy?.();
    });
  }

  get over(): boolean {
    return this.player.over;
  }

  head(head: Omit<Extract<WireStep, { readonly step: 'head' }>, 'step'>): void {
    this.#say({ step: 'head', ...head });
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    this.#say({ step: 'write', bytes });
    if (this.#waiting.length < ROOM || this.over) return undefined;
    return new Promise((resolve) => {
      this.#roomy = resolve;
    });
  }

  end(bytes?: Uint8Array): void {
    if (bytes !== undefined) this.#say({ step: 'write', bytes });
    this.#say({ step: 'end' });
  }

  finish(how: WireEnd): void {
    this.#say({ step: how });
  }

  play(program: WireProgram): Promise<void> {
    return this.player.play(faulty(program, this.decide, this.edge));
  }

  #say(step: WireStep): void {
    this.#waiting.push(step);
    this.#wake?.();
    this.#playing ??= this.play(this.#said())
      .catch((error: unknown) => {
        // What is said of the failure is a program of its own.
        this.#playing = undefined;
        this.#waiting.length = 0;
        this.failed(error);
      })
      .finally(() => this.#roomy?.());
  }

  async *#said(): AsyncGenerator<WireStep> {
    for (;;) {
      const step = this.#waiting.shift();
      if (step === undefined) {
        this.#roomy?.();
        if (this.over) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      yield step;
      if (step.step === 'end' || step.step === 'reset' || step.step === 'truncate') return;
    }
  }
}

/** The steps of an answer with the faults in it. They are decided when the head shows what kind of answer it is. */
async function* faulty(
  program: WireProgram,
  decide: (streams: boolean) => readonly Hit[],
  edge: FaultEdge,
): AsyncGenerator<WireStep> {
  const source = steps(program);
  for (;;) {
    const { value: step, done } = await source.next();
    if (done === true) return;
    if (step.step !== 'head') {
      yield step;
      continue;
    }
    const streams = step.headers.some(
      ([name, value]) => /^content-type$/i.test(name) && /^text\/event-stream\b/i.test(value),
    );
    let bent: AsyncIterable<WireStep> = resumed(step, source);
    for (const { fault, firing } of decide(streams)) bent = bend(fault, bent, edge, firing);
    yield* bent;
    return;
  }
}

async function* steps(program: WireProgram): AsyncGenerator<WireStep, undefined> {
  yield* program;
}

async function* resumed(head: WireStep, rest: AsyncIterable<WireStep>): AsyncGenerator<WireStep> {
  yield head;
  yield* rest;
}
