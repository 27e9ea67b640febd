import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { readPackageJson } from '../contracts/package-root.js';
import type { Results } from '../contracts/results.js';
import { CannotJudge } from './exit.js';

let validator: ValidateFunction<Results> | undefined;

/** Reads a results document and checks it against its schema; whatever is wrong with it ends the command. */
export function readResults(path: string): Results {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8'));
  } catch (error) {
    throw new CannotJudge(`${path} cannot be read: ${error instanceof Error ? error.message : error}`, [
      'Write a results document with: vai-conformance --target URL --report json=FILE',
    ]);
  }
  validator ??= new Ajv2020({ strict: true, allowUnionTypes: true }).compile<Results>(
    Object(readPackageJson('contracts/results.schema.json')),
  );
  if (validator(value)) return value;
  const [first] = validator.errors ?? [];
  throw new CannotJudge(
    `${path} is not a results document: ${first ? complaint(first) : 'it does not keep the schema'}.`,
    ['Its form is contracts/results.schema.json; --report json=FILE writes one.'],
  );
}

function complaint({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  const where = instancePath === '' ? 'the document' : instancePath;
  const which = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : '';
  return `${where} ${message}${which}`;
}
