import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { headerValues } from './exchange.js';
import { classify, ProbeFailure } from './failure.js';
import { FrameReader } from './frames.js';
import { parseResponses, type RawResponse } from './http-text.js';

/**
 * A step of a conversation on a bare socket: bytes to send, a pause, something to wait for (`head`: one more complete
 * response head than before; `event`: one more event-stream frame; `response`: one more complete response; `close`: the server's end), a half-close, or a reset.
 */
export type RawStep =
  | string
  | Uint8Array
  | { readonly pauseMs: number }
  | { readonly until: 'head' | 'event' | 'response' | 'close' }
  | { readonly halfClose: true }
  | { readonly reset: true };

/** What came back on a bare socket. */
export interface RawExchange {
  /** What was sent, for people. */
  readonly sent: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The HTTP responses in it; the last may be incomplete. */
  readonly responses: readonly RawResponse[];
  /** First response's status; 0 where none came. */
  readonly status: number;
  header(name: string): string | undefined;
  headerAll(name: string): string[];
  /** How the server left the connection: still open when the script ended, closed, or reset. */
  readonly closed: 'open' | 'ended' | 'reset';
  /** Milliseconds from the connection to the end of the script. */
  readonly endAt: number;
}

/** Where a bare socket connects to, and its caps. */
export interface RawTarget {
  readonly origin: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Plays a script on a bare socket. Rejects with a `ProbeFailure` when it cannot connect or a wait takes too long. */
export async function playRaw(script: readonly RawStep[], target: RawTarget): Promise<RawExchange> {
  const url = new URL(target.origin);
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (secure ? 443 : 80));
  const socket: Socket = secure
    ? connectTls({ host, port, servername: host, ALPNProtocols: ['http/1.1'] })
    : connectPlain({ host, port });
  const conversation = new Conversation(socket, target);
  try {
    await conversation.connected(secure ? 'secureConnect' : 'connect');
    for (const step of script) await conversation.play(step);
    return conversation.result();
  } finally {
    socket.destroy();
  }
}

class Conversation {
  readonly #startedAt = performance.now();
  readonly #received: Buffer[] = [];
  readonly #sent: string[] = [];
  readonly #frames = new FrameReader();
  #bytes = 0;
  #frameCount = 0;
  #heads = 0;
  #framesAwaited = 0;
  #responses = 0;
  #closed: RawExchange['closed'] = 'open';
  #failure: ProbeFailure | undefined;
  #wake: () => void = () => {};

  constructor(
    readonly socket: Socket,
    readonly target: RawTarget,
  ) {
    socket.on('data', (data: Buffer) => {
      this.#bytes += data.length;
      if (this.#bytes > target.maxBytes) {
        this.#failure = new ProbeFailure('too-many-bytes', `more than ${target.maxBytes} bytes came`, true);
        socket.destroy();
      } else {
        this.#received.push(data);
        this.#frameCount += this.#frames.push(data, 0).filter((frame) => !frame.raw.startsWith('HTTP/')).length;
      }
      this.#wake();
    });
    socket.on('end', () => this.#close('ended'));
    socket.on('close', () => this.#close('ended'));
    socket.on('error', (error) => {
      if (socket.connecting || this.#bytes === 0) this.#failure ??= classify(error, target.origin, false);
      this.#close('reset');
    });
  }

  #close(how: 'ended' | 'reset'): void {
    if (this.#closed === 'open') this.#closed = how;
    this.#wake();
  }

  async connected(event: 'connect' | 'secureConnect'): Promise<void> {
    let ready = false;
    this.socket.once(event, () => {
      ready = true;
      this.#wake();
    });
    await this.#until(() => ready || this.#closed !== 'open', 'connection');
    if (!ready) throw this.#failure ?? new ProbeFailure('unreachable', `${this.target.origin} closed at once`, false);
  }

  async play(step: RawStep): Promise<void> {
    if (typeof step === 'string' || step instanceof Uint8Array) {
      this.#sent.push(typeof step === 'string' ? step : Buffer.from(step).toString('latin1'));
      if (this.socket.writable) this.socket.write(step);
    } else if ('pauseMs' in step) {
      await new Promise<void>((resolve) => setTimeout(resolve, step.pauseMs));
    } else if ('halfClose' in step) {
      this.socket.end();
    } else if ('reset' in step) {
      this.socket.resetAndDestroy();
    } else {
      await this.#wait(step.until);
    }
  }

  async #wait(what: 'head' | 'event' | 'response' | 'close'): Promise<void> {
    const over = () => this.#closed !== 'open';
    if (what === 'close') return this.#until(over, 'end of the connection');
    if (what === 'event') {
      const wanted = ++this.#framesAwaited;
      return this.#until(() => over() || this.#frameCount >= wanted, 'event');
    }
    if (what === 'response') {
      const wanted = ++this.#responses;
      return this.#until(() => over() || this.#parsed().filter((one) => one.complete).length >= wanted, 'response');
    }
    const wanted = ++this.#heads;
    return this.#until(() => over() || this.#parsed().length >= wanted, 'response head');
  }

  async #until(done: () => boolean, what: string): Promise<void> {
    const deadline = performance.now() + this.target.timeoutMs;
    while (!done()) {
      if (this.#failure) throw this.#failure;
      const left = deadline - performance.now();
      if (left <= 0)
        throw new ProbeFailure('no-head', `no ${what} within ${this.target.timeoutMs} ms`, this.#bytes > 0);
      if (this.target.signal.aborted) throw new ProbeFailure('aborted', 'the test was broken off', this.#bytes > 0);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 200));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#failure?.kind === 'too-many-bytes') throw this.#failure;
  }

  #parsed(): RawResponse[] {
    return parseResponses(Buffer.concat(this.#received), this.#closed !== 'open');
  }

  result(): RawExchange {
    const bytes = Buffer.concat(this.#received);
    const responses = this.#parsed();
    const headers = responses[0]?.headers ?? [];
    return {
      sent: this.#sent.join(''),
      bytes,
      text: bytes.toString('utf8'),
      responses,
      status: responses[0]?.status ?? 0,
      header: (name) => headerValues(headers, name)[0],
      headerAll: (name) => headerValues(headers, name),
      closed: this.#closed,
      endAt: performance.now() - this.#startedAt,
    };
  }
}
