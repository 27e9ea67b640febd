import { isIP } from 'node:net';
import type { ContractDialect } from '../../contracts/dialect.js';
import { loadServing, startMockGateway } from '../../mock-gateway/index.js';
import type { PactInteraction, PactState } from '../../pacts/pact-file.js';
import { CannotJudge, nearest } from '../exit.js';
import type { RawOptions } from '../options.js';
import { baseUrlOf } from '../preflight.js';
import { EMBEDDED } from '../target.js';

/** The gateway that pacts are verified against. */
export interface Provider {
  readonly name: string;
  readonly baseUrl: string;
  /** Keys that it takes, where they are known. */
  readonly keys: { readonly gateway: string | undefined; readonly providers: Readonly<Record<string, string>> };
  /** The scenarios that it can play; `undefined` where that is not known. */
  readonly scenarios: readonly string[] | undefined;
  close(): Promise<void>;
}

/** Starts the embedded mock, or takes the target elsewhere. Keys of a target come from the environment. */
export async function openProvider(flags: RawOptions, dialect: ContractDialect): Promise<Provider> {
  const target = String(flags.target ?? EMBEDDED);
  const told = [flags.setting].flat().filter((each) => typeof each === 'string');
  if (target === EMBEDDED) return embedded(dialect, told);
  if (told.length > 0) throw new CannotJudge('--setting is for the embedded mock, and --target names another gateway.');
  const baseUrl = baseUrlOf(target);
  if (!isLoopback(new URL(baseUrl).hostname) && flags.remote !== true) {
    throw new CannotJudge(`${baseUrl} is not on this machine.`, [
      'Pacts are sent as they are, to this machine only. To send them there all the same: --remote',
    ]);
  }
  const { gatewayKeyEnv, providerKeyEnv, providerKeyHeaders } = dialect.secrets;
  const providers = Object.entries(providerKeyHeaders).flatMap(([provider, header]) => {
    const key = process.env[`${providerKeyEnv}${provider.toUpperCase().replaceAll('-', '_')}`];
    return key === undefined || key === '' ? [] : [[header.toLowerCase(), key] as const];
  });
  return {
    name: baseUrl,
    baseUrl,
    keys: { gateway: process.env[gatewayKeyEnv] || undefined, providers: Object.fromEntries(providers) },
    scenarios: undefined,
    close: async () => {},
  };
}

async function embedded(dialect: ContractDialect, told: readonly string[]): Promise<Provider> {
  const serving = await loadServing(dialect.name);
  const pairs = told.map((pair) => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0));
    if (serving.settingNames.includes(name)) return [name, pair.slice(at + 1)] as const;
    const near = nearest(name === '' ? pair : name, serving.settingNames);
    throw new CannotJudge(`--setting ${pair}: expected NAME=VALUE with a setting of ${dialect.title}.`, [
      near === undefined ? `Known: ${serving.settingNames.join(', ')}.` : `Did you mean ${near}?`,
    ]);
  });
  try {
    const settings = { ...serving.settings, ...Object.fromEntries(pairs) };
    const gateway = await startMockGateway({ dialect: dialect.name, settings });
    return {
      name: 'the embedded mock',
      baseUrl: gateway.baseUrl,
      keys: { gateway: gateway.apiKey, providers: {} },
      scenarios: gateway.scenarios.names(),
      close: () => gateway.close(),
    };
  } catch (error) {
    throw new CannotJudge(error instanceof Error ? error.message : String(error));
  }
}

/** The scenario that the states of an interaction ask for: a parameter `scenario`, or a name that ends in `scenario NAME`. */
export function scenarioOf(states: readonly PactState[]): string | undefined {
  for (const { name, params } of states) {
    if (typeof params.scenario === 'string') return params.scenario;
    const named = /\bscenario ([\w-]+)$/.exec(name.trim())?.[1];
    if (named !== undefined) return named;
  }
  return undefined;
}

/**
 * Headers of a request that are set before it is sent, by lower-case name: real keys in place of the pact's, the gateway's also
 * where the pact holds none, and the scenario. Keys stay as they are where a refusal for them is expected, or the state has
 * the parameter `keys: "as written"`; `keys: "valid"` replaces them all the same.
 */
export function headersFor(
  { request, response, states }: PactInteraction,
  { keys }: Provider,
  { secrets }: ContractDialect,
  scenarioHeader: string,
): Record<string, string> {
  const scenario = scenarioOf(states);
  const set: Record<string, string> = scenario === undefined ? {} : { [scenarioHeader.toLowerCase()]: scenario };
  const told = states.map(({ params }) => params.keys).find((each) => each === 'as written' || each === 'valid');
  if (told === 'as written' || (response.status === 401 && told !== 'valid')) return set;
  const gatewayKeyHeader = secrets.gatewayKeyHeader.toLowerCase();
  if (keys.gateway !== undefined) set[gatewayKeyHeader] = secrets.gatewayKeyPrefix + keys.gateway;
  for (const [name] of request.headers) {
    const key = keys.providers[name.toLowerCase()];
    if (key !== undefined) set[name.toLowerCase()] = key;
  }
  return set;
}

function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
