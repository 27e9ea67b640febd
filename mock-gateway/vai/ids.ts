/** Ids of requests and messages: from the seed and a counter, so that the same seed gives the same bytes. */
export class Ids {
  readonly #seed: number;
  #requests = 0;

  constructor(seed: number | string) {
    this.#seed = hash(String(seed), 0);
  }

  /** `req_` and twenty hexadecimal digits. */
  request(): string {
    this.#requests += 1;
    return `req_${digits(this.#seed, this.#requests, 20)}`;
  }

  /** Id of the message of one turn of the exchange with this request id. */
  message(requestId: string, turn: number): string {
    return `msg_${digits(hash(requestId, this.#seed), turn + 1, 24)}`;
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string, from: number): number {
  let state = (from ^ 0x811c9dc5) >>> 0;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return state;
}

/** The two digits of each byte. */
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Hexadecimal digits that a counter spreads over: the finaliser of MurmurHash3, once for every eight of them. */
function digits(seed: number, counter: number, length: number): string {
  let text = '';
  for (let part = 1; text.length < length; part += 1) {
    let state = (seed + Math.imul(counter, 0x9e3779b9) + Math.imul(part, 0x85ebca6b)) >>> 0;
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state = (state ^ (state >>> 16)) >>> 0;
    text += `${HEX[state >>> 24]}${HEX[(state >>> 16) & 255]}${HEX[(state >>> 8) & 255]}${HEX[state & 255]}`;
  }
  return text.slice(0, length);
}
