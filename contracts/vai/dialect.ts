import { loadCatalogue } from '../catalogue-load.js';
import type { ContractDialect } from '../dialect.js';
import { Judge, KINDS } from './judge/judge.js';
import { neededKeyHeaders } from './needed-keys.js';
import { providerKeyHeaders } from './providers.js';
import { settings } from './settings.js';

/** The contract of the VAI gateway. */
export const dialect: ContractDialect = {
  name: 'vai',
  title: 'VAI gateway',
  catalogue: loadCatalogue('vai'),
  settings,
  kinds: KINDS,
  secretHeaders: ['Authorization', 'X-Provider-Key-*'],
  secrets: {
    gatewayKeyEnv: 'VAI_GATEWAY_API_KEY',
    gatewayKeyHeader: 'Authorization',
    gatewayKeyPrefix: 'Bearer ',
    providerKeyHeaders: Object.fromEntries(providerKeyHeaders().map((header) => [keyName(header), header])),
    providerKeyEnv: 'VAI_PROVIDER_KEY_',
  },
  neededKeyHeaders,
  judge: (facts) => new Judge(facts),
};

/** A provider is called by the end of its header's name: the key in `X-Provider-Key-OpenAI` is that of `openai`. */
function keyName(header: string): string {
  return header.replace(/^X-Provider-Key-/i, '').toLowerCase();
}
