import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { Mutation } from '../mock-gateway/engine/mutation.js';

/** A gateway that is broken on purpose, in one way: the test of the requirement that states the broken rule. */
export interface Mutant {
  /** Kebab-case, named after its lie: `accepts-unknown-role`. Unique within a dialect. */
  readonly id: string;
  /** What it does wrong, in one sentence. */
  readonly lie: string;
  /** Id of the requirement that has to fail. */
  readonly kills: string;
  /** Where the lie was met in the wild: the id of a defect or of a known deviation. */
  readonly source?: string;
  readonly mutation: Mutation;
}

/** What a chapter's table may give for one mutant besides its requirement, name, lie and mutation. */
export type MutantExtras = Pick<Mutant, 'source'>;

/** One line of a chapter's table: number of the requirement, name of the mutant, lie, mutation, and the rest if any. */
export type MutantRow = readonly [number: string, id: string, lie: string, mutation: Mutation, extras?: MutantExtras];

/** Turns a chapter's table into mutants; `area` is what all ids of the chapter begin with. */
export function mutantsOf(area: string, rows: readonly MutantRow[]): readonly Mutant[] {
  return rows.map(([number, id, lie, mutation, extras]) => ({
    id,
    lie,
    kills: `${area}-${number}`,
    mutation,
    ...extras,
  }));
}

/** Names of the dialects that have mutants: each folder beside this file that has an index is one. */
export async function mutantDialects(): Promise<readonly string[]> {
  const entries = await readdir(new URL('.', import.meta.url), { withFileTypes: true });
  // Run from source the files end in .ts, run from the package in .js; the neighbours end in the same.
  const index = import.meta.url.endsWith('.ts') ? 'index.ts' : 'index.js';
  const has = (name: string) => existsSync(new URL(`./${name}/${index}`, import.meta.url));
  return entries.filter((entry) => entry.isDirectory() && has(entry.name)).map((entry) => entry.name);
}

/** The mutants of a dialect, in the order of its chapters. Throws where there is no such folder. */
export async function loadMutants(dialect: string): Promise<readonly Mutant[]> {
  const dialects = await mutantDialects();
  if (!dialects.includes(dialect)) {
    throw new Error(`no mutants for the dialect "${dialect}": there are mutants for ${dialects.join(', ')}`);
  }
  // Run from source the file ends in .ts, run from the package in .js; the neighbour ends in the same.
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const room: { readonly mutants?: readonly Mutant[] } = await import(
    new URL(`./${dialect}/index.${suffix}`, import.meta.url).href
  );
  if (room.mutants === undefined) throw new Error(`mutants/${dialect}/index exports no "mutants"`);
  return room.mutants;
}
