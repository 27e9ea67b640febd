import {
  checkRequest,
  providerKeyHeaders,
  type RequestContext,
  type RequestKind,
} from '../../contracts/vai/request/index.js';

/** The contract's default limits. */
export const LIMITS = { messages: 64, tools: 64, textBytes: 524_288, b64PerBlock: 4_194_304, b64Total: 12_582_912 };

export type Headers = Readonly<Record<string, string>>;

/** Every key but those of the second search and fetch providers, so that a provider can be inferred. */
export const KEYS: Headers = Object.fromEntries(
  providerKeyHeaders()
    .filter((name) => !/Exa|Firecrawl|VertexAI/.test(name))
    .map((name) => [name.toLowerCase(), 'key']),
);

export function contextWith(headers: Headers = KEYS, more: Partial<RequestContext> = {}): RequestContext {
  return { header: (name) => headers[name.toLowerCase()], limits: LIMITS, modelAllowlist: null, ...more };
}

/** Checks a body: an object is sent as JSON, text and bytes as they are. */
export function check(kind: RequestKind, body: unknown, context: RequestContext = contextWith()) {
  if (body instanceof Uint8Array) return checkRequest(kind, body, context);
  return checkRequest(kind, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), context);
}
