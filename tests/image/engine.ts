import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A container engine, the machine's own or one that was started for the test. */
export interface Engine {
  /** What the engine's clients need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly version: string;
  close(): Promise<void>;
}

const START_MS = 20_000;
const LOOK_EVERY_MS = 200;

/** Finds an engine, or starts one with folders of its own; a reason where there is none. */
export async function engine(): Promise<Engine | string> {
  const own = versionOf({});
  if (own !== undefined) return { env: {}, version: own, close: async () => {} };
  if (process.getuid?.() !== 0) return 'no container engine answers, and only root can start one';
  if (spawnSync('dockerd', ['--version']).status !== 0)
    return 'no container engine answers, and dockerd is not installed';
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const env = { DOCKER_HOST: `unix://${folder}/docker.sock` };
  const folders = ['--data-root', 'data', '--exec-root', 'exec', '--pidfile', 'pid'].map((part) =>
    part.startsWith('--') ? part : join(folder, part),
  );
  const bare = ['--iptables=false', '--bridge=none'];
  const daemon = spawn('dockerd', [...folders, ...bare, '-H', env.DOCKER_HOST], { stdio: 'ignore' });
  const close = async () => {
    await ended(daemon);
    // The engine leaves its own network namespace mounted.
    spawnSync('umount', [join(folder, 'exec/netns/default')]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  for (let waited = 0; waited < START_MS; waited += LOOK_EVERY_MS) {
    const version = versionOf(env);
    if (version !== undefined) return { env, version, close };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  await close();
  return `dockerd did not answer within ${START_MS / 1000} s`;
}

/** Runs the engine's client; throws with what it printed where it fails. */
export function docker(engine: Engine, args: readonly string[], input?: Buffer): string {
  const run = spawnSync('docker', args, {
    env: { ...process.env, DOCKER_BUILDKIT: '0', ...engine.env },
    ...(input === undefined ? {} : { input }),
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`docker ${args[0]}: ${run.stderr.toString()}`);
  return run.stdout.toString().trim();
}

function versionOf(env: Readonly<Record<string, string>>): string | undefined {
  const run = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 5_000,
  });
  return run.status === 0 && run.stdout.trim() !== '' ? run.stdout.trim() : undefined;
}

function ended(daemon: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (daemon.exitCode !== null) return resolve();
    daemon.once('exit', () => resolve());
    daemon.kill('SIGTERM');
  });
}
