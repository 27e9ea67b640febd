/** What marks a string as a number's literal while a line is encoded; no text of a test begins with it. */
const MARK = '\u0001number:';
const MARKED = /"\\u0001number:([-+.eE0-9]+)"/g;

/** A number as it is to be written: JavaScript's own cannot hold every one that JSON can say. */
export class NumberLiteral {
  constructor(readonly literal: string) {
    if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(literal)) throw new Error(`'${literal}' is no JSON number.`);
  }

  toJSON(): string {
    return MARK + this.literal;
  }
}

/** Puts the literals in place of what `JSON.stringify` made of them. */
export function withLiterals(json: string): string {
  return json.replace(MARKED, (_all, literal: string) => literal);
}
