import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Ajv2020 as Ajv, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { packageRoot, readPackageJson } from '../package-root.js';
import { derive, type Variant } from './derive.js';

export type { Variant } from './derive.js';

/** One way in which a value is not what its schema says. */
export interface SchemaFault {
  /** Path of the offending member, `messages[2].content[0].text`; empty for the value itself. */
  readonly path: string;
  /** What is expected there. */
  readonly message: string;
}

const SUFFIX = '.schema.json';

/** The schemas of one folder. Nothing is read or compiled before it is asked for, and then only once. */
export class Schemas {
  readonly #folder: string;
  readonly #engines = new Map<Variant, Ajv>();
  readonly #validators = new Map<string, ValidateFunction>();

  /** @param folder relative to the package's root. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Names of the schemas, without the ending of their files. */
  names(): readonly string[] {
    return readdirSync(join(packageRoot, this.#folder))
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
      .sort();
  }

  /** A schema as its file holds it. */
  source(name: string): unknown {
    return readPackageJson(`${this.#folder}/${name}${SUFFIX}`);
  }

  /** A variant of a schema, ready for any JSON Schema tool; references go to the same variant of the other schemas. */
  derived(name: string, variant: Variant): unknown {
    return derive(this.source(name), variant);
  }

  /**
   * Says what is wrong with a value; nothing, if it fits. `name` is a schema's, or `name#definition` for one of its `$defs`.
   * Stops at the first fault of each value, so the list is short.
   */
  faults(name: string, variant: Variant, value: unknown): readonly SchemaFault[] {
    const validate = this.#validator(name, variant);
    try {
      if (validate(value)) return [];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return [{ path: '', message: 'nests too deeply to be checked' }];
    }
    const errors = validate.errors ?? [];
    return errors.filter(({ keyword }) => keyword !== 'if').map((error) => faultOf(error, value));
  }

  #validator(name: string, variant: Variant): ValidateFunction {
    const key = `${variant} ${name}`;
    const known = this.#validators.get(key);
    if (known !== undefined) return known;
    const [file = '', definition] = name.split('#');
    const reference = `${idOf(this.source(file), file)}${definition === undefined ? '' : `#/$defs/${definition}`}`;
    const validate = this.#engine(variant).getSchema(reference);
    if (validate === undefined) throw new Error(`There is no schema '${name}' in ${this.#folder}.`);
    this.#validators.set(key, validate);
    return validate;
  }

  #engine(variant: Variant): Ajv {
    const known = this.#engines.get(variant);
    if (known !== undefined) return known;
    const { Ajv2020 }: typeof import('ajv/dist/2020.js') = createRequire(import.meta.url)('ajv/dist/2020.js');
    // The schemas are ours and tested; checking them again at each start costs more than all validation after it.
    // Unoptimised code compiles in half the time, and runs few times.
    const engine = new Ajv2020({ validateSchema: false, strict: false, inlineRefs: false, code: { optimize: false } });
    for (const name of this.names()) engine.addSchema(Object(this.derived(name, variant)));
    this.#engines.set(variant, engine);
    return engine;
  }
}

function idOf(schema: unknown, name: string): string {
  if (typeof schema === 'object' && schema !== null && '$id' in schema) return String(schema.$id);
  throw new Error(`${name}${SUFFIX} has no $id. Repair the package.`);
}

function faultOf(error: ErrorObject, value: unknown): SchemaFault {
  const { missingProperty, additionalProperty, allowedValues, allowedValue } = error.params;
  const path = pathOf(error.instancePath, value);
  const inside = (key: unknown) => (path === '' ? String(key) : `${path}.${String(key)}`);
  if (missingProperty !== undefined) return { path: inside(missingProperty), message: 'is missing' };
  if (additionalProperty !== undefined) return { path: inside(additionalProperty), message: 'is not a known member' };
  if (allowedValues !== undefined) return { path, message: `must be one of ${JSON.stringify(allowedValues)}` };
  if (allowedValue !== undefined) return { path, message: `must be ${JSON.stringify(allowedValue)}` };
  return { path, message: error.message ?? error.keyword };
}

/** Rewrites a JSON pointer: indices of arrays in brackets, other keys after dots. */
function pathOf(pointer: string, value: unknown): string {
  let path = '';
  let holder = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(holder)) path += `[${key}]`;
    else path += path === '' ? key : `.${key}`;
    holder = memberOf(holder, key);
  }
  return path;
}

function memberOf(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}
