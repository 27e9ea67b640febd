import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue, Chapter, Level, Requirement, Side } from './catalogue.js';
import { packageRoot, readPackageJson } from './package-root.js';

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];

/** Catalogue data that is not what it should be; says in which file and row. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
}

/** Whom chapters bind, and the folder below `requirements/` that holds them. */
const SIDES = { gateway: '', sdk: '/sdk' } as const;

/**
 * Loads the catalogue of the dialect in `contracts/<folder>/requirements` (what binds gateways) and in its subfolder `sdk` (what
 * binds SDKs; a dialect may have none). In each, `chapters.json` gives the order of the areas, and one file an area
 * holds its rows. Throws `CatalogueError` where a row is not whole, stands in the wrong folder, or an id comes twice.
 */
export function loadCatalogue(folder: string): Catalogue {
  const base = `contracts/${folder}/requirements`;
  const chapters = [...chaptersIn(base, 'gateway'), ...(hasSdkSide(base) ? chaptersIn(base, 'sdk') : [])];
  const requirements = chapters.flatMap((chapter) => chapter.requirements);
  const byId = new Map<string, Requirement>();
  for (const row of requirements) {
    if (byId.has(row.id)) throw new CatalogueError(`${base}: ${row.id} stands twice.`);
    byId.set(row.id, row);
  }
  return { chapters, requirements, find: (id) => byId.get(id) };
}

function hasSdkSide(base: string): boolean {
  return existsSync(join(packageRoot, base, SIDES.sdk, 'chapters.json'));
}

function chaptersIn(base: string, binds: Side): Chapter[] {
  const folder = base + SIDES[binds];
  const areas = readPackageJson(`${folder}/chapters.json`);
  if (!Array.isArray(areas) || !areas.every((area) => typeof area === 'string')) {
    throw new CatalogueError(`${folder}/chapters.json: expected a list of areas.`);
  }
  return areas.map((area) => chapterOf(`${folder}/${area.toLowerCase()}.json`, area, binds));
}

function chapterOf(file: string, area: string, side: Side): Chapter {
  const data = readPackageJson(file);
  if (!isFields(data) || data.area !== area || typeof data.title !== 'string' || !Array.isArray(data.requirements)) {
    throw new CatalogueError(`${file}: expected { "area": "${area}", "title": …, "requirements": […] }.`);
  }
  return {
    area,
    binds: side,
    title: data.title,
    requirements: data.requirements.map((row, index) => rowOf(row, side, `${file}, row ${index + 1}`)),
  };
}

function rowOf(row: unknown, side: Side, where: string): Requirement {
  const fail = (what: string) => new CatalogueError(`${where}: ${what}.`);
  if (!isFields(row)) throw fail('expected an object');
  const text = (name: string): string => {
    const value = row[name];
    if (typeof value !== 'string' || value === '') throw fail(`"${name}" is ${JSON.stringify(value)}, expected text`);
    return value;
  };
  const level = LEVELS.find((each) => each === row.level);
  if (level === undefined) throw fail(`"level" is ${JSON.stringify(row.level)}, expected one of ${LEVELS.join(', ')}`);
  if (row.binds !== side) throw fail(`"binds" is ${JSON.stringify(row.binds)}, expected "${side}" in this folder`);
  const { capability, deviations, offline } = row;
  if (capability !== null && typeof capability !== 'string') throw fail('"capability" is neither text nor null');
  if (typeof offline !== 'boolean') throw fail('"offline" is not a boolean');
  if (!Array.isArray(deviations)) throw fail('"deviations" is no list');
  return {
    id: text('id'),
    level,
    binds: side,
    statement: text('statement'),
    source: text('source'),
    capability,
    since: text('since'),
    deviations: deviations.map(String),
    offline,
  };
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
