import type { Exchange } from './probe/exchange.js';

/** Milliseconds to wait before a 429 is asked again, where it says so and there is time. */
export function retryAfter(exchange: Exchange, deadlineAt: number): number | undefined {
  const seconds = Number(exchange.header('retry-after'));
  if (exchange.status !== 429 || !Number.isFinite(seconds) || seconds < 0) return undefined;
  const wait = Math.max(seconds * 1_000, 50);
  return Date.now() + wait < deadlineAt - 1_000 ? wait : undefined;
}

/** Waits, or less where the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
