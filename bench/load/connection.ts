import { connect, type Socket } from 'node:net';

/** How one answer came in. Times are milliseconds since its request was written. */
export interface Answer {
  readonly firstByte: number;
  readonly lastByte: number;
  /** Bytes on the wire, head and framing included. */
  readonly bytes: number;
}

/** Called for each read while an answer comes in; `at` is on the clock of `performance.now()`. */
export type OnRead = (bytes: Buffer, at: number) => void;

const CHUNKED = -1;
const BETWEEN = -2;
const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/**
 * One keep-alive connection on a bare socket. It knows just enough HTTP to tell where an answer ends: a load generator
 * that parses more would itself be what is measured.
 */
export class LoadConnection {
  readonly #socket: Socket;
  /** Bytes of the body that are still to come, `CHUNKED`, or `BETWEEN` until a head is complete. */
  #left = BETWEEN;
  #head: Buffer[] = [];
  #tail = Buffer.alloc(0);
  #sentAt = 0;
  #firstByte = 0;
  #bytes = 0;
  #answered: ((answer: Answer) => void) | undefined;
  #failed: ((error: Error) => void) | undefined;
  #onRead: OnRead | undefined;

  private constructor(port: number, connected: (connection: LoadConnection) => void, failed: (error: Error) => void) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      // One buffer for all reads of this connection: no garbage, whatever the rate.
      onread: {
        buffer: Buffer.allocUnsafe(64 * 1024),
        callback: (size, buffer) => {
          this.#take(Buffer.from(buffer.buffer, buffer.byteOffset, size));
          return true;
        },
      },
    });
    this.#failed = failed;
    this.#socket.once('connect', () => connected(this));
    this.#socket.on('error', (error) => this.#failed?.(error));
    this.#socket.on('close', () => this.#failed?.(new Error(`The server on port ${port} closed the connection.`)));
  }

  static open(port: number): Promise<LoadConnection> {
    return new Promise((resolve, reject) => new LoadConnection(port, resolve, reject));
  }

  /** Sends a request and resolves when its answer is complete. One at a time. Rejects on any status but 200. */
  ask(request: Buffer, onRead?: OnRead): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#onRead = onRead;
      this.#left = BETWEEN;
      this.#firstByte = 0;
      this.#bytes = 0;
      this.#sentAt = performance.now();
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#failed = undefined;
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    const at = performance.now();
    if (this.#bytes === 0) this.#firstByte = at - this.#sentAt;
    this.#bytes += bytes.length;
    this.#onRead?.(bytes, at);
    if (this.#left === BETWEEN) this.#readHead(bytes);
    else this.#readBody(bytes);
  }

  #readHead(bytes: Buffer): void {
    // The buffer of a read is used again: what is kept is copied.
    const head = this.#head.length === 0 ? bytes : Buffer.concat([...this.#head, bytes]);
    const end = head.indexOf(HEAD_END);
    if (end === -1) {
      this.#head.push(Buffer.from(bytes));
      return;
    }
    this.#head = [];
    const text = head.toString('latin1', 0, end);
    if (!text.startsWith('HTTP/1.1 200')) {
      this.#failed?.(new Error(`Expected status 200, got: ${head.toString('utf8').slice(0, 600)}`));
      return;
    }
    const length = /\ncontent-length: *(\d+)/i.exec(text);
    this.#left = length === null ? CHUNKED : Number(length[1]);
    this.#tail = Buffer.alloc(0);
    this.#readBody(head.subarray(end + HEAD_END.length));
  }

  #readBody(bytes: Buffer): void {
    if (this.#left === CHUNKED) {
      const seen = bytes.length < LAST_CHUNK.length ? Buffer.concat([this.#tail, bytes]) : bytes;
      const tail = seen.subarray(-LAST_CHUNK.length);
      if (tail.equals(LAST_CHUNK)) this.#done();
      else this.#tail = Buffer.from(tail);
      return;
    }
    this.#left -= bytes.length;
    if (this.#left === 0) this.#done();
    else if (this.#left < 0) this.#failed?.(new Error('The answer is longer than its Content-Length.'));
  }

  #done(): void {
    this.#answered?.({
      firstByte: this.#firstByte,
      lastByte: performance.now() - this.#sentAt,
      bytes: this.#bytes,
    });
  }
}
