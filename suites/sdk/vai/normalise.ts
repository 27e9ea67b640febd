import { vaiSchemas } from '../../../contracts/vai/schemas.js';

/** What of a schema decides how values are compared. */
interface Node {
  readonly $ref?: string;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly const?: unknown;
  readonly type?: unknown;
  readonly 'x-free'?: boolean;
  readonly 'x-emit'?: Node;
}

/** A schema with the name of the file it stands in, which its references start from. */
interface Place {
  readonly file: string;
  readonly node: Node;
}

/** How values are brought into the form in which they are compared. */
export interface NormalTerms {
  /** Members that the contract does not name are compared too. */
  readonly keepUnknown: boolean;
}

/**
 * A value of a schema in the form in which answers are compared (adapter protocol, 6): no null members, no members that
 * the contract does not name (unless kept), and of its optional members none that is empty, zero or false: those the
 * contract leaves out. Free JSON, and objects of a `type` that the contract does not know, stay as they are.
 */
export function normalised(file: string, value: unknown, terms: NormalTerms): unknown {
  return walked({ file, node: source(file) }, value, terms);
}

/** The same for a list. */
export function normalisedList(file: string, value: unknown, terms: NormalTerms): unknown {
  return Array.isArray(value) ? value.map((item) => normalised(file, item, terms)) : value;
}

function walked(from: Place, value: unknown, terms: NormalTerms): unknown {
  const place = branch(from, value);
  if (place === undefined) return value;
  const { file, node } = place;
  if (Array.isArray(value)) {
    const { items } = node;
    return items === undefined ? value : value.map((item) => walked({ file, node: items }, item, terms));
  }
  if (!isObject(value) || node['x-free'] || node.properties === undefined) return value;
  const required = new Set([...(node.required ?? []), ...(node['x-emit']?.required ?? [])]);
  const members: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const known = node.properties[name];
    if (known === undefined && !terms.keepUnknown) continue;
    if (member === null || member === undefined) continue;
    const normal = known === undefined ? member : walked({ file, node: known }, member, terms);
    if (known !== undefined && (!required.has(name) || Array.isArray(normal)) && isNothing(normal)) continue;
    members[name] = normal;
  }
  return members;
}

/** The schema that a value is compared by: references are followed, and unions by `type`; undefined for unknown types. */
function branch(place: Place, value: unknown): Place | undefined {
  const { file, node } = place;
  if (node.$ref !== undefined) return branch(followed(file, node.$ref), value);
  const union = node.oneOf ?? node.anyOf;
  if (union === undefined) return place;
  for (const one of union) {
    const found = branch({ file, node: one }, value);
    const type = found?.node.properties?.type?.const;
    if (
      found !== undefined &&
      (type === undefined ? found.node.type !== 'null' : isObject(value) && type === value.type)
    )
      return found;
  }
  return undefined;
}

function followed(file: string, ref: string): Place {
  const [name = '', path = ''] = ref.split('#');
  const target = name === '' ? file : name.replace('.schema.json', '');
  let node: unknown = source(target);
  for (const part of path.split('/').filter((one) => one !== '')) node = isObject(node) ? node[part] : undefined;
  if (!isNode(node)) throw new Error(`${file}: ${ref} leads nowhere.`);
  return { file: target, node };
}

const sources = new Map<string, Node>();

function source(file: string): Node {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const node = vaiSchemas.source(file);
  if (!isNode(node)) throw new Error(`The schema ${file} is no object.`);
  sources.set(file, node);
  return node;
}

function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === 0 || value === false || value === '' || (isObject(value) && Object.keys(value).length === 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The files are this package's own, and their shape is held by the tests of the contracts. */
function isNode(value: unknown): value is Node {
  return isObject(value);
}
