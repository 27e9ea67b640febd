import { loadCatalogue } from '../catalogue-load.js';
import type { ContractDialect, ContractFault } from '../dialect.js';
import { Known, type Route } from './judge/facts.js';
import { Judge, KINDS } from './judge/judge.js';
import { faultsOf } from './judge/request-faults.js';
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
  requestFaults: (request, settings = {}) => requestFaults(new Known({ request, settings })),
  judge: (facts) => new Judge(facts),
};

/** A path or method that nobody serves is a fault before anything in the body is. */
function requestFaults(known: Known): readonly ContractFault[] {
  const { route, method } = known;
  if (route === 'unknown')
    return [{ rule: 'route.unknown', status: 404, type: 'not_found_error', message: 'not found' }];
  const wanted = route === undefined ? undefined : METHODS[route];
  if (wanted !== undefined && method !== wanted && method !== 'OPTIONS') {
    const type = 'invalid_request_error';
    return [{ rule: 'route.method', status: 405, type, message: 'method not allowed', code: 'method_not_allowed' }];
  }
  return faultsOf(known);
}

const METHODS: Readonly<Partial<Record<Route, string>>> = {
  messages: 'POST',
  runs: 'POST',
  'runs-stream': 'POST',
  execute: 'POST',
  models: 'GET',
};

/** A provider is called by the end of its header's name: the key in `X-Provider-Key-OpenAI` is that of `openai`. */
function keyName(header: string): string {
  return header.replace(/^X-Provider-Key-/i, '').toLowerCase();
}
