import type { Level } from '../contracts/catalogue.js';
import type { ContractDialect } from '../contracts/dialect.js';
import type { HeaderList } from '../contracts/judge/exchange.js';
import { headerIsSecret } from '../contracts/redact.js';
import { CannotJudge, nearest } from './exit.js';
import { manifest } from './manifest.js';
import type { Options } from './options.js';
import type { Selection } from './selection.js';

/** Options of a run of either side, after everything about them was checked. */
export interface SettledRun {
  readonly selection: Selection;
  readonly slow: boolean;
  readonly concurrency: number;
  readonly deadlineMs: number;
  readonly repeat: number;
  readonly seed: number;
  readonly bail: number;
  readonly strict: boolean;
  readonly baseline: string | null;
}

/** Options of a run against a gateway. */
export interface Settled extends SettledRun {
  /** URL of the target, the word for the embedded mock, or empty where it is served by a container. */
  readonly target: string;
  readonly image: ImageTerms | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly model: string | null;
  readonly headers: HeaderList;
  readonly keys: {
    readonly gateway: string | null;
    readonly spare: string | null;
    readonly providers: Readonly<Record<string, string>>;
  };
  /** Name of the variable that holds, or ought to hold, the gateway key. */
  readonly keyVariable: string;
  readonly waitMs: number;
  /** `null` where the user named none. */
  readonly requestMs: number | null;
  readonly maxRequests: number;
}

/** The container that serves the target. */
export interface ImageTerms {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  readonly network: 'bridge' | 'host';
}

const DEADLINE_MS = 60_000;
/** What a container may take until the gateway inside answers. */
const CONTAINER_MS = 30_000;
const CONCURRENCY = 64;
const MAX_REQUESTS = 200;

/** Checks the options of a run against the dialect, and fills in what was not said. */
export function settle(
  options: Options,
  dialect: ContractDialect,
  env: Readonly<Record<string, string | undefined>>,
): Settled {
  const target = options.one('target') ?? '';
  const served = image(options, env);
  if (served !== null && target !== '') throw new CannotJudge('--target and --image name two targets; leave one out.');
  if (served === null && target === '') {
    throw new CannotJudge('No target is named.', [
      'vai-conformance --target mock    judges the embedded mock',
      'vai-conformance --target URL     judges a gateway',
      'vai-conformance --image IMAGE    judges a gateway in a container',
    ]);
  }
  return {
    ...settleRun(options, { deadlineMs: DEADLINE_MS, concurrency: CONCURRENCY }),
    target,
    image: served,
    settings: settings(options, dialect),
    model: options.one('model') ?? null,
    headers: headers(options, dialect),
    keys: keys(options, dialect, env),
    keyVariable: options.one('api-key-env') ?? dialect.secrets.gatewayKeyEnv,
    waitMs: options.time('wait', served === null ? 0 : CONTAINER_MS),
    requestMs: options.one('timeout') === undefined ? null : options.time('timeout', 0),
    maxRequests: options.count('max-requests', MAX_REQUESTS, 0),
  };
}

/** Checks the options that both sides have; `usual` is what holds where the user says nothing. */
export function settleRun(
  options: Options,
  usual: { readonly deadlineMs: number; readonly concurrency: number },
): SettledRun {
  const repeat = options.count('repeat', 1, 1);
  return {
    selection: selection(options),
    slow: options.on('slow'),
    concurrency: options.count('concurrency', usual.concurrency, 1),
    deadlineMs: options.time('deadline', usual.deadlineMs * Math.max(1, Math.ceil(repeat / 10))),
    repeat,
    seed: options.count('seed', Math.floor(Math.random() * 1_000_000), 0),
    bail: options.count('bail', 0, 1),
    strict: options.on('strict'),
    baseline: options.one('baseline') ?? null,
  };
}

function image(options: Options, env: Readonly<Record<string, string | undefined>>): ImageTerms | null {
  const name = options.one('image');
  if (name === undefined || name === '') return null;
  const network = options.one('image-network') ?? 'bridge';
  if (network !== 'bridge' && network !== 'host')
    throw new CannotJudge(`--image-network ${network} is neither bridge nor host.`);
  const port = options.count('image-port', 8080, 1);
  if (port > 65_535) throw new CannotJudge(`--image-port ${port} is no port.`);
  const environment = options.many('image-env').map((pair): [string, string] => {
    const [, key = '', value] = /^([^=]+)(?:=(.*))?$/s.exec(pair) ?? [];
    if (key === '') throw new CannotJudge(`--image-env ${pair}: expected NAME=VALUE, or NAME.`);
    const own = value ?? env[key];
    if (own === undefined) throw new CannotJudge(`--image-env ${key}: that variable is not set.`);
    return [key, own];
  });
  return { name, environment: Object.fromEntries(environment), port, network };
}

function settings(options: Options, dialect: ContractDialect): Record<string, string> {
  const told = options.pairs('setting');
  const known = dialect.settings.map((setting) => setting.name);
  for (const name of Object.keys(told)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new CannotJudge(`--setting ${name}: there is no such setting.`, [
      near ? `Did you mean ${near}?` : `Known: ${known.join(', ')}.`,
    ]);
  }
  return told;
}

function headers(options: Options, dialect: ContractDialect): HeaderList {
  return options.many('header').map((line) => {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new CannotJudge(`--header '${line.slice(0, 20)}…' is not of the form 'Name: value'.`);
    const name = line.slice(0, colon).trim();
    if (options.source('header') === 'flag' && headerIsSecret(dialect.secretHeaders, name)) {
      throw new CannotJudge(`--header '${name}: …' is a secret, and the command line is no place for secrets.`, [
        `The gateway key is read from ${dialect.secrets.gatewayKeyEnv} (or the variable that --api-key-env names),`,
        `provider keys from ${dialect.secrets.providerKeyEnv}<NAME>; other secret headers may stand in the configuration file.`,
      ]);
    }
    return [name, line.slice(colon + 1).trim()] as const;
  });
}

function keys(
  options: Options,
  dialect: ContractDialect,
  env: Readonly<Record<string, string | undefined>>,
): Settled['keys'] {
  const { gatewayKeyEnv, providerKeyEnv, providerKeyHeaders } = dialect.secrets;
  const named = options.one('api-key-env');
  if (named !== undefined && !env[named]) throw new CannotJudge(`--api-key-env ${named}: that variable is not set.`);
  const variable = named ?? gatewayKeyEnv;
  const told = options.pairs('provider-key-env');
  const providers: Record<string, string> = {};
  for (const provider of Object.keys(told)) {
    if (provider in providerKeyHeaders) continue;
    const near = nearest(provider, Object.keys(providerKeyHeaders));
    throw new CannotJudge(
      `--provider-key-env ${provider}: there is no such provider.`,
      near ? [`Did you mean ${near}?`] : [],
    );
  }
  for (const provider of Object.keys(providerKeyHeaders)) {
    const name = told[provider] ?? providerKeyEnv + provider.toUpperCase().replaceAll('-', '_');
    const value = env[name];
    if (value) providers[provider] = value;
    else if (told[provider]) throw new CannotJudge(`--provider-key-env ${provider}=${name}: that variable is not set.`);
  }
  return { gateway: env[variable] || null, spare: env[`${variable}_2`] || null, providers };
}

function selection(options: Options): Selection {
  const level = (options.one('level') ?? 'may').toUpperCase();
  if (!isLevel(level)) throw new CannotJudge(`--level ${level.toLowerCase()} is none of must, should, may.`);
  const set = options.one('set') ?? manifest().set;
  if (!/^\d{4}-\d{2}$/.test(set)) throw new CannotJudge(`--set ${set} is not of the form YYYY-MM.`);
  const marks = options
    .many('capability')
    .flatMap((one) => one.split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const unmarked = marks.find((one) => !/^[+-]./.test(one));
  if (unmarked !== undefined) throw new CannotJudge(`--capability ${unmarked}: write +${unmarked} or -${unmarked}.`);
  return {
    only: options.many('only'),
    skip: options.many('skip'),
    level,
    set,
    without: marks.filter((one) => one.startsWith('-')).map((one) => one.slice(1)),
    shard: shard(options.one('shard')),
  };
}

function shard(text: string | undefined): Selection['shard'] {
  if (text === undefined) return null;
  const [index, count] = text.split('/').map(Number);
  const whole = index !== undefined && count !== undefined && Number.isInteger(index) && Number.isInteger(count);
  if (!/^\d+\/\d+$/.test(text) || !whole || index < 1 || index > count) {
    throw new CannotJudge(`--shard ${text} is not of the form I/N with I from 1 to N.`);
  }
  return { index, count };
}

function isLevel(text: string): text is Level {
  return text === 'MUST' || text === 'SHOULD' || text === 'MAY';
}

/** Every secret that the user gave: keys, and the values of secret headers with and without their scheme. */
export function secretsOf(settled: Settled, dialect: ContractDialect): string[] {
  const { gateway, spare, providers } = settled.keys;
  const headers = settled.headers
    .filter(([name]) => headerIsSecret(dialect.secretHeaders, name))
    .flatMap(([, value]) => [value, value.replace(/^\S+\s+/, '')]);
  return [gateway, spare, ...Object.values(providers), ...headers].filter((key) => key !== null);
}
