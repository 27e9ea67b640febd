import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../contracts/package-root.js';

/** Which rooms a room may import from, itself aside. Imports run down the list of the house, never up. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  fixtures: ['contracts'],
  pacts: ['contracts', 'fixtures'],
  'mock-gateway': ['contracts', 'fixtures'],
  // The SDK suites play a gateway and keep recordings; whoever judges a gateway knows only the contract.
  'suites/sdk': ['contracts', 'fixtures', 'mock-gateway', 'suites'],
  suites: ['contracts'],
  reports: ['contracts'],
  mutants: ['contracts', 'fixtures', 'mock-gateway'],
};

describe('imports run down the rooms, never up', () => {
  for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
    test(`${room} imports from ${allowed.join(', ') || 'no other room'}`, () => {
      const inside = files(join(packageRoot, room)).filter((file) => roomOf(file) === room);
      const strays = inside.flatMap((file) =>
        importedRooms(file)
          .filter((target) => target !== room && !allowed.includes(target))
          .map((target) => `${relative(packageRoot, file)} imports ${target}`),
      );
      expect(strays).toEqual([]);
    });
  }

  test('no file is named after nothing in particular', () => {
    const vague = Object.keys(MAY_IMPORT)
      .flatMap((room) => files(join(packageRoot, room)))
      .filter((file) => /(^|[-/])(utils?|helpers?|misc|common)\.ts$/.test(file));
    expect(vague).toEqual([]);
  });
});

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importedRooms(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)]
    .map((match) => roomOf(resolve(dirname(file), match[1] ?? '')))
    .filter((room) => room !== '' && room !== '..');
}

/** The innermost room that a file of this package is in. */
function roomOf(file: string): string {
  const path = relative(packageRoot, file).split(sep);
  const two = path.slice(0, 2).join('/');
  return two in MAY_IMPORT ? two : (path[0] ?? '');
}
