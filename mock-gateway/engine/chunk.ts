const CRLF = Buffer.from('\r\n');

/** What ends a chunked body. */
export const LAST_CHUNK: Buffer = Buffer.from('0\r\n\r\n');

/** Chunks of pieces that are written again and again. */
const kept = new WeakMap<Uint8Array, Buffer>();

/** One piece of a body as one HTTP/1.1 chunk. */
export function chunkOf(bytes: Uint8Array): Buffer {
  const known = kept.get(bytes);
  if (known !== undefined) return known;
  const size = `${bytes.byteLength.toString(16)}\r\n`;
  const chunk = Buffer.allocUnsafe(size.length + bytes.byteLength + 2);
  chunk.write(size, 0, 'latin1');
  chunk.set(bytes, size.length);
  chunk.set(CRLF, size.length + bytes.byteLength);
  return chunk;
}

/** Keeps the chunk of a piece that will not change, so that it is made once. */
export function keepChunk(bytes: Uint8Array): void {
  kept.set(bytes, chunkOf(bytes));
}
