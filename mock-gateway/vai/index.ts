import type { DialectGateway, DialectOptions } from '../dialects.js';
import { Gateway } from './gateway.js';
import { Ids } from './ids.js';
import { ScenarioLibrary } from './library.js';
import { bentRules } from './rules.js';
import { readSettings } from './settings.js';

export { serving } from './serving.js';

/** Loads the check of scenarios against the schema. */
export const loadScenarioCheck = () => import('./scenario-check.js');

/** Names of request headers whose values are secrets. */
export const secretHeaders = ['Authorization', 'X-Provider-Key-*'] as const;

/** Builds the gateway of this dialect. Throws `SettingError` or `RuleError` for what it does not know. */
export function createGateway(options: DialectOptions): DialectGateway {
  const settings = readSettings(options.settings);
  const library = new ScenarioLibrary(options.scenariosDir);
  const gateway = new Gateway(settings, bentRules(options.rules), new Ids(options.seed), library);
  return {
    app: gateway,
    apiKey: settings.api_keys[0] ?? '',
    secrets: settings.api_keys,
    secretHeaders,
    headTimeoutMs: settings.read_header_timeout,
    scenarios: library,
    drain: () => gateway.drain(),
    close: () => gateway.close(),
  };
}
