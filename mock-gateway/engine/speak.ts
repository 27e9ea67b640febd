import type { EventStream } from './channel.js';
import { nextTurn, now } from './clock.js';
import type { StreamItem } from './exchange.js';
import type { Mutation } from './mutation.js';
import type { Player } from './player.js';
import { encodeFrame } from './sse.js';

/** How events become writes: one write each, or all that were said at once in one. */
export type Chunking = 'event' | 'coalesced';

/**
 * Writes a stream as it is said. With one write per event the event loop turns between any two, so that each goes out
 * as a packet of its own and no stream holds up the others.
 */
export async function speak(
  stream: EventStream,
  player: Player,
  chunking: Chunking,
  frame: Mutation['frame'],
): Promise<void> {
  for (;;) {
    if (chunking === 'coalesced' && !stream.ended) await nextTurn();
    const items = stream.takeAll();
    if (player.over) return;
    if (items.length === 0) {
      if (stream.ended) return;
      await stream.changed();
      continue;
    }
    const pieces = frame === undefined ? items.map(bytesOf) : items.flatMap((item) => bentBytes(item, frame));
    if (chunking === 'coalesced')
      await player.write(pieces.length === 1 ? (pieces[0] ?? EMPTY) : Buffer.concat(pieces));
    else await writeEach(pieces, player);
    stream.lastAt = now();
  }
}

async function writeEach(pieces: readonly Uint8Array[], player: Player): Promise<void> {
  for (const piece of pieces) {
    const full = player.write(piece);
    if (full !== undefined) await full;
    await nextTurn();
    if (player.over) return;
  }
}

const EMPTY = Buffer.alloc(0);

function bytesOf(item: StreamItem): Uint8Array {
  return item instanceof Uint8Array ? item : encodeFrame(item);
}

function bentBytes(item: StreamItem, frame: NonNullable<Mutation['frame']>): readonly Uint8Array[] {
  if (item instanceof Uint8Array) return [item];
  const bent = frame(encodeFrame(item), item);
  return Array.isArray(bent) ? bent : [bent];
}
