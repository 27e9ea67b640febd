import { settings } from '../../contracts/vai/settings.js';
import type { Serving } from '../dialects.js';

/** How this gateway is served to people. */
export const serving: Serving = {
  settingNames: settings.map((setting) => setting.name),
  settings: { rate_limit_rps: '0', max_concurrent_requests: '0', max_streams_per_principal: '0' },
  keyEnv: 'VAI_GATEWAY_API_KEY',
  keyHeader: 'Authorization',
  keyPrefix: 'Bearer ',
  example: (baseUrl, key) =>
    `curl -sSN ${baseUrl}/v1/messages -H 'Authorization: Bearer ${key}' -H 'X-Provider-Key-Anthropic: any' -d '{"model":"anthropic/claude-sonnet-4","stream":true,"messages":[{"role":"user","content":"hi"}]}'`,
};
