import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../contracts/package-root.js';

const ROOMS = ['contracts', 'fixtures', 'pacts', 'mock-gateway', 'suites', 'reports', 'cli', 'mutants'];
const main = join(packageRoot, 'dist/cli/main.js');
const lock = join(packageRoot, 'node_modules/.build-lock');

/** Builds `dist/` where it is missing or older than a source; several test files may ask at once. */
export async function built(): Promise<void> {
  for (let waited = 0; waited < 600; waited++) {
    if (!stale()) return;
    try {
      mkdirSync(lock);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    try {
      if (!stale()) return;
      const { status, stdout } = spawnSync(process.execPath, ['scripts/build.mjs'], {
        cwd: packageRoot,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`The build failed:\n${stdout}`);
      return;
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  throw new Error(`Another build holds ${lock}.`);
}

function stale(): boolean {
  if (!existsSync(main)) return true;
  const builtAt = statSync(main).mtimeMs;
  return ROOMS.some((room) =>
    readdirSync(join(packageRoot, room), { withFileTypes: true, recursive: true }).some(
      (entry) => entry.name.endsWith('.ts') && statSync(join(entry.parentPath, entry.name)).mtimeMs > builtAt,
    ),
  );
}

/** What a run of the command line came to. */
export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  /** Highest resident set size seen, in bytes; 0 where the platform does not say. */
  readonly peakBytes: number;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Called with the process once it runs: for signals. */
  readonly started?: (child: { kill(signal: NodeJS.Signals): boolean }) => void;
  /** Called with all of stdout whenever there is more of it. */
  readonly heard?: (stdout: string) => Promise<void>;
}

/** Runs the built command line as a user would. The environment has no options of the suite but those given. */
export function cli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(VAI_|VITEST|NO_COLOR|FORCE_COLOR|NODE_ENV|CI$|GITHUB_)/.test(name),
    );
    const child = spawn(process.execPath, [main, ...args], {
      cwd: options.cwd ?? packageRoot,
      env: { ...Object.fromEntries(inherited), ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: string[] = [];
    const err: string[] = [];
    let peakBytes = 0;
    const sampler = setInterval(() => {
      peakBytes = Math.max(peakBytes, residentBytes(child.pid));
    }, 50);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out.push(text);
      options.heard?.(out.join('')).catch((error: unknown) => {
        child.kill('SIGKILL');
        reject(error);
      });
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(sampler);
      resolve({ code, stdout: out.join(''), stderr: err.join(''), wallMs: performance.now() - startedAt, peakBytes });
    });
    child.stdin.end(options.stdin ?? '');
    options.started?.(child);
  });
}

function residentBytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  const path = `/proc/${pid}/status`;
  const stdout = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return Number(/VmHWM:\s+(\d+) kB/.exec(stdout)?.[1] ?? 0) * 1024;
}
