import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContractDialect } from './dialect.js';

const here = dirname(fileURLToPath(import.meta.url));
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** The dialects that this package knows: the folders beside this file that hold an `index` module, by name. */
export function dialectNames(): string[] {
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, `index${extension}`)))
    .map((entry) => entry.name)
    .sort();
}

/** Loads a dialect's contract by its folder's name. The folder's `index` module exports it as `dialect`. */
export async function loadContractDialect(name: string): Promise<ContractDialect> {
  const known = dialectNames();
  if (!known.includes(name)) throw new Error(`There is no dialect '${name}'. Known: ${known.join(', ') || 'none'}.`);
  const module: { dialect?: unknown } = await import(`./${name}/index.js`);
  if (!isDialect(module.dialect)) throw new Error(`contracts/${name}/index does not export a dialect.`);
  return module.dialect;
}

function isDialect(value: unknown): value is ContractDialect {
  return typeof value === 'object' && value !== null && 'catalogue' in value && 'judge' in value;
}
