import type { WireProgram, WireStep } from '../../../mock-gateway/engine/wire.js';

/** How much of an answer is kept for a report, in bytes. */
const KEPT_BYTES = 2_048;

/** Keeps the beginning of what a program writes, and how it ended. */
export class Written {
  readonly #pieces: string[] = [];
  #kept = 0;
  #bytes = 0;
  #writes = 0;
  #end = '';
  /** Whether the connection cannot be used again after this answer, as far as the server is concerned. */
  spoiled = false;
  /** Whether the program came to a step that ends the answer. */
  ended = false;

  /** The same program; each step is noted as it is taken. */
  async *of(program: WireProgram): AsyncGenerator<WireStep> {
    for await (const step of program) {
      this.#note(step);
      yield step;
    }
  }

  /** What was written, in words for people. */
  text(): string {
    const cut = this.#bytes > this.#kept ? ` … (${this.#bytes} bytes in ${this.#writes} writes)` : '';
    return `${this.#pieces.join('')}${cut}${this.#end}`;
  }

  #note(step: WireStep): void {
    switch (step.step) {
      case 'head': {
        const headers = step.headers.map(([name, value]) => `${name}: ${value}`).join(', ');
        this.#pieces.push(`${step.status} ${headers} | `);
        if (step.headers.some(([name]) => name.toLowerCase() === 'connection')) this.spoiled = true;
        return;
      }
      case 'write':
      case 'raw': {
        this.#writes++;
        this.#bytes += step.bytes.byteLength;
        if (step.step === 'raw') this.spoiled = true;
        const room = KEPT_BYTES - this.#kept;
        if (room <= 0) return;
        const piece = step.bytes.subarray(0, room);
        this.#kept += piece.byteLength;
        this.#pieces.push(Buffer.from(piece).toString('utf8'));
        return;
      }
      case 'end':
        this.ended = true;
        return;
      case 'reset':
      case 'truncate':
        this.ended = true;
        this.spoiled = true;
        this.#end = step.step === 'reset' ? ' … then a reset' : ' … then the connection was closed';
        return;
      default:
    }
  }
}
