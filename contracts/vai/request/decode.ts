import { isObject, type Json, kindOf, type Refuse } from './refuse.js';

/** Levels of arrays and objects that a body may nest: far above any request's need, far below what a stack bears. */
export const MAX_DEPTH = 1000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses a body into its top-level object. Broken UTF-8 inside strings is replaced, of duplicate keys the last counts, and a
 * body of `null` is an empty object.
 */
export function decode(body: Uint8Array, refuse: Refuse): Json {
  if (body.length > MAX_DEPTH && depthOf(body) > MAX_DEPTH) {
    refuse('decode.depth', undefined, `the body nests more than ${MAX_DEPTH} levels`);
    return {};
  }
  let value: unknown;
  try {
    value = JSON.parse(textOf(body));
  } catch {
    refuse('decode.json', undefined, 'the body has to be one complete JSON document');
    return {};
  }
  if (value === null) return {};
  if (isObject(value)) return value;
  refuse('decode.object', undefined, `the body has to be a JSON object, it is ${kindOf(value)}`);
  return {};
}

/** A view of its own on the bytes costs half as much again as parsing a small body, and a server's bytes have one. */
function textOf(body: Uint8Array): string {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return bytes.toString('utf8');
}

/** How deep the brackets of a JSON text nest, without parsing it; brackets in strings do not count. */
function depthOf(body: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i];
    if (byte === QUOTE) i = endOfString(body, i + 1);
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return deepest;
}

/** Index of the quote that ends a string, or of the text's end. */
function endOfString(body: Uint8Array, from: number): number {
  let i = body.indexOf(QUOTE, from);
  while (i >= 0) {
    let backslashes = 0;
    while (i - backslashes > from && body[i - backslashes - 1] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return i;
    i = body.indexOf(QUOTE, i + 1);
  }
  return body.length;
}
