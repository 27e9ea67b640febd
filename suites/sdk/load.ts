import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadModules } from '../chapters.js';
import type { SdkDialect } from './dialect.js';

/** The folder of a dialect's SDK suite; undefined where it has none. */
export function sdkFolder(dialect: string): string | undefined {
  const folder = fileURLToPath(new URL(`./${dialect}/`, import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

/** Loads every chapter of a dialect's SDK suite, which note their tests, and returns what the dialect itself says. */
export async function loadSdkSuite(name: string): Promise<SdkDialect> {
  const folder = sdkFolder(name);
  if (folder === undefined) throw new Error(`The dialect ${name} has no SDK suite.`);
  const names = readdirSync(folder, { recursive: true }).map(String);
  const modules = await loadModules(folder, names);
  const dialect = modules.map((module) => module.dialect).find(isDialect);
  if (dialect === undefined) throw new Error(`suites/sdk/${name} exports no dialect.`);
  return dialect;
}

function isDialect(value: unknown): value is SdkDialect {
  return typeof value === 'object' && value !== null && 'canaries' in value && 'normal' in value;
}
