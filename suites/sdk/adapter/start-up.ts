import { differences } from '../../../contracts/adapter/claims.js';
import type { AdapterLine, DescribedLine } from '../../../contracts/adapter/lines.js';
import { type AdapterDied, type AdapterFault, AdapterGone, AdapterWouldNotStart } from './faults.js';

/** What is known of the adapter when it does not describe itself. */
interface Known {
  readonly stderr: string;
  readonly fault: AdapterFault | undefined;
}

/** Waits for the answer to `describe`. */
export interface Describing {
  readonly waits: boolean;
  /** Looks at a line; true where it is the answer to `describe`. */
  takes(line: AdapterLine): boolean;
  /** The answer to request `id` cannot be read, or is lost. */
  wrong(id: string, why: Error): void;
  died(error: AdapterDied): void;
  /** The description. Rejects with `AdapterWouldNotStart`. */
  line(known: () => Known): Promise<DescribedLine>;
}

/** The first description: it has to be of the dialect. */
export function describeFirst(id: string, timeoutMs: number, dialect: string): Describing {
  return new Description(id, timeoutMs, (line) =>
    line.dialect === dialect
      ? undefined
      : new AdapterWouldNotStart(
          `The adapter describes an SDK of the dialect '${line.dialect}'; this run judges '${dialect}'`,
          `Run it with --dialect ${line.dialect}, or mend \`dialect\` in the answer to describe.`,
        ),
  );
}

/** The description of a process that took the place of another: nothing may have changed. */
export function describeAgain(id: string, timeoutMs: number, before: DescribedLine): Describing {
  return new Description(id, timeoutMs, (line) => {
    const changed = differences(before, line);
    if (changed.length === 0) return undefined;
    return new AdapterGone(
      `The adapter described itself differently after a restart: ${changed.join(', ')}`,
      'Describe what the SDK can do, not what it has done so far.',
    );
  });
}

class Description implements Describing {
  waits = true;
  readonly #outcome: Promise<DescribedLine>;
  #settle: { readonly resolve: (line: DescribedLine) => void; readonly reject: (error: Error) => void } | undefined;

  constructor(
    private readonly id: string,
    private readonly timeoutMs: number,
    private readonly objection: (line: DescribedLine) => AdapterWouldNotStart | undefined,
  ) {
    this.#outcome = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#outcome.catch(() => {});
  }

  takes(line: AdapterLine): boolean {
    if (!this.waits || line.id !== this.id) return false;
    const objection = line.type === 'described' ? this.objection(line) : notDescribed(line);
    if (line.type === 'described' && objection === undefined) this.#end()?.resolve(line);
    else if (objection !== undefined) this.#end()?.reject(objection);
    return true;
  }

  wrong(id: string, why: Error): void {
    if (id !== this.id) return;
    this.#end()?.reject(new AdapterWouldNotStart('The answer to describe cannot be used', why.message));
  }

  died(error: AdapterDied): void {
    this.#end()?.reject(
      new AdapterWouldNotStart(
        `The adapter ended before it described itself: ${error.message.replace(/[.\s]+$/, '')}`,
        'Start it by hand, give it {"id":"1","op":"describe"} and a line feed, and see what it writes.',
      ),
    );
  }

  async line(known: () => Known): Promise<DescribedLine> {
    const timer = setTimeout(() => {
      const { stderr, fault } = known();
      const seconds = this.timeoutMs / 1000;
      const hint =
        fault?.message ??
        'Answer the first line with a described line, and flush it at once. An adapter that takes longer to start: --adapter-start-timeout.';
      this.#end()?.reject(
        new AdapterWouldNotStart(`The adapter did not describe itself within ${seconds} s`, hint, stderr),
      );
    }, this.timeoutMs);
    try {
      return await this.#outcome;
    } finally {
      clearTimeout(timer);
    }
  }

  #end() {
    const settle = this.#settle;
    this.#settle = undefined;
    this.waits = false;
    return settle;
  }
}

function notDescribed(line: AdapterLine): AdapterWouldNotStart {
  const said = JSON.stringify(line).slice(0, 300);
  return new AdapterWouldNotStart(
    `The adapter answered describe with another line: ${said}`,
    'Answer {"op":"describe"} with a line of type described.',
  );
}
