/** A JSON Schema of this package, as far as this reads it. */
interface Schema {
  readonly [key: string]: unknown;
}

/** Where and how a value does not have its shape. */
export interface Misfit {
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** Checks a value against one shape; gives nothing where it fits. */
export type ShapeCheck = (value: unknown) => Misfit | undefined;

export interface ShapeOptions {
  /** Reads a schema by its file name. */
  readonly read: (file: string) => unknown;
  /** Members of this name may be `null`, and so may their elements: other rules speak of that. */
  readonly nullable?: string;
}

/** Values nest deeper only in bodies made to break a reader. */
const DEPTH = 64;

type Check = (value: unknown, depth: number) => Misfit | undefined;

/**
 * Makes checks of what a subject emits from the package's JSON Schemas: types, members that must be there, constants, closed
 * sets, bounds. Sets marked `x-open` take any text, unions so marked any `type`; unknown members always pass; `x-emit` holds what
 * is stricter in this direction. Much cheaper than a full validator, so that it can be asked of every event.
 */
export function shapeReader(options: ShapeOptions): (ref: string) => ShapeCheck {
  const compiled = new Map<string, Check>();
  const reader = new Reader(options, compiled);
  return (ref) => {
    const check = reader.reference(ref, '');
    return (value) => check(value, 0);
  };
}

class Reader {
  readonly #options: ShapeOptions;
  readonly #compiled: Map<string, Check>;
  readonly #files = new Map<string, Schema>();

  constructor(options: ShapeOptions, compiled: Map<string, Check>) {
    this.#options = options;
    this.#compiled = compiled;
  }

  /** The check for `file.schema.json#/$defs/name`; `base` is the file that refers. */
  reference(ref: string, base: string): Check {
    const [file = '', pointer = ''] = ref.split('#');
    const name = file === '' ? base : file;
    const key = `${name}#${pointer}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    // Schemas refer to themselves: what is being made is reached through the table.
    this.#compiled.set(key, (value, depth) => this.#compiled.get(key)?.(value, depth));
    const made = this.#check(this.#at(name, pointer), name);
    this.#compiled.set(key, made);
    return made;
  }

  #at(file: string, pointer: string): Schema {
    let found: unknown = this.#file(file);
    for (const part of pointer.split('/').filter((each) => each !== ''))
      found = isSchema(found) ? found[part] : undefined;
    if (!isSchema(found)) throw new Error(`There is no schema at ${file}#${pointer}.`);
    return found;
  }

  #file(name: string): Schema {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const schema = this.#options.read(name);
    if (!isSchema(schema)) throw new Error(`${name} holds no schema.`);
    this.#files.set(name, schema);
    return schema;
  }

  #check(given: Schema, file: string): Check {
    const schema: Schema = isSchema(given['x-emit']) ? { ...given, ...given['x-emit'] } : given;
    if (typeof schema.$ref === 'string') return this.reference(schema.$ref, file);
    if (Array.isArray(schema.oneOf)) return this.#union(schema.oneOf, schema['x-open'] === true, file);
    if (Array.isArray(schema.anyOf))
      return firstFit(schema.anyOf.filter(isSchema).map((each) => this.#check(each, file)));
    const checks = [typeCheck(schema), valueCheck(schema), this.#members(schema, file), this.#elements(schema, file)];
    return all(checks.filter((check) => check !== undefined));
  }

  #union(branches: readonly unknown[], open: boolean, file: string): Check {
    const byType = new Map<unknown, Check>();
    for (const branch of branches) {
      if (!isSchema(branch) || typeof branch.$ref !== 'string') continue;
      byType.set(this.#typeOf(branch.$ref, file), this.reference(branch.$ref, file));
    }
    return (value, depth) => {
      if (!isSchema(value)) return misfit('', 'an object', value);
      const check = byType.get(value.type);
      if (check !== undefined) return check(value, depth);
      if (typeof value.type !== 'string' || value.type === '') return misfit('type', 'text', value.type);
      return open ? undefined : misfit('type', `one of ${[...byType.keys()].join(', ')}`, value.type);
    };
  }

  /** The constant that a branch gives its `type`. */
  #typeOf(ref: string, base: string): unknown {
    const [file = '', pointer = ''] = ref.split('#');
    const name = file === '' ? base : file;
    const schema = this.#at(name, pointer);
    if (typeof schema.$ref === 'string') return this.#typeOf(schema.$ref, name);
    const type = isSchema(schema.properties) ? schema.properties.type : undefined;
    return isSchema(type) ? type.const : undefined;
  }

  #members(schema: Schema, file: string): Check | undefined {
    const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
    const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
    if (required.length === 0 && properties.length === 0) return undefined;
    const members = properties.map(([name, each]) => ({
      name,
      needed: required.includes(name),
      check: this.#memberCheck(name, isSchema(each) ? each : {}, file),
    }));
    return (value, depth) => {
      if (!isSchema(value) || depth > DEPTH) return undefined;
      for (const { name, needed, check } of members) {
        const member = value[name];
        if (member === undefined) {
          if (needed) return misfit(name, 'to be there', undefined);
          continue;
        }
        const wrong = check(member, depth + 1);
        if (wrong !== undefined) return below(name, wrong);
      }
      return undefined;
    };
  }

  #memberCheck(name: string, schema: Schema, file: string): Check {
    const check = this.#check(schema, file);
    return name === this.#options.nullable
      ? (value, depth) => (value === null ? undefined : check(value, depth))
      : check;
  }

  #elements(schema: Schema, file: string): Check | undefined {
    if (!isSchema(schema.items)) return undefined;
    const check = this.#check(schema.items, file);
    const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
    const holes = this.#options.nullable !== undefined;
    return (value, depth) => {
      if (!Array.isArray(value) || depth > DEPTH) return undefined;
      if (value.length < least) return misfit('', `at least ${least} element`, value);
      for (let i = 0; i < value.length; i += 1) {
        if (value[i] === null && holes) continue;
        const wrong = check(value[i], depth + 1);
        if (wrong !== undefined) return below(`[${i}]`, wrong);
      }
      return undefined;
    };
  }
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  object: isSchema,
  array: Array.isArray,
  null: (value) => value === null,
};

function typeCheck(schema: Schema): Check | undefined {
  const { type } = schema;
  const names = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === 'string');
  const tests = names.flatMap((name) => TYPES[name] ?? []);
  if (tests.length === 0) return undefined;
  const [only] = tests;
  const expected = names.join(' or ');
  if (tests.length === 1 && only !== undefined) {
    return (value) => (only(value) ? undefined : misfit('', expected, value));
  }
  return (value) => (tests.some((test) => test(value)) ? undefined : misfit('', expected, value));
}

function valueCheck(schema: Schema): Check | undefined {
  const checks: Check[] = [];
  const { minimum, minLength } = schema;
  if ('const' in schema)
    checks.push((value) => (value === schema.const ? undefined : misfit('', JSON.stringify(schema.const), value)));
  if (Array.isArray(schema.enum)) {
    const values: readonly unknown[] = schema.enum;
    if (schema['x-open'] === true)
      checks.push((value) => (typeof value === 'string' ? undefined : misfit('', 'text', value)));
    else
      checks.push((value) => (values.includes(value) ? undefined : misfit('', `one of ${values.join(', ')}`, value)));
  }
  if (typeof minimum === 'number') {
    checks.push((value) =>
      typeof value !== 'number' || value >= minimum ? undefined : misfit('', `at least ${minimum}`, value),
    );
  }
  if (typeof minLength === 'number') {
    checks.push((value) =>
      typeof value !== 'string' || value.length >= minLength ? undefined : misfit('', 'text that is not empty', value),
    );
  }
  return checks.length === 0 ? undefined : all(checks);
}

function all(checks: readonly Check[]): Check {
  const [first, second] = checks;
  if (first === undefined) return () => undefined;
  if (second === undefined) return first;
  if (checks.length === 2) return (value, depth) => first(value, depth) ?? second(value, depth);
  return (value, depth) => {
    for (const check of checks) {
      const wrong = check(value, depth);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

function below(name: string, wrong: Misfit): Misfit {
  const joint = wrong.path === '' || wrong.path.startsWith('[') ? '' : '.';
  return { ...wrong, path: `${name}${joint}${wrong.path}` };
}

function misfit(path: string, expected: string, value: unknown): Misfit {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return { path, expected, actual: text.length > 80 ? `${text.slice(0, 77)}...` : text };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fits where one of the alternatives does; else it is said how the first one does not. */
function firstFit(alternatives: readonly Check[]): Check {
  return (value, depth) => {
    const misfits = alternatives.map((check) => check(value, depth));
    return misfits.includes(undefined) ? undefined : misfits[0];
  };
}
