import type { HeaderList } from './judge/exchange.js';

/** What stands in place of a secret. */
export const REDACTED = '***';

/** Takes secrets out of whatever is about to be written. Every writer goes through one of these. */
export interface Redactor {
  /** A text without any known secret. */
  text(text: string): string;
  /** A JSON value whose strings hold no secret, and whose members named like secret headers are blotted out. */
  value<T>(value: T): T;
  headers(headers: HeaderList): HeaderList;
}

/** Shorter values would blot out ordinary words. */
const SHORTEST_SECRET = 4;

/**
 * Makes a redactor. `secretHeaders` are names of headers (a trailing `*` stands for any rest, letter case does not
 * count); `secrets` are values, which are also found where they were escaped for JSON or a URL, or encoded in base64.
 */
export function createRedactor(secretHeaders: readonly string[], secrets: readonly string[]): Redactor {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    forms.add(secret);
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(encodeURIComponent(secret));
    forms.add(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const text = (from: string) => longestFirst.reduce((result, form) => result.replaceAll(form, REDACTED), from);
  const isSecretHeader = headerMatcher(secretHeaders);

  const value = (from: unknown): unknown => {
    if (typeof from === 'string') return text(from);
    if (Array.isArray(from)) return from.map(value);
    if (typeof from !== 'object' || from === null) return from;
    const members = Object.entries(from).map(([key, member]) => [
      text(key),
      typeof member === 'string' && isSecretHeader(key) ? REDACTED : value(member),
    ]);
    return Object.fromEntries(members);
  };

  return {
    text,
    // The copy has the same members with the same types: only the characters of strings differ.
    value: <T>(from: T) => value(from) as T,
    headers: (headers) => headers.map(([name, content]) => [name, isSecretHeader(name) ? REDACTED : text(content)]),
  };
}

/** Whether a header of this name carries a secret, by the same patterns. */
export function headerIsSecret(secretHeaders: readonly string[], name: string): boolean {
  return headerMatcher(secretHeaders)(name);
}

function headerMatcher(patterns: readonly string[]): (name: string) => boolean {
  const exact = new Set(patterns.filter((one) => !one.endsWith('*')).map((one) => one.toLowerCase()));
  const prefixes = patterns.filter((one) => one.endsWith('*')).map((one) => one.slice(0, -1).toLowerCase());
  return (name) => {
    const lower = name.toLowerCase();
    return exact.has(lower) || prefixes.some((prefix) => lower.startsWith(prefix));
  };
}
