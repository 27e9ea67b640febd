import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds this package's `package.json`. Data files (schemas, automata, catalogue, fixtures) stay where
 * the repository has them and are not copied into `dist/`, so code asks here instead of counting `..`.
 */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Reads and parses a JSON file of this package; `path` is relative to the package's root. The caller checks its shape. */
export function readPackageJson(path: string): unknown {
  return JSON.parse(readFileSync(join(packageRoot, path), 'utf8'));
}

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('The package is incomplete: no package.json above its code. Install it again.');
  return findRoot(above);
}
