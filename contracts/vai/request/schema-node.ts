import { checkMembers } from './members.js';
import { isObject, type Json, kindOf, type Refuse } from './refuse.js';
import { shape } from './shapes.js';

/** A node of a JSON Schema in a request: the keywords that a gateway reads are of their types, all the way down. */
export function checkSchemaNode(node: Json, path: string, refuse: Refuse, rule: string): void {
  checkMembers(node, { refuse, shape: shape('schema-node'), path, rule });
  for (const [name, each] of subschemas(node)) {
    const here = `${path}.${name}`;
    if (isObject(each)) checkSchemaNode(each, here, refuse, rule);
    else if (name !== 'items')
      refuse(`${rule}.properties.type`, here, `${here} has to be an object, it is ${kindOf(each)}`);
  }
}

/** The nodes below a node, each with its path from there. */
export function subschemas(node: Json): [string, unknown][] {
  const properties = isObject(node.properties) ? Object.entries(node.properties) : [];
  const below = properties.map(([name, each]): [string, unknown] => [`properties.${name}`, each]);
  return node.items === undefined ? below : [...below, ['items', node.items]];
}
