import type { WireProgram, WireStep } from '../../../mock-gateway/engine/wire.js';
import { program } from '../server/replies.js';
import type { Handler, Script } from '../server/seen.js';
import type { Operation } from './link.js';

/** How long the first event may take to come out of the adapter, once for its first frame and once for all others. */
const EVENT_MS = 1_000;

/** A stream that pauses before its last frames until its first event came out of the adapter. */
export class SmokeStream {
  /** Resolves when the stream pauses: to true where an event came, to false where none did or all is over. */
  readonly paused: Promise<boolean>;
  /** No event came before everything was written but the end. */
  lateFlush = false;
  #pause: (event: boolean) => void = () => {};
  #going: () => void = () => {};
  readonly #gone: Promise<void>;
  #operation: Operation | undefined;

  constructor(private readonly reply: Script) {
    this.paused = new Promise((resolve) => {
      this.#pause = resolve;
    });
    this.#gone = new Promise((resolve) => {
      this.#going = resolve;
    });
  }

  readonly script: Handler = async (request, index) => {
    const whole = typeof this.reply === 'function' ? await this.reply(request, index) : this.reply;
    return program(() => this.#steps(whole));
  };

  /** The operation whose events are waited for. */
  follow(operation: Operation): void {
    this.#operation = operation;
    operation.answer.then(
      () => this.#pause(false),
      () => this.#pause(false),
    );
  }

  /** Lets the stream go on to its end. */
  go(): void {
    this.#going();
  }

  async *#steps(whole: WireProgram): AsyncIterable<WireStep> {
    const steps: WireStep[] = [];
    for await (const step of whole) steps.push(step);
    const writes = steps.filter(({ step }) => step === 'write');
    const [first] = writes;
    const last = writes.at(-1);
    for (const step of steps) {
      if (step === last) {
        this.lateFlush = !(await this.#event());
        this.#pause(!this.lateFlush);
        await this.#gone;
      }
      yield step;
      if (step === first) await this.#event();
    }
  }

  async #event(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), EVENT_MS);
    });
    const line = await Promise.race([this.#operation?.event(1), late]);
    clearTimeout(timer);
    return line !== undefined;
  }
}
