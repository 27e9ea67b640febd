import { isAscii, isUtf8 } from 'node:buffer';

/** Bytes that a tokenizer holds at most; above, the line or the frame is given up and said to be too long. */
export interface SseLimits {
  readonly line: number;
  readonly frame: number;
}

/** Audio travels in lines of a few MiB; nothing honest is longer than this. */
export const DEFAULT_SSE_LIMITS: SseLimits = { line: 16 * 1024 * 1024, frame: 32 * 1024 * 1024 };

/** One frame: what stands between two blank lines. The tokenizer uses one object again and again: read it at once. */
export interface SseFrame {
  /** Offset of the frame's first byte in the body. */
  byte: number;
  /** Bytes up to and without the blank line. */
  length: number;
  /** How many `event:` lines it has, and the value of the last. */
  eventLines: number;
  event: string;
  /** How many `data:` lines it has, and their values, joined by line feeds. */
  dataLines: number;
  data: string;
  /** A `data:` line came before an `event:` line. */
  dataFirst: boolean;
  /** False for what stands at the end of the body without a blank line after it. */
  terminated: boolean;
  /** A line or the whole was over the limit, so `data` is not all of it. */
  cut: boolean;
}

/** What a line can be besides an `event:` or `data:` field. */
export type SseOddity =
  | 'byte-order-mark'
  | 'carriage-return'
  | 'comment'
  | 'id'
  | 'retry'
  | 'junk'
  | 'not-utf8'
  | 'too-long';

export interface SseSink {
  frame(frame: SseFrame): void;
  /** `text` is the line, cut to a few hundred characters unless it may be a whole JSON document. */
  oddity(kind: SseOddity, byte: number, text: string): void;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const COLON = 0x3a;
const LETTER_D = 0x64;
const LETTER_E = 0x65;
/** Longest odd line that is handed on whole. */
const ODD_TEXT = 64 * 1024;

/**
 * Cuts the bytes of an event stream into frames and says what in them is unusual. Works for pieces of any size, looks at each
 * byte a fixed number of times, and holds no more than one line and one frame.
 */
export class SseTokenizer {
  readonly #sink: SseSink;
  readonly #limits: SseLimits;
  readonly #frame: SseFrame = emptyFrame();
  #open = false;
  #event = '';
  #rest: Buffer[] = [];
  #restBytes = 0;
  #skipping = false;
  /** Offset in the body of the first byte that is not yet part of a whole line. */
  #byte = 0;

  constructor(sink: SseSink, limits: SseLimits = DEFAULT_SSE_LIMITS) {
    this.#sink = sink;
    this.#limits = limits;
  }

  /** Takes the next bytes of the body. */
  push(bytes: Uint8Array): void {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    if (this.#restBytes > 0 || this.#skipping) {
      const feed = piece.indexOf(LINE_FEED);
      if (feed === -1) {
        this.#keep(piece);
        return;
      }
      this.#finishRest(piece.subarray(0, feed + 1));
      from = feed + 1;
    }
    const last = piece.lastIndexOf(LINE_FEED);
    if (last >= from) {
      this.#lines(piece.subarray(from, last + 1));
      from = last + 1;
    }
    if (from < piece.length) this.#keep(piece.subarray(from));
  }

  /**
   * Says that the body is over. Where it did not end by itself, what is unfinished is dropped; else it is handed on as a frame
   * without its blank line.
   */
  end(complete: boolean): void {
    if (!complete) return;
    if (this.#restBytes > 0 && !this.#skipping) this.#finishRest(Buffer.alloc(0));
    if (!this.#open) return;
    this.#frame.terminated = false;
    this.#dispatch();
  }

  #keep(piece: Buffer): void {
    this.#restBytes += piece.length;
    if (this.#skipping) return;
    if (this.#restBytes > this.#limits.line) {
      this.#sink.oddity('too-long', this.#byte, '');
      this.#openFrame(this.#byte).cut = true;
      this.#skipping = true;
      this.#rest = [];
      return;
    }
    // A copy: the caller may use its buffer again.
    this.#rest.push(Buffer.from(piece));
  }

  #finishRest(tail: Buffer): void {
    if (this.#skipping) {
      this.#skipping = false;
      this.#byte += this.#restBytes + tail.length;
      this.#restBytes = 0;
      return;
    }
    const whole = Buffer.concat([...this.#rest, tail]);
    this.#rest = [];
    this.#restBytes = 0;
    this.#lines(whole);
  }

  /** Takes bytes that hold whole lines, save perhaps the last of the body. */
  #lines(bytes: Buffer): void {
    if (isUtf8(bytes) && bytes.indexOf(CARRIAGE_RETURN) === -1) {
      this.#cleanLines(bytes);
      return;
    }
    let from = 0;
    while (from < bytes.length) {
      const feed = bytes.indexOf(LINE_FEED, from);
      const to = feed === -1 ? bytes.length : feed;
      this.#doubtfulLine(bytes.subarray(from, to), feed !== -1);
      from = to + 1;
    }
  }

  #cleanLines(bytes: Buffer): void {
    const ascii = isAscii(bytes);
    const text = ascii ? bytes.toString('latin1') : bytes.toString('utf8');
    let from = 0;
    // The same place in the bytes, where characters take more than one.
    let fromByte = 0;
    while (from < text.length) {
      const feed = text.indexOf('\n', from);
      const to = feed === -1 ? text.length : feed;
      const toByte = ascii ? to : nextFeed(bytes, fromByte);
      const length = toByte - fromByte;
      this.#line(text, from, to, length);
      this.#byte += length + (feed === -1 ? 0 : 1);
      from = to + 1;
      fromByte = toByte + 1;
    }
  }

  #doubtfulLine(line: Buffer, hasFeed: boolean): void {
    if (!isUtf8(line)) this.#sink.oddity('not-utf8', this.#byte, shorten(line.toString('latin1')));
    if (line.includes(CARRIAGE_RETURN))
      this.#sink.oddity('carriage-return', this.#byte, shorten(line.toString('latin1')));
    const parts = line.toString('utf8').replace(/\r$/, '').split('\r');
    for (const part of parts)
      this.#line(part, 0, part.length, parts.length === 1 ? line.length : Buffer.byteLength(part));
    this.#byte += line.length + (hasFeed ? 1 : 0);
  }

  /** One line, `text` from `from` to `to`, that has `length` bytes and begins at `#byte`. */
  #line(text: string, from: number, to: number, length: number): void {
    if (from === to) {
      if (this.#open) this.#dispatch();
      return;
    }
    const first = text.charCodeAt(from);
    if (first === LETTER_D && text.startsWith('data:', from))
      this.#data(text.substring(valueAt(text, from + 5), to), length);
    else if (first === LETTER_E && text.startsWith('event:', from)) {
      const frame = this.#openFrame(this.#byte);
      frame.eventLines += 1;
      // The next frame mostly has the same event: then no new string is made.
      const name = valueAt(text, from + 6);
      if (to - name !== this.#event.length || !text.startsWith(this.#event, name))
        this.#event = text.substring(name, to);
      frame.event = this.#event;
      frame.length = this.#byte + length - frame.byte;
    } else this.#odd(text.substring(from, to), length);
  }

  #data(value: string, length: number): void {
    const frame = this.#openFrame(this.#byte);
    if (frame.eventLines === 0) frame.dataFirst = true;
    frame.length = this.#byte + length - frame.byte;
    frame.dataLines += 1;
    if (frame.cut) return;
    if (frame.dataLines === 1) frame.data = value;
    else if (frame.length <= this.#limits.frame) frame.data += `\n${value}`;
    else {
      frame.cut = true;
      frame.data = '';
      this.#sink.oddity('too-long', frame.byte, '');
    }
  }

  #odd(line: string, length: number): void {
    if (this.#byte === 0 && line.startsWith('\ufeff')) {
      this.#sink.oddity('byte-order-mark', 0, shorten(line));
      this.#line(line, 1, line.length, length);
      return;
    }
    this.#sink.oddity(
      oddityOf(line),
      this.#byte,
      line.startsWith('{') && line.length <= ODD_TEXT ? line : shorten(line),
    );
  }

  #openFrame(byte: number): SseFrame {
    if (!this.#open) {
      this.#open = true;
      const frame = this.#frame;
      frame.byte = byte;
      frame.length = 0;
      frame.eventLines = 0;
      frame.event = '';
      frame.dataLines = 0;
      frame.data = '';
      frame.dataFirst = false;
      frame.terminated = true;
      frame.cut = false;
    }
    return this.#frame;
  }

  #dispatch(): void {
    this.#open = false;
    this.#sink.frame(this.#frame);
  }
}

function emptyFrame(): SseFrame {
  return {
    byte: 0,
    length: 0,
    eventLines: 0,
    event: '',
    dataLines: 0,
    data: '',
    dataFirst: false,
    terminated: true,
    cut: false,
  };
}

function oddityOf(line: string): SseOddity {
  if (line.charCodeAt(0) === COLON) return 'comment';
  const [name] = line.split(':', 1);
  return name === 'id' || name === 'retry' ? name : 'junk';
}

/** A field's value begins after the colon and one space, where there is one. */
function valueAt(text: string, at: number): number {
  return text.charCodeAt(at) === 0x20 ? at + 1 : at;
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}

/** Where the line that begins at `from` ends: at its line feed, or with the bytes. */
function nextFeed(bytes: Buffer, from: number): number {
  const feed = bytes.indexOf(LINE_FEED, from);
  return feed === -1 ? bytes.length : feed;
}
