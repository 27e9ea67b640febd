import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ServerStats } from './stats.js';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  stats(): Promise<ServerStats>;
  stop(): Promise<void>;
}

const TASKSET = '/usr/bin/taskset';
/** Servers under load get a core of their own where the system can give one, so that load and server do not take turns. */
const canPin = existsSync(TASKSET) && availableParallelism() > 1;

/**
 * Starts a program of this folder with one argument, which it reads as JSON, and waits until it prints where it listens.
 * `pinned` gives it the first core alone.
 */
export async function startServer(
  program: 'bare' | 'ours',
  argument: unknown,
  { pinned = false }: { readonly pinned?: boolean } = {},
): Promise<ServerProcess> {
  const script = fileURLToPath(new URL(`./${program}.js`, import.meta.url));
  const command = [process.execPath, ...nodeFlags(program), script, JSON.stringify(argument)];
  return serverOf(pinned && canPin ? [TASKSET, '-c', '0', ...command] : command);
}

/** For those who look for the bottleneck: `BENCH_PROFILE=DIR` leaves a processor profile of each of our servers there. */
function nodeFlags(program: string): string[] {
  const dir = process.env.BENCH_PROFILE;
  return dir === undefined || program !== 'ours' ? [] : ['--cpu-prof', `--cpu-prof-dir=${dir}`];
}

async function serverOf(command: readonly string[]): Promise<ServerProcess> {
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const { port } = await whereItListens(child);
  return {
    port,
    stats: () =>
      new Promise((resolve) => {
        child.once('message', (stats) => resolve(stats as ServerStats));
        child.send('stats');
      }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** Reads what a child prints until there is an address in it. */
export function whereItListens(child: ChildProcess): Promise<{ port: number }> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const address = /http:\/\/[\w.]+:(\d+)/.exec(printed);
      if (address !== null) resolve({ port: Number(address[1]) });
    });
    child.once('exit', (code) =>
      reject(new Error(`A server ended with ${code} before it listened. It said: ${printed}`)),
    );
  });
}
