import type { ContractDialect } from '../contracts/dialect.js';
import type { HeaderList } from '../contracts/judge/exchange.js';
import type { SubjectKeys } from './plan.js';
import type { ProbeRequest } from './trial.js';

/** The body of a request as bytes; `undefined` where it has none. */
export function bodyOf(request: ProbeRequest): Uint8Array | undefined {
  if (request.body !== undefined) return typeof request.body === 'string' ? Buffer.from(request.body) : request.body;
  return request.json === undefined ? undefined : Buffer.from(JSON.stringify(request.json));
}

/** The usual headers of a subject, the keys that the request has a use for, and what the request changes about them. */
export function headersOf(
  dialect: ContractDialect,
  usual: HeaderList,
  keys: SubjectKeys,
  request: ProbeRequest,
): HeaderList {
  const list: [string, string][] = usual.map(([name, value]) => [name, value]);
  const { gatewayKeyHeader, gatewayKeyPrefix, providerKeyHeaders } = dialect.secrets;
  if (keys.gateway !== null) list.push([gatewayKeyHeader, gatewayKeyPrefix + keys.gateway]);
  const needed = dialect.neededKeyHeaders(bodyOf(request));
  for (const [provider, key] of Object.entries(keys.providers)) {
    const header = providerKeyHeaders[provider];
    if (header !== undefined && needed.includes(header)) list.push([header, key]);
  }
  if (request.json !== undefined || request.body !== undefined) list.push(['Content-Type', 'application/json']);
  const patch = Object.entries(request.headers ?? {});
  const replaced = new Set(patch.map(([name]) => name.toLowerCase()));
  const kept = list.filter(([name]) => !replaced.has(name.toLowerCase()));
  for (const [name, value] of patch) {
    if (value === null) continue;
    for (const one of typeof value === 'string' ? [value] : value) kept.push([name, one]);
  }
  return kept;
}
