import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CannotJudge, nearest } from './exit.js';
import { keyOf, OPTIONS, type RawOptions } from './options.js';

const NAMES = ['ts', 'js', 'json'].map((ending) => `vai-conformance.config.${ending}`);

/** Reads the configuration file: the one named, or the one in the working directory, or none. */
export async function fromConfigFile(named: string | undefined, cwd: string): Promise<RawOptions> {
  const path = named === undefined ? NAMES.map((name) => resolve(cwd, name)).find(existsSync) : resolve(cwd, named);
  if (path === undefined) return {};
  if (!existsSync(path)) throw new CannotJudge(`There is no configuration file ${path}.`);
  return checked(await read(path), path);
}

async function read(path: string): Promise<unknown> {
  try {
    if (extname(path) === '.json') return JSON.parse(readFileSync(path, 'utf8'));
    const module: { default?: unknown } = await import(pathToFileURL(path).href);
    return module.default;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const advice = path.endsWith('.ts') ? ['Node before 22.18 does not read TypeScript: name the file .js.'] : [];
    throw new CannotJudge(`The configuration file ${path} cannot be read: ${why}`, advice);
  }
}

function checked(value: unknown, path: string): RawOptions {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CannotJudge(`The configuration file ${path} does not hold an object (a module: export it as default).`);
  }
  const rows = new Map(OPTIONS.map((row) => [keyOf(row), row]));
  const options: Record<string, string | readonly string[] | boolean> = {};
  for (const [key, member] of Object.entries(value)) {
    const row = rows.get(key);
    if (!row) {
      const near = nearest(key, rows.keys());
      throw new CannotJudge(`${path}: '${key}' is no option.`, near ? [`Did you mean '${near}'?`] : []);
    }
    options[key] = row.kind === 'many' ? list(member, key) : plain(member, `${path}: '${key}'`);
  }
  return options;
}

function plain(member: unknown, where: string): string | boolean {
  if (typeof member === 'boolean') return member;
  if (typeof member === 'string' || typeof member === 'number') return String(member);
  throw new CannotJudge(`${where} is neither a text, a number nor a switch.`);
}

/** Lists may also be written as objects, which read well for settings and headers. */
function list(member: unknown, key: string): string[] {
  if (Array.isArray(member)) return member.map(String);
  if (typeof member !== 'object' || member === null) return [String(member)];
  return Object.entries(member).map(([name, value]) => `${name}${key === 'header' ? ': ' : '='}${String(value)}`);
}
