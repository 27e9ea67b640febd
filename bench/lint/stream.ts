import type { Traffic } from '../traffic.js';

/** What a reader of a pipe or a file gets at a time. */
const READ_BYTES = 64 * 1024;
/** The cycle is repeated up to about this size once; then the same bytes are given again and again. */
const BLOCK_BYTES = 1024 * 1024;

/**
 * A stream of at least `bytes`, in pieces as they are read from a pipe, made as it goes: it costs no memory and next to
 * no time, whatever its length. Pieces end where they end, in the middle of events and of characters.
 */
export function* streamOf({ head, cycle, tail }: Traffic['endless'], bytes: number): Generator<Buffer> {
  yield Buffer.from(head);
  const block = Buffer.from(cycle.repeat(Math.ceil(BLOCK_BYTES / Buffer.byteLength(cycle))));
  for (let given = 0; given < bytes; given += block.byteLength) {
    for (let at = 0; at < block.byteLength; at += READ_BYTES) yield block.subarray(at, at + READ_BYTES);
  }
  yield Buffer.from(tail);
}
