const LF = 0x0a;

/** Cuts bytes into lines at line feeds, and nowhere else; a line may be megabytes long. Blank lines are left out. */
export class LineReader {
  readonly #onLine: (line: string) => void;
  #pieces: Buffer[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      this.#pieces.push(chunk.subarray(start, end));
      const line = Buffer.concat(this.#pieces).toString('utf8').trim();
      this.#pieces = [];
      start = end + 1;
      if (line !== '') this.#onLine(line);
    }
    if (start < chunk.length) this.#pieces.push(chunk.subarray(start));
  }
}
