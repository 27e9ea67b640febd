/** Any JSON object of the protocol. */
export type Fields = { readonly [member: string]: unknown };

/** One request of the harness. */
export interface Asked {
  readonly id: string;
  readonly op: string;
  readonly client: Fields;
  readonly request: Fields;
  readonly options: Fields;
  readonly all: Fields;
}

/** Where the answers to a request go, one object a line. Resolves when there is room for the next. */
export type Write = (answer: Fields) => Promise<void>;

/** Reads a line of the harness. Members that are missing or null count as empty. */
export function askedOf(line: unknown): Asked {
  const all = fieldsOf(line);
  return {
    id: String(all.id),
    op: String(all.op),
    client: fieldsOf(all.client),
    request: fieldsOf(all.request),
    options: fieldsOf(all.options),
    all,
  };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function textOfField(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The members of an object that are texts. */
export function textsOf(value: unknown): { readonly [name: string]: string } | undefined {
  if (!isFields(value)) return undefined;
  const texts: [string, string][] = [];
  for (const [name, text] of Object.entries(value)) if (typeof text === 'string') texts.push([name, text]);
  return Object.fromEntries(texts);
}
