import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readPackageJson } from '../../contracts/package-root.js';
import { isObject } from './conversation.js';
import { ScenarioError } from './library.js';

/**
 * Checks every scenario of a folder against the schema; `ScenarioError` tells the first that breaks it, and where. Loaded
 * only for folders of the user, as it brings a schema compiler: what ships is checked by the tests.
 */
export function checkScenarios(folder: string): void {
  const schema = readPackageJson('fixtures/vai/scenario.schema.json');
  if (!isObject(schema))
    throw new ScenarioError('The package is incomplete: its scenario schema is no object. Install it again.');
  const validate = new Ajv2020({ allErrors: false, strict: false }).compile(schema);
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const path = join(folder, name);
    let scenario: unknown;
    try {
      scenario = JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new ScenarioError(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (validate(scenario)) continue;
    const [fault] = validate.errors ?? [];
    throw new ScenarioError(
      `${path} breaks the scenario schema at "${fault?.instancePath || '/'}": ${fault?.message ?? 'unknown'}`,
    );
  }
}
