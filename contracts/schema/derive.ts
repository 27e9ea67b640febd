/** A JSON Schema, or a part of one, as it was parsed. */
export type SchemaJson = { [keyword: string]: unknown };

/**
 * `accept`: what a server has to take from its clients; objects hold known members only, unions known branches only, and a
 * `null` in place of an optional member means absence. `emit`: what a server has to send, and a client to put up with; unknown
 * members, branches and values pass. `expect`: what a client may count on in a part of an answer; no member has to be there, and
 * one that the schema does not name is no server's duty.
 */
export type Variant = 'accept' | 'emit' | 'expect';

/**
 * Derives a variant from the one source. The source is JSON Schema 2020-12 with annotations: `x-open` (an `enum` or a `oneOf`
 * that names what is known today), `x-free` (an object that may hold any members), `x-no-null` (its members are never `null`),
 * `x-accept` and `x-emit` (keywords that count in one variant only). The annotations themselves do not reach the result. A
 * `oneOf` is a union by `type`: its branches are references whose last word is the `type` they are for.
 */
export function derive(source: unknown, variant: Variant): unknown {
  if (Array.isArray(source)) return source.map((each) => derive(each, variant));
  if (!isSchema(source)) return source;
  const result: SchemaJson = {};
  for (const [keyword, value] of Object.entries(source)) {
    if (!keyword.startsWith('x-')) result[keyword] = deriveKeyword(keyword, value, variant);
  }
  const open = source['x-open'] === true && variant !== 'accept';
  if (open && Array.isArray(result.enum)) {
    delete result.enum;
    result.type = 'string';
  }
  if (Array.isArray(result.oneOf)) replaceUnion(result, result.oneOf, open);
  if (variant === 'accept') close(result, source);
  const own = source[`x-${variant === 'accept' ? 'accept' : 'emit'}`];
  const whole = isSchema(own) ? { ...result, ...own } : result;
  return variant === 'expect' ? partOf(whole, source) : whole;
}

/** Keywords whose value maps names to schemas. */
const MAPS: ReadonlySet<string> = new Set(['properties', '$defs']);
/** Keywords whose value is a schema, or a list of them. */
const SCHEMAS: ReadonlySet<string> = new Set([
  'items',
  'additionalProperties',
  'if',
  'then',
  'else',
  'not',
  'allOf',
  'anyOf',
  'oneOf',
]);

function deriveKeyword(keyword: string, value: unknown, variant: Variant): unknown {
  if (SCHEMAS.has(keyword)) return derive(value, variant);
  if (!MAPS.has(keyword) || !isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, derive(each, variant)]));
}

/** Conditions by `type` instead of `oneOf`: errors then speak of the branch that was meant, and an open union is easy. */
function replaceUnion(schema: SchemaJson, branches: readonly unknown[], open: boolean): void {
  const known = branches.map((branch) => {
    const reference = isSchema(branch) && typeof branch.$ref === 'string' ? branch.$ref : '';
    return { reference, type: reference.slice(reference.lastIndexOf('/') + 1) };
  });
  delete schema.oneOf;
  schema.type = 'object';
  schema.required = ['type'];
  schema.properties = { type: open ? { type: 'string', minLength: 1 } : { enum: known.map(({ type }) => type) } };
  schema.allOf = known.map(({ reference, type }) => ({
    if: { required: ['type'], properties: { type: { const: type } } },
    then: { $ref: reference },
  }));
}

/** The same, of a part of the object: members may be missing, but none may be made up. */
function partOf(schema: SchemaJson, source: SchemaJson): SchemaJson {
  const { required: _required, ...part } = schema;
  const isNamed = source.type === 'object' && isSchema(source.properties) && source['x-free'] !== true;
  return isNamed ? { ...part, additionalProperties: false } : part;
}

function close(schema: SchemaJson, source: SchemaJson): void {
  if (source.type !== 'object' || !isSchema(schema.properties)) return;
  if (source['x-free'] !== true) schema.additionalProperties = false;
  if (source['x-no-null'] === true) return;
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  schema.properties = Object.fromEntries(
    Object.entries(schema.properties).map(([name, each]) => [name, required.includes(name) ? each : orNull(each)]),
  );
}

function orNull(schema: unknown): unknown {
  if (!isSchema(schema) || schema.type === 'null') return schema;
  return { if: { type: 'null' }, else: schema };
}

function isSchema(value: unknown): value is SchemaJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
