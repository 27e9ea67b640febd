import type { GatewayError } from '../../contracts/vai/types.js';
import type { IncomingRequest } from '../engine/exchange.js';
import type { Rules } from './rules.js';
import type { Settings } from './settings.js';

/** Who asks, or why they may not. */
export type Caller = { readonly principal: string } | { readonly error: GatewayError };

/** Decides about the gateway key of a request. */
export function authenticate(request: IncomingRequest, settings: Settings, rules: Rules): Caller {
  const { auth_mode: mode, api_keys: keys } = settings;
  const address = peerAddress(request, settings);
  if (mode === 'disabled' || !rules.needsToken(request.path))
    return { principal: rules.principal(mode, undefined, address) };
  const token = rules.readToken(request.header('authorization'));
  if (token.kind === 'none' && mode === 'optional') return { principal: rules.principal(mode, undefined, address) };
  if (token.kind !== 'bearer' || token.token === '') {
    return { error: { type: 'authentication_error', message: 'missing bearer token', param: 'Authorization' } };
  }
  const key = keys.find((each) => rules.keyMatches(token.token, each));
  if (key === undefined) return { error: { type: 'authentication_error', message: 'invalid api key' } };
  return { principal: rules.principal(mode, key, address) };
}

function peerAddress(request: IncomingRequest, settings: Settings): string {
  if (!settings.trust_proxy_headers) return request.remoteAddress;
  const forwarded = request.header('x-forwarded-for')?.split(',')[0]?.trim();
  return request.header('cf-connecting-ip') ?? request.header('x-real-ip') ?? (forwarded || request.remoteAddress);
}
