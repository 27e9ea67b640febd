import { isDeepStrictEqual } from 'node:util';
import type { SkipReason } from './plan.js';
import type { Exchange } from './probe/exchange.js';
import type { RawExchange } from './probe/raw.js';

/** What an assertion is about, for the report. */
export interface About {
  /** What is looked at: `error.param`, `the second message's role`. */
  readonly what: string;
  /** The exchange that shows it; by default the last one of the trial. */
  readonly in?: Exchange | RawExchange;
  /** The smallest change of the gateway that would pass. */
  readonly hint?: string;
  /** Number of the event that shows it. */
  readonly at?: number;
  /** Path in the JSON value. */
  readonly path?: string;
}

/** What goes with a broken requirement. */
export interface BrokenDetails {
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  readonly hint?: string | undefined;
  readonly path?: string | undefined;
  readonly in?: Exchange | RawExchange | undefined;
  readonly at?: number | undefined;
}

/** Thrown where the subject broke the requirement under test; anything else a test throws is the suite's own fault. */
export class RequirementBroken extends Error {
  constructor(
    message: string,
    readonly details: BrokenDetails,
  ) {
    super(message);
    this.name = 'RequirementBroken';
  }
}

/** Thrown where a requirement cannot be put to the test. */
export class NotAsked extends Error {
  constructor(
    readonly status: 'skipped' | 'untestable',
    readonly reason: SkipReason | string,
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'NotAsked';
  }
}

/** Makes the error that says that the subject broke the rule. */
export function brokenBecause(message: string, details: BrokenDetails = {}): RequirementBroken {
  return new RequirementBroken(message, details);
}

/** Deep equality; arrays in order, objects in any order of members. */
export function assertEqual(actual: unknown, expected: unknown, about: About): void {
  if (isDeepStrictEqual(actual, expected)) return;
  const apart = firstDifference(actual, expected, '');
  const long = Math.max(show(expected).length, show(actual).length) > COMPARABLE_CHARACTERS;
  // Of two long values people want to see the place where they part.
  const place = apart.path !== '' && long;
  throw brokenBecause(`${about.what} is not what the rule says.`, {
    expected: show(place ? apart.expected : expected),
    actual: show(place ? apart.actual : actual),
    hint: about.hint,
    path: place ? [about.path, apart.path].filter(Boolean).join(': ') : (about.path ?? (apart.path || undefined)),
    in: about.in,
    at: about.at,
  });
}

/** A condition, with both sides in words. */
export function assertThat(
  condition: boolean,
  about: About & { readonly expected: string; readonly actual: string },
): asserts condition {
  if (condition) return;
  throw brokenBecause(`${about.what} is not what the rule says.`, about);
}

/** One of several values. */
export function assertOneOf(actual: unknown, allowed: readonly unknown[], about: About): void {
  if (allowed.some((value) => isDeepStrictEqual(actual, value))) return;
  throw brokenBecause(`${about.what} is none of the allowed values.`, {
    ...about,
    expected: allowed.map(show).join(' or '),
    actual: show(actual),
  });
}

/** A text of a form. */
export function assertMatch(actual: unknown, pattern: RegExp, about: About): asserts actual is string {
  if (typeof actual === 'string' && pattern.test(actual)) return;
  throw brokenBecause(`${about.what} has not the form that the rule gives.`, {
    ...about,
    expected: `a text like ${pattern}`,
    actual: show(actual),
  });
}

const SHOWN_CHARACTERS = 400;
/** Up to this length two values can be compared by eye. */
const COMPARABLE_CHARACTERS = 160;

/** A value as people read it, cut to a length. */
export function show(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

interface Difference {
  readonly path: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/** The innermost place where two values part, and what stands there. */
function firstDifference(actual: unknown, expected: unknown, path: string): Difference {
  const here = { path, actual, expected };
  if (typeof actual !== 'object' || typeof expected !== 'object' || actual === null || expected === null) return here;
  const left = new Map<string, unknown>(Object.entries(actual));
  const right = new Map<string, unknown>(Object.entries(expected));
  const inArray = Array.isArray(expected);
  for (const key of new Set([...right.keys(), ...left.keys()])) {
    if (isDeepStrictEqual(left.get(key), right.get(key))) continue;
    const next = inArray ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return firstDifference(left.get(key), right.get(key), next);
  }
  return here;
}
