import type { Breach, RuleFinding } from './exchange.js';

/** Breaches of one rule that are told one by one; the rest is counted. */
const TOLD = 5;

/** What a breach says, beside where it is. */
export interface BreachDetail {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Path inside the JSON value at hand. */
  readonly path?: string;
  /** The piece of the wire that shows it, where that is less than the whole event. */
  readonly excerpt?: string;
}

/** Where the judge reads. */
export interface Place {
  event: number | undefined;
  byte: number | undefined;
  /** What is read, in a word: the type of the event, or `body`. */
  label: string;
  /** The piece of the wire, uncut. */
  raw: string;
}

interface Entry {
  readonly evidence: string;
  readonly breaches: Breach[];
  more: number;
}

/** Collects what was put to the test, and where it broke; holds little, however often a rule breaks. */
export class Findings {
  readonly place: Place = { event: undefined, byte: undefined, label: 'body', raw: '' };
  readonly #entries = new Map<string, Entry>();

  /** Says that what is being read puts the rule to the test. */
  test(requirement: string, evidence?: string): void {
    if (!this.#entries.has(requirement)) this.#entry(requirement, evidence);
  }

  fail(requirement: string, detail: BreachDetail): void {
    const entry = this.#entries.get(requirement) ?? this.#entry(requirement);
    if (entry.breaches.length >= TOLD) {
      entry.more += 1;
      return;
    }
    const { event, byte, raw } = this.place;
    entry.breaches.push({
      requirement,
      ...detail,
      ...(event === undefined ? {} : { event }),
      ...(byte === undefined ? {} : { byte }),
      ...(raw === '' && detail.excerpt === undefined ? {} : { excerpt: cut(detail.excerpt ?? raw, 200) }),
    });
  }

  /** Tests a rule; `detail` is asked for only where it is broken. */
  check(requirement: string, kept: boolean, detail: () => BreachDetail): boolean {
    if (kept) this.test(requirement);
    else this.fail(requirement, detail());
    return kept;
  }

  isBroken(requirement: string): boolean {
    return (this.#entries.get(requirement)?.breaches.length ?? 0) > 0;
  }

  /** All findings, in the order of their ids. */
  all(): RuleFinding[] {
    return [...this.#entries]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([requirement, { evidence, breaches, more }]) => ({
        requirement,
        breaches,
        evidence,
        ...(more > 0 ? { more } : {}),
      }));
  }

  #entry(requirement: string, evidence?: string): Entry {
    const { event, label } = this.place;
    const entry: Entry = {
      evidence: evidence ?? (event === undefined ? label : `event ${event} ${label}`),
      breaches: [],
      more: 0,
    };
    this.#entries.set(requirement, entry);
    return entry;
  }
}

/** A text cut to a length, with a mark where it was cut; a copy, so that it does not hold what it was cut from. */
export function cut(text: string, length: number): string {
  const short = text.length <= length ? text : `${text.slice(0, length)}…`;
  return Buffer.from(short, 'utf8').toString('utf8');
}
