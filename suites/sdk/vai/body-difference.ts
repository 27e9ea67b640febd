import { isDeepStrictEqual } from 'node:util';

/** Path of the first value that was asked for and did not arrive as it was, or `undefined`; members that were added do not count. */
export function firstLost(asked: unknown, sent: unknown, path = ''): string | undefined {
  if (Array.isArray(asked)) {
    if (!Array.isArray(sent) || sent.length !== asked.length) return path;
    return first(asked.keys(), (index) => firstLost(asked[index], sent[index], `${path}[${index}]`));
  }
  if (typeof asked !== 'object' || asked === null) return isDeepStrictEqual(asked, sent) ? undefined : path;
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return path;
  const arrived = new Map<string, unknown>(Object.entries(sent));
  return first(Object.entries(asked), ([name, value]) =>
    arrived.has(name) ? firstLost(value, arrived.get(name), `${path}.${name}`) : `${path}.${name}`,
  );
}

/** Path of the first member that arrived although nobody asked for it, or `undefined`; values are not compared. */
export function firstAdded(asked: unknown, sent: unknown, path = ''): string | undefined {
  if (Array.isArray(asked) && Array.isArray(sent)) {
    return first(sent.keys(), (index) => firstAdded(asked[index], sent[index], `${path}[${index}]`));
  }
  if (typeof asked !== 'object' || asked === null || typeof sent !== 'object' || sent === null) return undefined;
  const known = new Map<string, unknown>(Object.entries(asked));
  return first(Object.entries(sent), ([name, value]) =>
    known.has(name) ? firstAdded(known.get(name), value, `${path}.${name}`) : `${path}.${name}`,
  );
}

function first<T>(items: Iterable<T>, look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
