import type { DialectGateway, DialectOptions } from '../dialects.js';
import { Gateway } from './gateway.js';
import { Ids } from './ids.js';
import { ScenarioLibrary } from './library.js';
import { bentRules } from './rules.js';
import { readSettings } from './settings.js';

export { serving } from './serving.js';

/** Names of request headers whose values are secrets. */
export const secretHeaders = ['Authorization', 'X-Provider-Key-*'] as const;

/** Builds the gateway of this dialect. Throws `SettingError`, `RuleError` or `ScenarioError` for what it does not know. */
export async function createGateway(options: DialectOptions): Promise<DialectGateway> {
  if (options.scenariosDir !== undefined) (await import('./scenario-check.js')).checkScenarios(options.scenariosDir);
  const settings = readSettings(options.settings);
  const gateway = new Gateway(
    settings,
    bentRules(options.rules),
    new Ids(options.seed),
    new ScenarioLibrary(options.scenariosDir),
  );
  return {
    app: gateway,
    apiKey: settings.api_keys[0] ?? '',
    secrets: settings.api_keys,
    secretHeaders,
    headTimeoutMs: settings.read_header_timeout,
    drain: () => gateway.drain(),
    close: () => gateway.close(),
  };
}
