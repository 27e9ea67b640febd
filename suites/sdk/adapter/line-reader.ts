const LF = 0x0a;
/** The longest line of the protocol, in bytes. */
export const LINE_LIMIT = 16 * 1024 * 1024;
/** How much of a line that is too long is kept, to quote it. */
const KEPT = 1024;

/** What comes of the bytes. */
export interface LineSink {
  /** A line without its end; blank ones are left out. */
  line(bytes: Buffer): void;
  /** A line became longer than the protocol allows; the rest of it is skipped. */
  tooLong(start: Buffer): void;
}

/** Cuts bytes into lines at LF and nowhere else, in bounded memory. */
export class LineReader {
  #pieces: Buffer[] = [];
  #length = 0;
  #skipping = false;

  constructor(private readonly sink: LineSink) {}

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#end();
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Bytes after the last LF: a line that was never ended. Empty where there are none. */
  rest(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  #keep(piece: Buffer): void {
    if (this.#skipping) return;
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length <= LINE_LIMIT) return;
    const start = Buffer.concat(this.#pieces).subarray(0, KEPT);
    this.#clear();
    this.#skipping = true;
    this.sink.tooLong(start);
  }

  #end(): void {
    const line = this.#pieces.length === 1 && this.#pieces[0] !== undefined ? this.#pieces[0] : this.rest();
    const skipped = this.#skipping;
    this.#clear();
    this.#skipping = false;
    if (!skipped && !isBlank(line)) this.sink.line(line);
  }

  #clear(): void {
    this.#pieces = [];
    this.#length = 0;
  }
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
