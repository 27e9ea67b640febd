import { once } from 'node:events';
import { constants, createGzip } from 'node:zlib';

/** Compresses pieces into one gzip stream, each flushed, so that what was written can be read before the next comes. */
export async function* gzipInSteps(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gzip = createGzip();
  for (const piece of pieces) {
    gzip.write(piece);
    await new Promise<void>((flushed) => gzip.flush(constants.Z_SYNC_FLUSH, flushed));
    yield ready(gzip.read());
  }
  gzip.end();
  await once(gzip, 'readable');
  const rest = ready(gzip.read());
  if (rest.byteLength > 0) yield rest;
}

function ready(read: unknown): Uint8Array {
  return read instanceof Uint8Array ? read : new Uint8Array();
}
