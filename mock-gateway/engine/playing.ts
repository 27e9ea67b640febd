import { now, waitUntil } from './clock.js';
import type { Stop } from './stop.js';
import type { WireEnd, WireProgram, WireStep } from './wire.js';

export type Head = Extract<WireStep, { readonly step: 'head' }>;

/** What an answer is said to. */
export interface Playing {
  /** Whether anything more would reach no one. */
  readonly over: boolean;
  /** Sets the head; it goes out with the first piece of the body. */
  head(head: Omit<Head, 'step'>): void;
  /** Writes one piece, `at` this moment. Resolves when there is room for more; `undefined` where there is room already. */
  write(bytes: Uint8Array, at?: number): Promise<void> | undefined;
  /** Ends the body, with a last piece if there is one. */
  end(bytes?: Uint8Array): void;
  finish(how: WireEnd): void | Promise<void>;
  play(program: WireProgram): Promise<void>;
}

/** What can answer with no answer. */
export interface Refusing {
  /** Resets the connection in place of an answer. */
  refuse(): void;
}

/** What the steps of a program are done by. */
export interface Stepping extends Pick<Playing, 'over' | 'head' | 'write' | 'finish'> {
  /** Writes bytes past the framing. */
  raw(bytes: Uint8Array): void;
}

/** Plays a program to its end, or until the client leaves. Times count from now. */
export async function playSteps(program: WireProgram, player: Stepping, stop: Stop): Promise<void> {
  const start = now();
  for await (const step of program) {
    if (player.over) return;
    await playStep(step, player, start, stop);
  }
}

async function playStep(step: WireStep, player: Stepping, start: number, stop: Stop): Promise<void> {
  switch (step.step) {
    case 'head':
      player.head(step);
      return;
    case 'write':
      if (step.at !== undefined) await waitUntil(start + step.at, stop);
      await player.write(step.bytes);
      return;
    case 'raw':
      player.raw(step.bytes);
      return;
    case 'wait':
      await waitUntil(start + step.until, stop);
      return;
    default:
      await player.finish(step.step);
  }
}
