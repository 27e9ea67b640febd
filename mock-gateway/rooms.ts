import { readdirSync } from 'node:fs';
import type { DialectRoom } from './dialects.js';

/**
 * The dialects that the mock speaks: the folders beside this file, but the engine. For browsers, which have no folders,
 * the build writes a module of its own in place of this one.
 */
export function mockDialects(): readonly string[] {
  return readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'engine')
    .map((entry) => entry.name)
    .sort();
}

/** Loads the room of a dialect that is one of them. */
export async function loadRoom(dialect: string): Promise<DialectRoom> {
  // Run from source the file ends in .ts, run from the package in .js; the neighbour ends in the same.
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return import(new URL(`./${dialect}/index.${suffix}`, import.meta.url).href);
}
