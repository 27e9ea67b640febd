import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../contracts/package-root.js';
import type { ScenarioShelf } from '../scenarios.js';
import type { Scenario } from './scenario.js';

/** The folder with the scenarios that ship. */
export const SHIPPED_SCENARIOS: string = join(packageRoot, 'fixtures', 'vai', 'scenarios');

/** What the model says where neither request nor gateway names a scenario. */
const DEFAULT_SCENARIO = 'hello';

/** A scenario that does not exist or cannot be read. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** Scenarios by name, each read when it is first asked for. Own folders come before the one that ships. */
export class ScenarioLibrary implements ScenarioShelf {
  readonly #folders: readonly string[];
  readonly #read = new Map<string, Scenario>();
  readonly #added = new Set<string>();
  #chosen = DEFAULT_SCENARIO;

  /** @param folder further scenarios; they must have been checked against the schema. */
  constructor(folder: string | undefined) {
    this.#folders = folder === undefined ? [SHIPPED_SCENARIOS] : [folder, SHIPPED_SCENARIOS];
  }

  /** Name of the scenario for requests that name none. */
  get chosen(): string {
    return this.#chosen;
  }

  add(name: string, scenario: unknown): void {
    if (!isScenario(scenario)) throw new ScenarioError(`scenario "${name}" has no purpose or no model.turns`);
    this.#added.add(name);
    this.#read.set(name, scenario);
  }

  choose(name: string | undefined): void {
    if (name !== undefined) this.get(name);
    this.#chosen = name ?? DEFAULT_SCENARIO;
  }

  /** Throws `ScenarioError` where there is none of this name. */
  get(name: string): Scenario {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const scenario = this.#load(name);
    this.#read.set(name, scenario);
    return scenario;
  }

  names(): readonly string[] {
    const names = this.#folders.flatMap((folder) => readdirSync(folder));
    const inFolders = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
    return [...new Set([...this.#added, ...inFolders])].sort();
  }

  #load(name: string): Scenario {
    const file = this.#folders.map((folder) => join(folder, `${name}.json`)).find((path) => existsSync(path));
    if (file === undefined || !/^[A-Za-z0-9_-]+$/.test(name)) {
      throw new ScenarioError(`there is no scenario "${name}"; there are ${this.names().join(', ')}`);
    }
    const scenario: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isScenario(scenario)) throw new ScenarioError(`${file} is no scenario: it has no purpose or no model.turns`);
    return scenario;
  }
}

/** What the rest relies on; the whole shape is checked by the schema, in tests and where a folder is given. */
function isScenario(value: unknown): value is Scenario {
  if (typeof value !== 'object' || value === null || !('purpose' in value) || !('model' in value)) return false;
  const { model } = value;
  return (
    typeof model === 'object' &&
    model !== null &&
    'turns' in model &&
    Array.isArray(model.turns) &&
    model.turns.length > 0
  );
}
