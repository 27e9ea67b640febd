import type { Schemas } from '../contracts/schema/compile.js';
import type { SchemaJson } from '../contracts/schema/derive.js';
import { isFields } from './pact-file.js';

/** Rules of one part of a pact: path, and how values there are matched. */
export type Rules = Record<string, { readonly combine: 'AND'; readonly matchers: readonly Matcher[] }>;

/** One way to match. */
export type Matcher =
  | { readonly match: 'type'; readonly min?: number }
  | { readonly match: 'integer' | 'number' }
  | { readonly match: 'regex'; readonly regex: string };

export interface MatchingTerms {
  /** Paths whose values count, though the schema asks only for their type. */
  readonly exact: readonly string[];
  /** Paths of lists of which any length is right; the first element stands for all. */
  readonly lists: readonly string[];
}

/** Rules of one matcher each. */
export function rule(matcher: Matcher): Rules[string] {
  return { combine: 'AND', matchers: [matcher] };
}

/**
 * The matching rules for a body: types where the schema asks for types, values where it names them (constants, closed and open
 * sets), and lists element by element, so that the order of what a scenario says counts.
 */
export function rulesOf(schemas: Schemas, name: string, value: unknown, terms: MatchingTerms): Rules {
  const walk = new Walk(schemas, terms);
  walk.value({ schema: walk.at(name, ''), file: name }, value, '$', '');
  return walk.rules;
}

interface Place {
  readonly schema: SchemaJson;
  /** Name of the schema that it stands in, for references. */
  readonly file: string;
}

class Walk {
  readonly rules: Rules = {};

  constructor(
    readonly schemas: Schemas,
    readonly terms: MatchingTerms,
  ) {}

  /** The schema at `#/$defs/name` of a file, as its source has it. */
  at(file: string, pointer: string): SchemaJson {
    let found: unknown = this.schemas.source(file);
    for (const part of pointer.split('/').filter((each) => each !== ''))
      found = isFields(found) ? found[part] : undefined;
    if (!isFields(found)) throw new Error(`There is no schema at ${file}#${pointer}.`);
    return found;
  }

  /** `path` is the pact's, `plain` ours: `$.content[0].text` and `content[].text`. */
  value(place: Place, value: unknown, path: string, plain: string): void {
    const { schema, file } = this.#resolved(place, value);
    if (this.terms.exact.includes(plain) || 'const' in schema || Array.isArray(schema.enum) || value === null) return;
    if (isFields(value) && isFields(schema.properties) && schema['x-free'] !== true) {
      for (const [name, each] of Object.entries(value)) {
        const member = schema.properties[name];
        const below = { schema: isFields(member) ? member : {}, file };
        this.value(below, each, path + step(name), plain === '' ? name : `${plain}.${name}`);
      }
    } else if (Array.isArray(value)) this.#list({ schema, file }, value, path, plain);
    else this.rules[path] = rule(matcherOf(schema, value));
  }

  #list({ schema, file }: Place, value: readonly unknown[], path: string, plain: string): void {
    const below = { schema: isFields(schema.items) ? schema.items : {}, file };
    if (!this.terms.lists.includes(plain)) {
      for (const [index, each] of value.entries()) this.value(below, each, `${path}[${index}]`, `${plain}[]`);
      return;
    }
    this.rules[path] = rule({ match: 'type', min: 1 });
    this.value(below, value[0], `${path}[*]`, `${plain}[]`);
  }

  /** Follows references, and of unions the branch that the value's type names. */
  #resolved(place: Place, value: unknown): Place {
    const { schema, file } = place;
    if (typeof schema.$ref === 'string') {
      const [target = '', pointer = ''] = schema.$ref.split('#');
      const next = target === '' ? file : target.replace(/\.schema\.json$/, '');
      return this.#resolved({ schema: this.at(next, pointer), file: next }, value);
    }
    if (!Array.isArray(schema.oneOf)) return place;
    const type = isFields(value) ? value.type : undefined;
    const branch = schema.oneOf.filter(isFields).find(({ $ref }) => String($ref).endsWith(`/${String(type)}`));
    return branch === undefined ? { schema: {}, file } : this.#resolved({ schema: branch, file }, value);
  }
}

function matcherOf(schema: SchemaJson, value: unknown): Matcher {
  if (typeof value !== 'number') return { match: 'type' };
  return { match: schema.type === 'number' ? 'number' : 'integer' };
}

function step(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name}']`;
}
