import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Profile } from './profile.js';

/** Modules of a dialect's folder that are no TypeScript declarations and no suite files. */
const MODULE = /^(?!.*\.(?:suite|d)\.).*\.(?:js|ts)$/;

/** Loads every module among a folder's entries, in the order of their names, and returns what each exports. */
export async function loadModules(
  folder: string,
  names: readonly string[],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const modules: Readonly<Record<string, unknown>>[] = [];
  for (const name of names.filter((one) => MODULE.test(one)).sort()) {
    modules.push(await import(pathToFileURL(join(folder, name)).href));
  }
  return modules;
}

/**
 * Loads every module of a dialect's gateway folder: those that are chapters note their tests in the registry. Returns
 * what `profiles` exports. `names` are the folder's entries.
 */
export async function loadChapters(
  folder: string,
  names: readonly string[],
): Promise<{ profiles: readonly Profile[] }> {
  const modules = await loadModules(folder, names);
  return { profiles: modules.map((module) => module.profiles).findLast(isProfiles) ?? [] };
}

function isProfiles(value: unknown): value is readonly Profile[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && 'settings' in one);
}
