import { ProtocolError } from './errors.js';

const LF = 0x0a;
const CR = 0x0d;
const BOM = '\ufeff';
const FIRST_CAPACITY = 1024;
/** A buffer that a long line has left behind is given back. */
const LARGEST_KEPT_CAPACITY = 1024 * 1024;
/** Bytes of one line, and of the data of one frame. Base64 audio makes lines of megabytes; one without end must stop. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/**
 * Cuts the bytes of an event stream into frames, as the HTML standard says (9.2.6), wherever the chunks are cut, and in
 * linear time. Of a frame only the data is kept: the events of this gateway say their type themselves.
 */
export class SseParser {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** The bytes of the line that has begun. */
  #line = new Uint8Array(FIRST_CAPACITY);
  #lineLength = 0;
  #isFirstLine = true;
  /** The last byte was a CR: a LF now belongs to it. */
  #afterCr = false;
  /** The `data` lines of the frame that has begun. */
  #data: string[] = [];
  #dataLength = 0;

  /** Takes the next bytes, and returns the data of each frame that they complete. */
  push(chunk: Uint8Array): string[] {
    const frames: string[] = [];
    let lineStart = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#afterCr) {
        this.#afterCr = false;
        if (byte === LF) {
          lineStart = at + 1;
          continue;
        }
      }
      if (byte !== LF && byte !== CR) continue;
      this.#keep(chunk.subarray(lineStart, at));
      this.#endLine(frames);
      this.#afterCr = byte === CR;
      lineStart = at + 1;
    }
    this.#keep(chunk.subarray(lineStart));
    return frames;
  }

  /** The stream is over. A last frame without its blank line counts: only whole events parse as JSON anyway. */
  end(): string[] {
    const frames: string[] = [];
    if (this.#lineLength > 0) this.#endLine(frames);
    this.#endFrame(frames);
    return frames;
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#lineLength + bytes.length;
    if (length > MAX_FRAME_BYTES) throw tooLong();
    if (length > this.#line.length) this.#grow(length);
    this.#line.set(bytes, this.#lineLength);
    this.#lineLength = length;
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, Math.min(this.#line.length * 2, MAX_FRAME_BYTES)));
    larger.set(this.#line.subarray(0, this.#lineLength));
    this.#line = larger;
  }

  #endLine(frames: string[]): void {
    const text = this.#decoder.decode(this.#line.subarray(0, this.#lineLength));
    const line = this.#isFirstLine && text.startsWith(BOM) ? text.slice(1) : text;
    this.#isFirstLine = false;
    this.#lineLength = 0;
    if (this.#line.length > LARGEST_KEPT_CAPACITY) this.#line = new Uint8Array(FIRST_CAPACITY);
    if (line === '') {
      this.#endFrame(frames);
    } else {
      this.#field(line);
    }
  }

  #field(line: string): void {
    if (line.startsWith(':')) return;
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    if (name !== 'data') return;
    const afterColon = colon === -1 ? '' : line.slice(colon + 1);
    const value = afterColon.startsWith(' ') ? afterColon.slice(1) : afterColon;
    this.#dataLength += value.length + 1;
    if (this.#dataLength > MAX_FRAME_BYTES) throw tooLong();
    this.#data.push(value);
  }

  #endFrame(frames: string[]): void {
    const hasData = this.#data.length > 0;
    const data = this.#data.join('\n');
    this.#data = [];
    this.#dataLength = 0;
    if (hasData && data !== '') frames.push(data);
  }
}

function tooLong(): ProtocolError {
  return new ProtocolError('stream', `a frame of the stream is longer than ${MAX_FRAME_BYTES} bytes`);
}
