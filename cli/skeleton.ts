import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packageRoot, readPackageJson } from '../contracts/package-root.js';
import { CannotJudge, nearest } from './exit.js';
import { manifest } from './manifest.js';

/** How the skeleton of one language is built and started; `{{dir}}` in the commands stands for its folder. */
export interface Language {
  readonly name: string;
  /** Step of a workflow that installs the toolchain; null where runners have it. */
  readonly setup: { readonly uses: string; readonly with: Readonly<Record<string, string>> } | null;
  /** Null where nothing is built. */
  readonly build: string | null;
  readonly start: string;
}

/** A file that is to be written. */
export interface NewFile {
  /** As the user will see it. */
  readonly path: string;
  readonly text: string;
}

/** The languages that this dialect has skeletons for. */
export function languages(dialect: string): readonly Language[] {
  const folder = folderOf(dialect);
  if (!existsSync(folder)) throw new CannotJudge(`There are no adapter skeletons for the dialect '${dialect}'.`);
  const table = new Map(Object.entries(Object(readPackageJson(`${relative(packageRoot, folder)}/languages.json`))));
  return [...table].map(([name, row]) => {
    if (!isRow(row)) throw new Error(`languages.json is damaged at ${name}. Install the package again.`);
    return { name, ...row };
  });
}

/** The language of this name; throws `CannotJudge` with those that there are. */
export function languageOf(dialect: string, name: string): Language {
  const all = languages(dialect);
  const found = all.find((one) => one.name === name.toLowerCase());
  if (found) return found;
  const names = all.map((one) => one.name);
  const near = nearest(name, names);
  throw new CannotJudge(`There is no adapter skeleton for '${name}'.`, [
    near ? `Did you mean '${near}'?` : `There are skeletons for ${names.join(', ')}.`,
    'Any language will do: docs/adapter-protocol.md says what an adapter reads and writes.',
  ]);
}

/** The same language, its commands for a skeleton in this folder. */
export function placed(language: Language, dir: string): Language {
  const into = (command: string) => command.replaceAll('{{dir}}', shellWord(dir));
  return { ...language, build: language.build === null ? null : into(language.build), start: into(language.start) };
}

/** The files of a skeleton, for this folder. */
export function skeleton(dialect: string, language: Language, dir: string): readonly NewFile[] {
  const from = join(folderOf(dialect), language.name);
  const { build, start } = placed(language, dir);
  const words = {
    '{{tool}}': manifest().name,
    '{{build}}': build === null ? '' : `${build}\n`,
    '{{start}}': start,
  };
  return readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((source) => {
      const raw = readFileSync(source, 'utf8');
      const text = source.endsWith('.md')
        ? Object.entries(words).reduce((all, [mark, word]) => all.replaceAll(mark, () => word), raw)
        : raw;
      // npm packs no file of the name .gitignore.
      return { path: join(dir, relative(from, source)).replace(/(^|[\\/])gitignore$/, '$1.gitignore'), text };
    });
}

/** Writes all of them or, where one exists and is not to be replaced, none. */
export function writeNew(files: readonly NewFile[], force: boolean): void {
  const there = files.map((file) => file.path).filter(existsSync);
  if (there.length > 0 && !force) {
    throw new CannotJudge(`${there.join(', ')} ${there.length === 1 ? 'exists' : 'exist'}; nothing was written.`, [
      'Replace what is there with: --force',
    ]);
  }
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** A word of a command line as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function folderOf(dialect: string): string {
  return join(packageRoot, 'cli/templates', dialect);
}

function isRow(value: unknown): value is Omit<Language, 'name'> {
  if (typeof value !== 'object' || value === null) return false;
  const { setup, build, start } = Object(value);
  return typeof start === 'string' && (build === null || typeof build === 'string') && typeof setup === 'object';
}
