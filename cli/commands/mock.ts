import { existsSync, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Chunking, DialectError, loadServing, startMockGateway } from '../../mock-gateway/index.js';
import { CannotJudge, EXIT, nearest } from '../exit.js';
import { manifest } from '../manifest.js';
import type { RawOptions } from '../options.js';

/** The key that the mock accepts where the user names none. */
const DEFAULT_KEY = 'vai_sk_mock';

const CHUNKINGS: readonly Chunking[] = ['event', 'coalesced'];

/** Serves the mock gateway until a signal ends it. Loads nothing that only judges: people wait for the first answer. */
export async function mock(flags: RawOptions): Promise<number> {
  const { name, dialect: own } = manifest();
  const dialect = String(flags.dialect ?? own);
  const serving = await servingOf(dialect);
  const keys = many(flags.apiKey).length > 0 ? many(flags.apiKey) : [DEFAULT_KEY];
  const origins = many(flags.corsOrigin);
  const settings: Record<string, string> = {
    ...serving.settings,
    api_keys: keys.join(','),
    ...(flags.auth === undefined
      ? {}
      : { auth_mode: choice('--auth', String(flags.auth), ['required', 'optional', 'disabled']) }),
    ...(origins.length === 0 ? {} : { cors_origins: origins.join(',') }),
    ...told(many(flags.setting), serving.settingNames),
  };
  const port = Number(flags.port ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new CannotJudge(`--port ${flags.port} is no port.`);
  const host = String(flags.host ?? '127.0.0.1');
  const replay = flags.replay === undefined ? undefined : await recordingsIn(String(flags.replay));
  const mutant = flags.mutant === undefined ? undefined : await mutantOf(dialect, String(flags.mutant));

  const gateway = await listening(host, port, () =>
    startMockGateway({
      dialect,
      host,
      port,
      settings,
      ...(flags.scenarios === undefined ? {} : { scenariosDir: folder('--scenarios', String(flags.scenarios)) }),
      ...(replay === undefined ? {} : { replayDir: replay.folder }),
      ...(flags.speed === undefined ? {} : { speed: number('--speed', String(flags.speed)) }),
      ...(flags.chunking === undefined ? {} : { chunking: choice('--chunking', String(flags.chunking), CHUNKINGS) }),
      ...(flags.seed === undefined ? {} : { seed: number('--seed', String(flags.seed)) }),
      ...(flags.fault === undefined ? {} : { faults: many(flags.fault) }),
      ...(mutant ? { mutation: mutant.mutation } : {}),
    }),
  );
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`${name} mock (dialect ${dialect}${mutant ? `, broken on purpose: ${mutant.lie}` : ''})`);
  say(`  base URL  ${gateway.baseUrl}`);
  say(`  key       ${gateway.apiKey}  (${serving.keyHeader}: ${serving.keyPrefix}${gateway.apiKey})`);
  say(`  try       ${serving.example(gateway.baseUrl, gateway.apiKey)}`);
  if (replay) say(`  replays   ${replay.count} recordings of ${flags.replay}; their requests get their bytes`);
  for (const fault of gateway.faults) say(`  fault     ${fault}`);
  say(`  judge it  ${serving.keyEnv}=${gateway.apiKey} ${name} --target ${gateway.baseUrl}`);
  say('Ends on Ctrl-C or SIGTERM.');

  await signal();
  // A second signal does not wait for the streams that still run.
  await Promise.race([gateway.drain(), signal()]);
  await gateway.close();
  return EXIT.ok;
}

async function servingOf(dialect: string) {
  try {
    return await loadServing(dialect);
  } catch (error) {
    if (error instanceof DialectError) throw new CannotJudge(`--dialect ${dialect}: ${error.message}.`);
    throw error;
  }
}

/** Names of errors about what the user gave: a setting's value, a scenario, a recording, a fault. */
const GIVEN_WRONG: ReadonlySet<string> = new Set(['SettingError', 'ScenarioError', 'RecordingError', 'FaultSpecError']);

async function listening<T>(host: string, port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new CannotJudge(`Port ${port} on ${host} is in use.`, [
        'Take another with --port N, or a free one with --port 0.',
      ]);
    }
    if (code === 'EACCES')
      throw new CannotJudge(`Port ${port} may not be opened by this user.`, ['Take one above 1023 with --port N.']);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CannotJudge(`--host ${host} is no address of this machine.`);
    if (error instanceof Error && GIVEN_WRONG.has(error.name)) throw new CannotJudge(error.message);
    throw error;
  }
}

async function mutantOf(dialect: string, id: string) {
  const { loadMutants } = await import('../../mutants/mutant.js');
  const all = await loadMutants(dialect);
  const mutant = all.find((one) => one.id === id);
  if (mutant) return mutant;
  const near = nearest(
    id,
    all.map((one) => one.id),
  );
  throw new CannotJudge(`--mutant ${id}: there is no such mutant.`, near ? [`Did you mean ${near}?`] : []);
}

function told(pairs: readonly string[], known: readonly string[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const key = pair.slice(0, Math.max(0, equals)).trim();
    if (equals <= 0) throw new CannotJudge(`--setting ${pair} is not of the form NAME=VALUE.`);
    if (!known.includes(key)) {
      const near = nearest(key, known);
      throw new CannotJudge(`--setting ${key}: there is no such setting.`, [
        near ? `Did you mean ${near}?` : `Known: ${known.join(', ')}.`,
      ]);
    }
    settings[key] = pair.slice(equals + 1).trim();
  }
  return settings;
}

function folder(flag: string, path: string): string {
  const full = resolve(path);
  if (!existsSync(full) || !statSync(full).isDirectory()) throw new CannotJudge(`${flag} ${path} is no folder.`);
  return full;
}

async function recordingsIn(path: string): Promise<{ readonly folder: string; readonly count: number }> {
  const { RECORDING_SUFFIX } = await import('../../fixtures/recording.js');
  const full = folder('--replay', path);
  const count = readdirSync(full).filter((name) => name.endsWith(RECORDING_SUFFIX)).length;
  if (count === 0) throw new CannotJudge(`--replay ${path} holds no recording (*${RECORDING_SUFFIX}).`);
  return { folder: full, count };
}

function number(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new CannotJudge(`${flag} ${text} is no number of at least 0.`);
  return value;
}

function choice<T extends string>(flag: string, value: string, of: readonly T[]): T {
  const found = of.find((one) => one === value);
  if (found !== undefined) return found;
  throw new CannotJudge(`${flag} ${value} is none of ${of.join(', ')}.`);
}

function many(value: RawOptions[string]): readonly string[] {
  return Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)];
}

function signal(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => resolve();
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
  });
}
