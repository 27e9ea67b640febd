import { checkMembers } from './members.js';
import { isBlank, isObject, type Json, kindOf, type Refuse } from './refuse.js';
import { checkSchemaNode } from './schema-node.js';
import { branches, type Shape, shape } from './shapes.js';

let knownShapes: ReadonlyMap<string, Shape> | undefined;

/** The shapes of the tools that a request may offer, by type. */
function toolShapes(): ReadonlyMap<string, Shape> {
  knownShapes ??= new Map(branches('tool').map((type) => [type, shape(`tool#${type}`)]));
  return knownShapes;
}

export function checkTools(tools: readonly unknown[], path: string, refuse: Refuse): void {
  tools.forEach((tool, index) => {
    checkTool(tool, `${path}[${index}]`, refuse);
  });
}

function checkTool(tool: unknown, path: string, refuse: Refuse) {
  if (tool === null) return refuse('tool.null', `${path}.type`, `${path} is null: expected a tool with a type`);
  if (!isObject(tool)) return refuse('tool.shape', path, `${path} has to be an object, it is ${kindOf(tool)}`);
  const { type } = tool;
  if (type === undefined || type === null || type === '')
    return refuse('tool.type.missing', `${path}.type`, `${path}.type is missing`);
  if (typeof type !== 'string')
    return refuse('tool.type.type', `${path}.type`, `${path}.type has to be a string, it is ${kindOf(type)}`);
  const known = toolShapes().get(type);
  if (known === undefined)
    return refuse(
      'tool.type.unknown',
      `${path}.type`,
      `${path}.type is none of ${[...toolShapes().keys()].join(', ')}`,
    );
  checkMembers(tool, { refuse, shape: known, path, rule: `tool.${type}` });
  if (type === 'function') checkFunction(tool, path, refuse);
}

function checkFunction(tool: Json, path: string, refuse: Refuse): void {
  if (tool.config === null) delete tool.config;
  else if (tool.config !== undefined)
    refuse('tool.function.config', `${path}.config`, `${path}.config: a function tool has none`);
  for (const key of ['name', 'description'] as const) {
    if (isBlank(tool[key]))
      refuse(`tool.function.${key}.missing`, `${path}.${key}`, `${path}.${key} is missing or blank`);
  }
  const { input_schema: schema } = tool;
  if (schema === undefined)
    refuse(
      'tool.function.input_schema.missing',
      `${path}.input_schema`,
      `${path}.input_schema is missing: expected a JSON Schema`,
    );
  else if (isObject(schema)) checkSchemaNode(schema, `${path}.input_schema`, refuse, 'tool.function.input_schema');
}
