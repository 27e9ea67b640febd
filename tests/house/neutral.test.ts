import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../contracts/package-root.js';

const ROOMS = [
  'contracts',
  'fixtures',
  'pacts',
  'mock-gateway',
  'suites',
  'reports',
  'cli',
  'mutants',
  'bench',
  'scripts',
];
/** What only a dialect may say: its name, its routes, its headers, its events, its providers. */
const DIALECT_WORDS =
  /\bvai\b|x-vai|\/v1\/|\bmessage_(start|stop|delta)\b|\bcontent_block|\brun_(start|complete)\b|\bstep_(start|complete)\b|anthropic|x-provider-key/i;

const dialects = readdirSync(join(packageRoot, 'contracts'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .filter((name) => readdirSync(join(packageRoot, 'contracts', name)).includes('dialect.ts'));

describe('outside the dialect folders nothing names a dialect', () => {
  test('there is at least one dialect to be neutral about', () => {
    expect(dialects).toContain('vai');
  });

  for (const room of ROOMS) {
    test(room, () => {
      const offences = sourceFiles(join(packageRoot, room)).flatMap((file) =>
        readFileSync(file, 'utf8')
          .split('\n')
          .map((line, index) => ({ where: `${file.slice(packageRoot.length + 1)}:${index + 1}`, line: line.trim() }))
          // The tool's own name holds the name of its first dialect, in its commands as in its package.
          .filter(({ line }) => DIALECT_WORDS.test(line.replaceAll('vai-conformance', ''))),
      );
      expect(offences).toEqual([]);
    });
  }
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return dialects.includes(entry.name) ? [] : sourceFiles(join(folder, entry.name));
    return /\.(ts|mjs|js)$/.test(entry.name) ? [join(folder, entry.name)] : [];
  });
}
