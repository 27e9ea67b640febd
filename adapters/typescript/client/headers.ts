import { UsageError } from './errors.js';
import type { Settings } from './options.js';

/** What kind of request the headers are for. */
export interface HeaderNeeds {
  readonly hasBody: boolean;
  readonly streams: boolean;
  readonly providerKeys: ReadonlyMap<string, string>;
  /** Headers of this call alone, already checked. */
  readonly extra: ReadonlyMap<string, string>;
}

/** These frame the message, or name where it goes; no caller may set them. */
const FRAMING: readonly string[] = ['connection', 'content-length', 'host', 'transfer-encoding', 'upgrade'];

/** The headers of one request. Each name occurs once: the call's wins over the client's, and both over our own. */
export function requestHeaders(settings: Settings, needs: HeaderNeeds): Headers {
  const headers = new Headers();
  headers.set('X-VAI-Version', '1');
  headers.set('Accept', needs.streams ? 'text/event-stream' : 'application/json');
  if (needs.hasBody) headers.set('Content-Type', 'application/json');
  if (settings.gatewayApiKey !== undefined) headers.set('Authorization', `Bearer ${settings.gatewayApiKey}`);
  for (const [name, key] of needs.providerKeys) headers.set(name, key);
  for (const [name, value] of settings.defaultHeaders) headers.set(name, value);
  for (const [name, value] of needs.extra) headers.set(name, value);
  return headers;
}

/** @throws UsageError for a name or a value that no header can carry, without quoting the value. */
export function checkedHeaders(given: { readonly [name: string]: string }): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) throw new UsageError('a header has a name that cannot be sent');
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new UsageError(`header ${name} has a value that cannot be sent`);
    if (!FRAMING.includes(name.toLowerCase())) headers.set(name, value);
  }
  return headers;
}
