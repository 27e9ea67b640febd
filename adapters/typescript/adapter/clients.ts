import type { ClientOptions } from '../client/index.js';
import { KEY_NAMES, VaiClient } from '../client/index.js';
import type { Fields } from './asked.js';
import { numberOf, textOfField, textsOf } from './asked.js';

/** Makes the client of each operation, and keeps those that are shared by name. */
export class Clients {
  readonly #shared = new Map<string, VaiClient>();

  /** @throws what the client's constructor throws. */
  clientFor(fields: Fields): VaiClient {
    const name = textOfField(fields.share);
    if (name === undefined) return new VaiClient(clientOptions(fields));
    const client = this.#shared.get(name) ?? new VaiClient(clientOptions(fields));
    this.#shared.set(name, client);
    return client;
  }

  forget(name: string | undefined): void {
    if (name !== undefined) this.#shared.delete(name);
  }
}

/** The wire's names of the options turned into the client's. What is absent stays absent. */
function clientOptions(fields: Fields): ClientOptions {
  const options = {
    baseUrl: textOfField(fields.base_url),
    gatewayApiKey: textOfField(fields.gateway_api_key),
    providerKeys: knownKeys(fields.provider_keys),
    timeoutMs: numberOf(fields.timeout_ms),
    streamIdleTimeoutMs: numberOf(fields.timeout_ms),
    maxRetries: numberOf(fields.max_retries),
    defaultHeaders: textsOf(fields.default_headers),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Names that the client does not know are left out. */
function knownKeys(given: unknown): { readonly [name: string]: string } | undefined {
  const keys = textsOf(given);
  return keys && Object.fromEntries(Object.entries(keys).filter(([name]) => KEY_NAMES.includes(name)));
}
