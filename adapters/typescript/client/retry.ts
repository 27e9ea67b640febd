import { ApiError, TransportError } from './errors.js';
import type { CallScope } from './scope.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** A gateway that asks for a longer wait gets none: its answer is handed to the caller. */
const LONGEST_RETRY_AFTER_S = 60;

/**
 * Does a read, and does it again after failures that may pass: broken connections, 429, and 5xx. For reads only: a
 * message or a run that failed may have cost money.
 */
export async function withRetries<T>(maxRetries: number, scope: CallScope, attempt: () => Promise<T>): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (retry >= maxRetries || !mayPass(error)) throw error;
      await scope.pause(waitMs(error, retry));
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof TransportError) return true;
  if (!(error instanceof ApiError)) return false;
  if ((error.retryAfter ?? 0) > LONGEST_RETRY_AFTER_S) return false;
  const status = error.httpStatus ?? 0;
  return status === 429 || status >= 500;
}

/** What the gateway asked for; else doubling, with jitter so that clients do not come back together. */
function waitMs(error: unknown, retry: number): number {
  const asked = error instanceof ApiError ? error.retryAfter : undefined;
  if (asked !== undefined) return asked * 1000;
  const longest = Math.min(FIRST_WAIT_MS * 2 ** retry, LONGEST_WAIT_MS);
  return longest * (0.5 + Math.random() / 2);
}
