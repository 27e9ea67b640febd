import { isAscii, isUtf8 } from 'node:buffer';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import { chunkOf, LAST_CHUNK } from './chunk.js';
import { nextTurn, now } from './clock.js';
import type { JournalEnd, JournalPage } from './journal.js';
import { type Head, type Playing, playSteps, type Refusing } from './playing.js';
import type { Stop } from './stop.js';
import type { WireEnd, WireProgram } from './wire.js';

/** Longest body that is turned into text to save a packet, in bytes: beyond it copying costs more. */
const TEXT_MAX = 32 * 1024;

/** Plays wire steps on one response of Node's HTTP server and notes each in the journal. */
export class Player implements Playing, Refusing {
  #over = false;
  /** The player frames chunks itself: each is one buffer and one write, where Node would take four and a turn. */
  #chunked = false;
  #headSent = false;
  #headed = false;
  /** The answer is made by hand: Node adds nothing to it. */
  #byHand = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly page: JournalPage | undefined,
    private readonly stop: Stop,
  ) {}

  get over(): boolean {
    return this.#over || this.stop.reason !== undefined;
  }

  head({ status, reason, headers, bare }: Omit<Head, 'step'>): void {
    const { response } = this;
    if (bare === true) {
      response.sendDate = false;
      // Node would add its own Connection and Keep-Alive where there is neither.
      response.removeHeader('connection');
    }
    this.#headed = true;
    this.#byHand = false;
    const flat: string[] = [];
    for (const [name, value] of headers) flat.push(name, value);
    response.writeHead(status, reason ?? STATUS_CODES[status] ?? `status code ${status}`, flat);
    if (response.chunkedEncoding) {
      response.chunkedEncoding = false;
      this.#chunked = true;
    }
    if (this.page !== undefined) this.page.status = status;
  }

  write(bytes: Uint8Array, at: number = now()): Promise<void> | undefined {
    if (this.over || bytes.byteLength === 0) return undefined;
    this.page?.wrote(at, bytes.byteLength, bytes);
    const { socket } = this.response;
    const wire = this.#chunked ? chunkOf(bytes) : bytes;
    // Once the head is out the socket is this response's alone, and the way through Node's response is the longer one.
    const taken = this.#whenTaken(bytes.byteLength);
    const roomy = this.#headSent && socket !== null ? socket.write(wire, taken) : this.response.write(wire, taken);
    this.#headSent = socket !== null;
    return roomy ? undefined : this.#drained();
  }

  end(bytes?: Uint8Array): void {
    if (this.over) return;
    if (bytes !== undefined) {
      this.page?.wrote(now(), bytes.byteLength, bytes);
      const taken = this.#whenTaken(bytes.byteLength);
      if (taken !== undefined) this.response.once('finish', taken);
    }
    this.#finish('complete');
    if (this.#byHand) this.response.socket?.end(bytes ?? '');
    else if (this.#chunked)
      this.response.end(bytes === undefined ? LAST_CHUNK : Buffer.concat([chunkOf(bytes), LAST_CHUNK]));
    else if (bytes === undefined) this.response.end();
    // Node sends head and body in one piece only where both are text, and one byte for each character is the shorter way.
    else if (bytes.byteLength <= TEXT_MAX && isAscii(bytes))
      this.response.end(bufferOf(bytes).toString('latin1'), 'latin1');
    else if (bytes.byteLength <= TEXT_MAX && isUtf8(bytes)) this.response.end(bufferOf(bytes).toString('utf8'));
    else this.response.end(bytes);
  }

  /** Writes bytes past the framing. Before any head they are all there is: an informational answer, or a whole one. */
  raw(bytes: Uint8Array): void {
    const { socket } = this.response;
    if (this.over || socket === null) return;
    if (this.#headed) {
      this.response.flushHeaders();
      this.#headSent = true;
    } else this.#byHand = true;
    this.page?.wrote(now(), bytes.byteLength);
    socket.write(bytes);
  }

  refuse(): void {
    if (this.over) return;
    this.#finish('reset');
    this.response.socket?.resetAndDestroy();
  }

  /** Closes the connection in the middle of the body, after what was written has gone out. */
  truncate(): void {
    if (this.over) return;
    this.#finish('truncated');
    if (this.#headed) this.response.flushHeaders();
    this.response.socket?.destroySoon();
  }

  /** Resets the connection, after what was written has been handed to the kernel. */
  async reset(): Promise<void> {
    if (this.over) return;
    this.#finish('reset');
    if (this.#headed) this.response.flushHeaders();
    await nextTurn();
    if ((this.response.socket?.writableLength ?? 0) > 0) await this.#drained();
    this.response.socket?.resetAndDestroy();
  }

  finish(how: WireEnd): void | Promise<void> {
    if (how === 'reset') return this.reset();
    if (how === 'truncate') return this.truncate();
    return this.end();
  }

  play(program: WireProgram): Promise<void> {
    return playSteps(program, this, this.stop);
  }

  /** Notes when the connection has taken a piece, where the journal wants to know. */
  #whenTaken(bytes: number): ((error?: Error | null) => void) | undefined {
    const { page } = this;
    if (page?.keepsAnswer !== true) return undefined;
    return (error?: Error | null) => {
      if (error === undefined || error === null) page.bytesTaken += bytes;
    };
  }

  #finish(how: JournalEnd): void {
    this.#over = true;
    this.page?.ended(how, now());
  }

  #drained(): Promise<void> {
    const { socket } = this.response;
    if (socket === null) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
