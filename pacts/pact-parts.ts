import type { HeaderList } from '../contracts/judge/exchange.js';

/** Headers of any version: text, or a list of texts, for each name. */
export function headersOf(headers: unknown): HeaderList {
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(String).join(', ') : String(value),
  ]);
}

/** The query with its question mark; empty where there is none. */
export function queryOf(query: unknown): string {
  if (typeof query === 'string' && query !== '') return `?${query.replace(/^\?/, '')}`;
  if (typeof query !== 'object' || query === null) return '';
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value ?? ''))}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The first value of a header, compared without case. */
export function headerIn(headers: HeaderList, name: string): string | undefined {
  return headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
}

/** The bytes of a body; `undefined` where the pact says nothing of it. */
export function bodyOf(
  { headers, body }: { readonly headers: HeaderList; readonly body: unknown },
  version: string,
): Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (version.startsWith('4')) return bodyOfV4(body, headerIn(headers, 'content-type'));
  const type = headerIn(headers, 'content-type');
  const isText = typeof body === 'string' && type !== undefined && !isJson(type);
  return Buffer.from(isText ? body : JSON.stringify(body));
}

function bodyOfV4(body: unknown, header: string | undefined): Uint8Array | undefined {
  if (typeof body !== 'object' || body === null || !('content' in body)) return undefined;
  const { content } = body;
  const { contentType, encoded } = { contentType: undefined, encoded: false, ...body };
  if (content === undefined || content === null) return undefined;
  const how = String(encoded).toLowerCase();
  if (typeof content === 'string' && (how === 'true' || how === 'base64')) return Buffer.from(content, 'base64');
  const type = typeof contentType === 'string' ? contentType : header;
  if (typeof content === 'string' && (how === 'json' || type === undefined || !isJson(type)))
    return Buffer.from(content);
  return Buffer.from(JSON.stringify(content));
}

function isJson(type: string): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(type.trim());
}
