import { modelParts, PROVIDERS, providerKeyHeaders } from '../../contracts/vai/request/index.js';

type Header = (name: string) => string | undefined;

/** The key that a request carries for the provider of its model; empty where there is none. */
export function modelKey(model: string, header: Header): string {
  const provider = PROVIDERS.models.get(modelParts(model)?.provider ?? '');
  return provider === undefined ? '' : (header(provider.header) ?? '').trim();
}

const KEY_HEADERS = providerKeyHeaders();

/** All provider keys that a request carries: what must not come back. */
export function providerKeys(header: Header): readonly string[] {
  return [...new Set(KEY_HEADERS.map((name) => (header(name) ?? '').trim()))].filter((key) => key !== '');
}
