import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readPackageJson } from '../../contracts/package-root.js';
import { isObject } from './conversation.js';
import { ScenarioError } from './library.js';

/** Checks a scenario against the schema; `ScenarioError` says whose it is (`where`) and what breaks the schema. */
export function checkScenario(scenario: unknown, where: string): void {
  compiled ??= compile();
  if (compiled(scenario)) return;
  const [fault] = compiled.errors ?? [];
  throw new ScenarioError(
    `${where} breaks the scenario schema at "${fault?.instancePath || '/'}": ${fault?.message ?? 'unknown'}`,
  );
}

/** Checks every scenario of a folder; throws for the first that is none. */
export function checkScenarios(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const path = join(folder, name);
    let scenario: unknown;
    try {
      scenario = JSON.parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new ScenarioError(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    checkScenario(scenario, path);
  }
}

let compiled: ValidateFunction | undefined;

function compile(): ValidateFunction {
  const schema = readPackageJson('fixtures/vai/scenario.schema.json');
  if (!isObject(schema))
    throw new ScenarioError('The package is incomplete: its scenario schema is no object. Install it again.');
  return new Ajv2020({ allErrors: false, strict: false }).compile(schema);
}
