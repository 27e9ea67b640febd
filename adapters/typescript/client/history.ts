import { UsageError } from './errors.js';
import type { HistoryDelta, Message } from './types.js';

/**
 * Appends what a `history_delta` brings to the messages of a conversation.
 *
 * @param options - `strict`: refuse a history of another length than the event expects.
 * @returns a new list; the given one stays as it is.
 * @throws UsageError for a mismatch in strict mode.
 */
export function applyHistoryDelta(
  history: readonly Message[],
  event: HistoryDelta,
  options: { readonly strict?: boolean } = {},
): readonly Message[] {
  if (options.strict === true && history.length !== event.expected_len) {
    throw new UsageError(`the history has ${history.length} messages, the event expects ${event.expected_len}`);
  }
  return [...history, ...(event.append ?? [])];
}
