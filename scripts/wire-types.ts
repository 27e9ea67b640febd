import { compile, type JSONSchema } from 'json-schema-to-typescript';
import type { SchemaJson } from '../contracts/schema/derive.js';

/** A schema file of a dialect: its name without the ending, and what it holds. */
export interface SchemaFile {
  readonly name: string;
  readonly schema: unknown;
}

const BANNER = `/**
 * What crosses the wire, as types. Made by \`npm run docs\` from the JSON Schemas in \`schemas/\`: change those, not this.
 * Sets that the wire leaves open are open here: a union \`X\` also takes members that nobody knows yet, \`KnownX\` holds
 * those that the contract names.
 */`;

/** Writes the types of a dialect's schemas: one for each file, and one for each definition in it. */
export async function wireTypes(files: readonly SchemaFile[]): Promise<string> {
  const names = new Names(files);
  const definitions: Record<string, JSONSchema> = {};
  for (const { name, schema } of files) {
    const { $defs, ...root } = fieldsOf(schema);
    for (const [definition, each] of Object.entries(fieldsOf($defs))) {
      if (!isAlias(each)) add(definitions, names.of(name, definition), fieldsOf(each), name, names);
    }
    if (Object.keys(root).some((keyword) => keyword === 'type' || keyword === 'oneOf' || keyword === '$ref'))
      add(definitions, names.of(name), root, name, names);
  }
  const all = { title: 'Wire', definitions, anyOf: Object.keys(definitions).map(referenceTo) };
  const text = await compile(all, 'Wire', {
    additionalProperties: false,
    bannerComment: BANNER,
    format: true,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
  // The union of everything only made the compiler see each definition.
  return text
    .replace(/\nexport type Wire =[^;]*;\n/, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace(/\n+$/, '\n');
}

/** Adds one definition; an open union becomes two, what is known of it and what else may come. */
function add(to: Record<string, JSONSchema>, name: string, schema: SchemaJson, file: string, names: Names): void {
  const told = translate(schema, file, names);
  if (!Array.isArray(schema.oneOf) || schema['x-open'] !== true) {
    to[name] = { ...told, title: name };
    return;
  }
  to[`Known${name}`] = { ...told, title: `Known${name}` };
  to[name] = {
    title: name,
    anyOf: [
      referenceTo(`Known${name}`),
      { type: 'object', properties: { type: { type: 'string' } }, required: ['type'], additionalProperties: true },
    ],
  };
}

/** A schema of ours in the words of the compiler: references by type name, open sets open. */
function translate(source: SchemaJson, file: string, names: Names): JSONSchema {
  const own = fieldsOf(source['x-emit']);
  const schema = { ...source, ...own };
  if (typeof schema.$ref === 'string') return referenceTo(names.ofReference(schema.$ref, file));
  if (Array.isArray(schema.enum) && schema['x-open'] === true) {
    return { tsType: `${schema.enum.map((each) => JSON.stringify(each)).join(' | ')} | (string & {})` };
  }
  if (schema.type === 'object' && isEmpty(schema.properties) && schema['x-free'] !== true) {
    return { tsType: 'Record<string, never>' };
  }
  const told: JSONSchema = {};
  for (const keyword of ['type', 'const', 'enum', 'required', 'description'] as const) {
    if (schema[keyword] !== undefined) Object.assign(told, { [keyword]: schema[keyword] });
  }
  const inner = (each: unknown) => translate(fieldsOf(each), file, names);
  if (schema.properties !== undefined) {
    told.properties = Object.fromEntries(
      Object.entries(fieldsOf(schema.properties)).map(([name, each]) => [name, inner(each)]),
    );
  }
  if (schema.items !== undefined) told.items = inner(schema.items);
  for (const union of ['oneOf', 'anyOf'] as const) {
    if (Array.isArray(schema[union])) told.anyOf = schema[union].map(inner);
  }
  if (schema['x-free'] === true) told.additionalProperties = true;
  else if (typeof schema.additionalProperties === 'object')
    told.additionalProperties = inner(schema.additionalProperties);
  return told;
}

/** The names of types: `text` in `content-block` is a `TextBlock`, `ping` in `run-event` a `RunPingEvent` if need be. */
class Names {
  readonly #names = new Map<string, string>();
  /** Definitions that are nothing but a reference, and what they refer to. */
  readonly #aliases = new Map<string, string>();

  constructor(files: readonly SchemaFile[]) {
    const taken = new Map<string, string>();
    for (const { name } of files) {
      const root = rootName(name);
      this.#names.set(name, root);
      taken.set(root, '');
    }
    for (const { name, schema } of files) {
      for (const [definition, each] of Object.entries(fieldsOf(fieldsOf(schema).$defs))) {
        const key = `${name}#${definition}`;
        if (isAlias(each)) {
          this.#aliases.set(key, each.$ref);
          continue;
        }
        const words = name.split('-');
        const kind = pascal(words.at(-1) ?? '');
        const short = pascal(definition).endsWith(kind) ? pascal(definition) : `${pascal(definition)}${kind}`;
        const shape = JSON.stringify(each);
        const free = !taken.has(short) || taken.get(short) === shape;
        const chosen = free ? short : `${pascal(words[0] ?? '')}${short}`;
        taken.set(chosen, shape);
        this.#names.set(key, chosen);
      }
    }
  }

  of(file: string, definition?: string): string {
    const key = definition === undefined ? file : `${file}#${definition}`;
    const alias = this.#aliases.get(key);
    if (alias !== undefined) return this.ofReference(alias, file);
    const name = this.#names.get(key);
    if (name === undefined) throw new Error(`There is no schema ${key}.`);
    return name;
  }

  /** The name behind a `$ref` that stands in `file`. */
  ofReference(reference: string, file: string): string {
    const [path = '', pointer = ''] = reference.split('#');
    const target = path === '' ? file : path.replace(/\.schema\.json$/, '');
    return this.of(target, pointer === '' ? undefined : pointer.replace('/$defs/', ''));
  }
}

/** The name of a file's own type. Two of them would hide what browsers and Node call so. */
function rootName(file: string): string {
  const name = pascal(file);
  return name === 'Error' ? 'GatewayError' : name.replace(/(?<!Stream)Event$/, 'StreamEvent');
}

function isAlias(schema: unknown): schema is { readonly $ref: string } {
  const { $ref, ...rest } = fieldsOf(schema);
  return typeof $ref === 'string' && Object.keys(rest).length === 0;
}

function referenceTo(name: string): JSONSchema {
  return { $ref: `#/definitions/${name}` };
}

function pascal(name: string): string {
  return name
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function isEmpty(properties: unknown): boolean {
  return properties !== undefined && Object.keys(fieldsOf(properties)).length === 0;
}

function fieldsOf(value: unknown): SchemaJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
