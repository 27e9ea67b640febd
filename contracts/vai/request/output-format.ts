import { checkMembers } from './members.js';
import { isBlank, isObject, type Json, type Refuse } from './refuse.js';
import { checkSchemaNode, subschemas } from './schema-node.js';
import { shape } from './shapes.js';

const TYPES: readonly unknown[] = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

export function checkOutputFormat(format: Json, path: string, refuse: Refuse): void {
  checkMembers(format, { refuse, shape: shape('output-format'), path, rule: 'output_format' });
  const { type, json_schema: schema } = format;
  if (type !== 'json_schema')
    refuse('output_format.type.unknown', `${path}.type`, `${path}.type has to be json_schema`);
  const here = `${path}.json_schema`;
  if (schema === undefined)
    refuse('output_format.json_schema.missing', here, `${here} is missing: expected a JSON Schema`);
  if (!isObject(schema)) return;
  checkSchemaNode(schema, here, refuse, 'output_format.schema');
  checkOutputNode(schema, here, refuse);
}

/** What a model is asked to fill in has to say what it is: a known type, items for arrays, required names that exist. */
function checkOutputNode(node: Json, path: string, refuse: Refuse): void {
  if (!TYPES.includes(node.type))
    refuse('output_format.schema.type.unknown', `${path}.type`, `${path}.type has to be one of ${TYPES.join(', ')}`);
  if (node.type === 'array' && !isObject(node.items)) {
    refuse(
      'output_format.schema.items.missing',
      `${path}.items`,
      `${path}.items is missing: an array schema says what its items are`,
    );
  }
  for (const [name, each] of subschemas(node)) {
    if (isObject(each)) checkOutputNode(each, `${path}.${name}`, refuse);
  }
  if (Array.isArray(node.required)) checkRequired(node.required, node.properties, `${path}.required`, refuse);
}

function checkRequired(required: readonly unknown[], properties: unknown, path: string, refuse: Refuse): void {
  required.forEach((name, index) => {
    const here = `${path}[${index}]`;
    if (isBlank(name))
      refuse('output_format.schema.required.blank', here, `${here} is blank: expected the name of a property`);
    else if (!isObject(properties) || !Object.hasOwn(properties, String(name))) {
      refuse('output_format.schema.required.unknown', here, `${here} names a property that the schema does not have`);
    }
  });
}
