import type { Body } from './bodies.js';

/** In a change: the member is taken away. */
export const ABSENT = Symbol('absent');

/** What is put where in a valid body to spoil it: paths as in `error.param` (`messages[0].role`), and their new values. */
export type Change = Readonly<Record<string, unknown>>;

/** The body with the change made; the body itself stays as it is. Missing objects on the way are made. */
export function changed(body: Body, change: Change): Body {
  const copy: Record<string, unknown> = structuredClone(body);
  for (const [path, value] of Object.entries(change)) set(copy, keysOf(path), value);
  return copy;
}

function keysOf(path: string): string[] {
  return path.split(/\.|\[(\d+)\]/).filter((key) => key !== undefined && key !== '');
}

function set(body: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let holder = body;
  for (const key of keys.slice(0, -1)) {
    const next = holder[key] ?? {};
    if (!isContainer(next))
      throw new Error(`The change ${keys.join('.')} leads through ${key}, which holds no members.`);
    holder[key] = next;
    holder = next;
  }
  const last = keys.at(-1) ?? '';
  if (value === ABSENT) delete holder[last];
  else holder[last] = value;
}

/** Objects and arrays alike: an array takes its indices as names. */
function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
