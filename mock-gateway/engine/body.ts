import type { IncomingMessage } from 'node:http';
import { now } from './clock.js';
import type { Stop } from './stop.js';

/** Why a body could not be had. */
export type BodyFault = 'too-large' | 'too-slow' | 'client-left';

const NO_BODY = new Uint8Array();

/**
 * Reads a body of at most `maxBytes` within `timeoutMs` and calls back once. What is not read then is drained by Node
 * when the response has been sent, and never taken for a next request.
 */
export function readBody(
  message: IncomingMessage,
  stop: Stop,
  { maxBytes, timeoutMs }: { readonly maxBytes: number; readonly timeoutMs: number },
  callback: (result: Uint8Array | BodyFault) => void,
): void {
  const { 'content-length': declared, 'transfer-encoding': encoding } = message.headers;
  const known = declared === undefined && encoding === undefined ? NO_BODY : undefined;
  const early = known ?? (Number(declared ?? 0) > maxBytes ? 'too-large' : undefined);
  if (early !== undefined) {
    callback(early);
    return;
  }
  let over = false;
  const done = (result: Uint8Array | BodyFault) => {
    if (over) return;
    over = true;
    forget();
    clock.forget(wait);
    callback(result);
  };
  const chunks: Buffer[] = [];
  let bytes = 0;
  const wait = clock.wait(now() + timeoutMs, () => done('too-slow'));
  const forget = stop.onStop(() => done('client-left'));
  message.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) done('too-large');
    else if (!over) chunks.push(chunk);
  });
  message.on('end', () => done(chunks.length === 1 ? (chunks[0] ?? NO_BODY) : Buffer.concat(chunks)));
}

interface Wait {
  readonly due: number;
  readonly late: () => void;
}

/** Slow bodies are rare and bodies are many: one timer looks through those under way, in place of a timer for each. */
class CoarseClock {
  readonly #waits = new Set<Wait>();
  #timer: NodeJS.Timeout | undefined;

  wait(due: number, late: () => void): Wait {
    const wait: Wait = { due, late };
    this.#waits.add(wait);
    this.#timer ??= setInterval(() => this.#look(), TICK_MS).unref();
    return wait;
  }

  forget(wait: Wait): void {
    this.#waits.delete(wait);
  }

  #look(): void {
    const time = now();
    for (const wait of this.#waits) if (wait.due <= time) wait.late();
    if (this.#waits.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

const TICK_MS = 20;
const clock = new CoarseClock();
