import { withLiterals } from '../literal.js';

/** One request as it is sent: ASCII, so that no encoding on the way can spoil it, and no LF at the end. */
export function encodeLine(line: object): string {
  // Lone surrogates are already escaped by JSON.stringify, and what is no number is null.
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return withLiterals(JSON.stringify(line)).replace(/[\u007f-\uffff]/g, escaped);
}
