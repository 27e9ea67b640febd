import { readPackageJson } from '../../package-root.js';
import { isObject, type Json } from './refuse.js';

export type MemberKind = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'strings' | 'array' | 'any';

export interface Member {
  readonly kind: MemberKind;
  /** Bounds of an integer, inclusive. */
  readonly least?: number;
  readonly most?: number;
  /** The values that the schema allows, where it lists them. */
  readonly values?: readonly unknown[];
  /** What the member's own members must be, where the same schema file says so. */
  readonly shape?: Shape;
}

/** The members that an object may have, as its schema says. */
export interface Shape {
  readonly members: ReadonlyMap<string, Member>;
  /** Unknown members pass. */
  readonly free: boolean;
  /** `object`: all faults in it are named by the object; `object-for-types`: those of type are; else by their own path. */
  readonly faultAt: 'member' | 'object' | 'object-for-types';
}

const files = new Map<string, Json>();
const shapes = new Map<string, Shape>();

/** The shape that a schema of this dialect gives an object: `message`, or `tool#function` for one of its definitions. */
export function shape(name: string): Shape {
  const known = shapes.get(name);
  if (known !== undefined) return known;
  const [file = '', definition] = name.split('#');
  const root = schemaFile(file);
  const made = shapeOf(definition === undefined ? root : resolve(root, `#/$defs/${definition}`), root);
  shapes.set(name, made);
  return made;
}

/** The names of the definitions that a union's branches point to: the `type`s that it knows. */
export function branches(name: string): readonly string[] {
  const { oneOf } = schemaFile(name);
  if (!Array.isArray(oneOf)) throw new Error(`${name}.schema.json is no union: expected oneOf. Repair the package.`);
  return oneOf.map((branch: unknown) => (isObject(branch) ? String(branch.$ref).replace(/^.*\//, '') : ''));
}

function schemaFile(name: string): Json {
  const known = files.get(name);
  if (known !== undefined) return known;
  const schema = readPackageJson(`contracts/vai/schemas/${name}.schema.json`);
  if (!isObject(schema)) throw new Error(`${name}.schema.json holds no schema. Repair the package.`);
  files.set(name, schema);
  return schema;
}

function shapeOf(schema: Json, root: Json): Shape {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const faultAt = schema['x-fault-at'];
  return {
    members: new Map(Object.entries(properties).map(([key, each]) => [key, memberOf(each, root)])),
    free: schema['x-free'] === true,
    faultAt: faultAt === 'object' || faultAt === 'object-for-types' ? faultAt : 'member',
  };
}

function memberOf(given: unknown, root: Json): Member {
  if (!isObject(given)) return { kind: 'any' };
  const reference = typeof given.$ref === 'string' ? given.$ref : undefined;
  const foreign = reference !== undefined && !reference.startsWith('#/');
  const schema = reference === undefined ? given : resolve(root, reference);
  const kind = kindOfSchema(schema);
  const named = kind === 'object' && !foreign && isObject(schema.properties) && schema['x-free'] !== true;
  return {
    kind: kind === 'strings' && schema['x-fault-at'] === 'object' ? 'array' : kind,
    ...(typeof schema.minimum === 'number' ? { least: schema.minimum } : {}),
    ...(typeof schema.maximum === 'number' ? { most: schema.maximum } : {}),
    ...(Array.isArray(schema.enum) ? { values: schema.enum } : {}),
    ...(named ? { shape: shapeOf(schema, root) } : {}),
  };
}

function kindOfSchema(schema: Json): MemberKind {
  const { type, items } = schema;
  if (Array.isArray(schema.oneOf)) return 'object';
  if (type === 'array') return isObject(items) && items.type === 'string' ? 'strings' : 'array';
  if (type === 'string' || type === 'integer' || type === 'number' || type === 'boolean' || type === 'object')
    return type;
  const [first] = Array.isArray(schema.enum) ? schema.enum : [schema.const];
  return typeof first === 'string' ? 'string' : 'any';
}

/** Follows a reference into the same file, or to another file's root. */
function resolve(root: Json, reference: string): Json {
  const [file = '', pointer = ''] = reference.split('#');
  let found: unknown = file === '' ? root : schemaFile(file.replace(/\.schema\.json$/, ''));
  for (const key of pointer.split('/').filter((each) => each !== '')) found = isObject(found) ? found[key] : undefined;
  if (!isObject(found)) throw new Error(`A schema refers to ${reference}, which is not there. Repair the package.`);
  return found;
}
