import type { Catalogue, Chapter, Level, Requirement } from './catalogue.js';
import { readPackageJson } from './package-root.js';

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];

/** Catalogue data that is not what it should be; says in which file and row. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
}

/**
 * Loads the catalogue of the dialect in `contracts/<folder>/requirements`: `chapters.json` gives the order of the areas, and one
 * file an area holds its rows. Throws `CatalogueError` where a row is not whole, or an id comes twice.
 */
export function loadCatalogue(folder: string): Catalogue {
  const base = `contracts/${folder}/requirements`;
  const areas = readPackageJson(`${base}/chapters.json`);
  if (!Array.isArray(areas) || !areas.every((area) => typeof area === 'string')) {
    throw new CatalogueError(`${base}/chapters.json: expected a list of areas.`);
  }
  const chapters = areas.map((area) => chapterOf(`${base}/${area.toLowerCase()}.json`, area));
  const requirements = chapters.flatMap((chapter) => chapter.requirements);
  const byId = new Map<string, Requirement>();
  for (const row of requirements) {
    if (byId.has(row.id)) throw new CatalogueError(`${base}: ${row.id} stands twice.`);
    byId.set(row.id, row);
  }
  return { chapters, requirements, find: (id) => byId.get(id) };
}

function chapterOf(file: string, area: string): Chapter {
  const data = readPackageJson(file);
  if (!isFields(data) || data.area !== area || typeof data.title !== 'string' || !Array.isArray(data.requirements)) {
    throw new CatalogueError(`${file}: expected { "area": "${area}", "title": …, "requirements": […] }.`);
  }
  return {
    area,
    title: data.title,
    requirements: data.requirements.map((row, index) => rowOf(row, `${file}, row ${index + 1}`)),
  };
}

function rowOf(row: unknown, where: string): Requirement {
  const fail = (what: string) => new CatalogueError(`${where}: ${what}.`);
  if (!isFields(row)) throw fail('expected an object');
  const text = (name: string): string => {
    const value = row[name];
    if (typeof value !== 'string' || value === '') throw fail(`"${name}" is ${JSON.stringify(value)}, expected text`);
    return value;
  };
  const level = LEVELS.find((each) => each === row.level);
  if (level === undefined) throw fail(`"level" is ${JSON.stringify(row.level)}, expected one of ${LEVELS.join(', ')}`);
  const binds = row.binds;
  if (binds !== 'gateway' && binds !== 'sdk')
    throw fail(`"binds" is ${JSON.stringify(binds)}, expected gateway or sdk`);
  const { capability, deviations, offline } = row;
  if (capability !== null && typeof capability !== 'string') throw fail('"capability" is neither text nor null');
  if (typeof offline !== 'boolean') throw fail('"offline" is not a boolean');
  if (!Array.isArray(deviations)) throw fail('"deviations" is no list');
  return {
    id: text('id'),
    level,
    binds,
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
