/** Objects nest deeper than this only in bodies made to break a reader; below, they count as equal. */
const DEPTH = 200;

/**
 * A running fingerprint of text and JSON values: 64 bits in two lanes, so that equality of large values can be told without
 * keeping them. It is meant for gateways that err, not for ones that forge collisions.
 */
export class Fingerprint {
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;
  #length = 0;

  /** Adds text; adding it in pieces gives the same. */
  text(text: string): this {
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 15);
    }
    this.#a = a;
    this.#b = b;
    this.#length += text.length;
    return this;
  }

  get length(): number {
    return this.#length;
  }

  toString(): string {
    return `${this.#length}:${(this.#a >>> 0).toString(36)}:${(this.#b >>> 0).toString(36)}`;
  }
}

/** Fingerprint of a JSON value; the order of members does not count. */
export function digest(value: unknown): string {
  const print = new Fingerprint();
  add(value, print, 0);
  return print.toString();
}

function add(value: unknown, print: Fingerprint, depth: number): void {
  if (depth > DEPTH) return;
  if (typeof value === 'string') print.text('"').text(value).text('"');
  else if (Array.isArray(value)) {
    print.text('[');
    for (const each of value) {
      add(each, print, depth + 1);
      print.text(',');
    }
    print.text(']');
  } else if (typeof value === 'object' && value !== null) {
    print.text('{');
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, member] of members) {
      print.text(key).text(':');
      add(member, print, depth + 1);
      print.text(',');
    }
    print.text('}');
  } else print.text(String(value));
}
