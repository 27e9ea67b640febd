import { randomBytes } from 'node:crypto';
import type { ContractDialect } from '../contracts/dialect.js';
import type { ResultsSubject } from '../contracts/results.js';
import type { Discovered, Discovery } from '../suites/discovery.js';
import type { SubjectKeys, SubjectPlan } from '../suites/plan.js';
import type { Profile } from '../suites/profile.js';
import { CannotJudge } from './exit.js';
import { baseUrlOf, Preflight } from './preflight.js';
import { area } from './selection.js';
import type { ImageTerms, Settled } from './settled.js';

/** A target that answered, with everything that was found out about it. */
export interface Opened {
  readonly subject: ResultsSubject;
  readonly discovered: Discovered;
  /** Secrets that were made up for this target. */
  readonly secrets: readonly string[];
  plan(only: readonly string[]): SubjectPlan;
  /** The end of what the target's own process printed, where this run started it. */
  log?(): string;
  close(): Promise<void>;
}

const LOG_LINES = 40;

/** The word for the embedded mock in `--target`. */
export const EMBEDDED = 'mock';

/** What a dialect's gateway suite offers to the commands. */
export interface GatewaySuite {
  readonly discovery: Discovery;
  readonly profiles: readonly Profile[];
}

/** URL of a module of a dialect's gateway suite; it ends as this file does, in the sources as in the package. */
function module(dialect: string, name: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`../suites/gateway/${dialect}/${name}.${extension}`, import.meta.url).href;
}

/** Loads discovery and profiles of a dialect's gateway suite. */
export async function gatewaySuite(dialect: string): Promise<GatewaySuite> {
  const [{ discovery }, { profiles }]: [{ discovery?: Discovery }, { profiles?: readonly Profile[] }] =
    await Promise.all([import(module(dialect, 'discover')), import(module(dialect, 'profiles'))]);
  if (!discovery || !profiles) throw new CannotJudge(`The dialect ${dialect} has no gateway suite.`);
  return { discovery, profiles };
}

/** Starts the embedded mock, or reaches the target elsewhere, and finds out what it is. */
export async function openTarget(
  settled: Settled,
  dialect: ContractDialect,
  only: readonly string[],
  closely = false,
): Promise<Opened> {
  const suite = await gatewaySuite(dialect.name);
  if (settled.image !== null) return openImage(settled.image, settled, dialect, suite, only, closely);
  return settled.target === EMBEDDED
    ? openEmbedded(settled, dialect, suite, closely)
    : openElsewhere(settled, dialect, suite, only, closely);
}

async function openEmbedded(
  settled: Settled,
  dialect: ContractDialect,
  suite: GatewaySuite,
  closely: boolean,
): Promise<Opened> {
  const { Desk } = await import('./desk.js');
  const desk = await Desk.open(dialect.name, settled.seed);
  const profile = suite.profiles.find((one) => one.name === 'default');
  const instance = await desk.instance({ settings: { ...profile?.settings }, mutant: null, alone: false });
  const keys: SubjectKeys = {
    gateway: desk.keys[0] ?? null,
    spare: desk.keys[1] ?? null,
    providers: canaries(dialect),
  };
  const model = settled.model ?? suite.discovery.defaultModel;
  const headers = [...suite.discovery.requestHeaders, ...settled.headers];
  const preflight = new Preflight(dialect, { baseUrl: instance.baseUrl, keys, headers });
  const discovered = await preflight.discover(suite.discovery, model, null, closely);
  await preflight.close();
  return {
    subject: {
      kind: 'gateway',
      dialect: dialect.name,
      target: EMBEDDED,
      model: discovered.model,
      auth: discovered.auth,
    },
    discovered,
    secrets: [...desk.keys, ...Object.values(keys.providers)],
    plan: (only) => ({
      label: 'target',
      baseUrl: null,
      desk: desk.url,
      mutant: null,
      settings: settled.settings,
      model: { kind: discovered.model, name: model },
      keys,
      headers,
      only,
    }),
    close: () => desk.close(),
  };
}

/** Starts the container that serves the target; it is removed when the target is closed, or cannot be reached. */
async function openImage(
  image: ImageTerms,
  settled: Settled,
  dialect: ContractDialect,
  suite: GatewaySuite,
  only: readonly string[],
  closely: boolean,
): Promise<Opened> {
  const { serveImage } = await import('./image.js');
  const served = await serveImage(image);
  try {
    const there = { ...settled, target: served.baseUrl };
    const opened = await openElsewhere(there, dialect, suite, only, closely);
    return { ...opened, subject: { ...opened.subject, target: image.name }, log: served.log, close: served.stop };
  } catch (error) {
    await served.stop();
    if (!(error instanceof CannotJudge)) throw error;
    throw new CannotJudge(error.message, [...error.advice, 'What the container printed:', ...lastLines(served.log())]);
  }
}

function lastLines(log: string): string[] {
  return log === '' ? ['nothing'] : log.trimEnd().split('\n').slice(-LOG_LINES);
}

async function openElsewhere(
  settled: Settled,
  dialect: ContractDialect,
  suite: GatewaySuite,
  only: readonly string[],
  closely: boolean,
): Promise<Opened> {
  const baseUrl = baseUrlOf(settled.target);
  const { discovery } = suite;
  const model = settled.model ?? discovery.defaultModel;
  const headers = [...discovery.requestHeaders, ...settled.headers];
  // Whether a model answers at all can only be asked with a key; a gateway with a scripted model takes any.
  const made = canaries(dialect);
  const asking: SubjectKeys = { ...settled.keys, providers: { ...made, ...settled.keys.providers } };
  const preflight = new Preflight(dialect, { baseUrl, keys: asking, headers });
  try {
    await preflight.reach(discovery.greeting, settled.waitMs, settled.requestMs);
    const discovered = await preflight.discover(discovery, model, settled.requestMs, closely);
    const keyless = only.every((id) => discovery.keyless.includes(area(id)));
    if (!keyless) refuseKeys(discovered, settled);
    const keys = discovered.model === 'live' ? settled.keys : asking;
    return {
      subject: {
        kind: 'gateway',
        dialect: dialect.name,
        target: baseUrl,
        model: discovered.model,
        auth: discovered.auth,
      },
      discovered,
      secrets: Object.values(made),
      plan: (only) => ({
        label: 'target',
        baseUrl,
        desk: null,
        mutant: null,
        settings: { ...discovered.settings, ...settled.settings },
        model: { kind: discovered.model, name: model },
        keys,
        headers,
        only,
      }),
      close: async () => {},
    };
  } finally {
    await preflight.close();
  }
}

function refuseKeys(discovered: Discovered, settled: Settled): void {
  const { keyVariable } = settled;
  if (discovered.keyMissing) {
    throw new CannotJudge('The target asks for a gateway key, and there is none.', [
      `Put it into the environment variable ${keyVariable} (another one: --api-key-env NAME).`,
    ]);
  }
  if (discovered.keyRefused) {
    throw new CannotJudge(`The target refuses the gateway key in ${keyVariable}.`, [
      'Check that it is the key of this gateway.',
    ]);
  }
}

/** Made-up provider keys: nobody is served by them, and anyone finds them where they leak. */
function canaries(dialect: ContractDialect): Record<string, string> {
  const providers = Object.keys(dialect.secrets.providerKeyHeaders);
  return Object.fromEntries(
    providers.map((provider) => [provider, `canary-${provider}-${randomBytes(9).toString('hex')}`]),
  );
}
