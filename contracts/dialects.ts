import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContractDialect } from './dialect.js';

const here = dirname(fileURLToPath(import.meta.url));
// Run from source the file ends in .ts, run from the package in .js; the neighbours end in the same.
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** The dialects that this package knows: the folders beside this file that hold a `dialect` module, by name. */
export function dialectNames(): string[] {
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, `dialect${extension}`)))
    .map((entry) => entry.name)
    .sort();
}

/** Loads a dialect's contract by its folder's name: what the folder's `dialect` module exports as one. */
export async function loadContractDialect(name: string): Promise<ContractDialect> {
  const known = dialectNames();
  if (!known.includes(name)) throw new Error(`There is no dialect '${name}'. Known: ${known.join(', ') || 'none'}.`);
  const module: Record<string, unknown> = await import(new URL(`./${name}/dialect${extension}`, import.meta.url).href);
  const dialect = Object.values(module).find(isDialect);
  if (!dialect) throw new Error(`contracts/${name}/dialect exports no dialect.`);
  return dialect;
}

function isDialect(value: unknown): value is ContractDialect {
  return typeof value === 'object' && value !== null && 'catalogue' in value && 'judge' in value;
}
