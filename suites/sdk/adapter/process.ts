import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { adapterEnvironment } from './environment.js';
import { AdapterFault, AdapterWouldNotStart, excerpt } from './faults.js';
import { tooLong } from './line-faults.js';
import { LineReader } from './line-reader.js';
import type { AdapterSpec } from './link.js';
import { residentBytes } from './memory.js';
import type { AdapterEnd, Transport, TransportEvents } from './transport.js';
import { windowsCommand } from './windows.js';

/** How long an adapter has to exit after the end of its input. */
export const EXIT_MS = 5_000;
/** How long the pipes of a process that exited may stay open: something that it started may hold them. */
const PIPES_MS = 500;
/** How much of stderr is kept. */
const STDERR_BYTES = 64 * 1024;

type Command = Extract<AdapterSpec, { kind: 'command' }>;
/** Killed with this process, however it ends. */
const running = new Set<Child>();
process.once('exit', () => running.forEach(killGroup));

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts an adapter's process, in a group of its own so that what it starts ends with it. */
export async function startProcess(spec: Command, events: TransportEvents): Promise<ProcessTransport> {
  const [program = '', ...args] = spec.argv;
  const { file, argv, verbatim } = windowsCommand(program, args, process.env) ?? { file: program, argv: args };
  return new Promise((resolve, reject) => {
    const child = spawned(program, file, argv, spec, verbatim === true);
    child.once('spawn', () => resolve(new ProcessTransport(child, events)));
    child.once('error', (error) => reject(wouldNotStart(program, error)));
  });
}

/** What cannot even be tried, an empty name say, is thrown at once. */
function spawned(program: string, file: string, argv: readonly string[], spec: Command, verbatim: boolean): Child {
  try {
    return spawn(file, argv, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: adapterEnvironment(process.env, spec.keepEnv, spec.env),
      detached: process.platform !== 'win32',
      windowsHide: true,
      windowsVerbatimArguments: verbatim,
    });
  } catch (error) {
    throw wouldNotStart(program, error instanceof Error ? error : new Error(String(error)));
  }
}

/** An adapter as a process, spoken to through its pipes. */
export class ProcessTransport implements Transport {
  readonly #ended: Promise<AdapterEnd>;
  #stderr: Buffer = Buffer.alloc(0);
  #killed = false;

  constructor(
    private readonly child: Child,
    events: TransportEvents,
  ) {
    const reader = new LineReader({
      line: events.line,
      tooLong: (start) => events.fault(tooLong(start)),
    });
    child.stdout.on('data', (chunk: Buffer) => reader.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = Buffer.concat([this.#stderr, chunk]).subarray(-STDERR_BYTES);
    });
    // An adapter that has closed its pipes is seen by its end, or by its silence.
    for (const pipe of [child.stdin, child.stdout, child.stderr, child]) pipe.on('error', () => {});
    running.add(child);
    this.#ended = this.#end(reader, events);
  }

  send(_id: string, line: string): void {
    if (this.child.stdin.writable) this.child.stdin.write(`${line}\n`);
  }

  giveUp(): void {}

  stderr(): string {
    return this.#stderr.toString('utf8');
  }

  memory(): Promise<number | null> {
    return residentBytes(this.child.pid);
  }

  kill(): void {
    killGroup(this.child);
  }

  async close(): Promise<AdapterEnd> {
    this.child.stdin.end();
    const timer = setTimeout(() => {
      this.#killed = true;
      this.kill();
    }, EXIT_MS);
    const end = await this.#ended;
    clearTimeout(timer);
    return end;
  }

  async #end(reader: LineReader, events: TransportEvents): Promise<AdapterEnd> {
    const { child } = this;
    const [exit, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.once('exit', (...how) => resolve(how));
    });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PIPES_MS);
      child.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    // Whatever it started and left behind, `go run` and `npm` do so, ends now.
    this.kill();
    running.delete(child);
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
    const rest = reader.rest().toString('utf8').trim();
    if (rest !== '' && !this.#killed && signal === null)
      events.fault(
        new AdapterFault('The last line was not ended.', excerpt(rest), 'End each line with LF, and flush it at once.'),
      );
    const end = { exit, signal, killed: this.#killed };
    events.gone(end);
    return end;
  }
}

function killGroup(child: Child): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', `${pid}`, '/t', '/f'], { stdio: 'ignore' });
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is empty: all have ended.
  }
}

function wouldNotStart(program: string, error: NodeJS.ErrnoException): AdapterWouldNotStart {
  if (error.code === 'ENOENT')
    return new AdapterWouldNotStart(
      `The adapter's program '${program}' was not found, or the working directory is gone`,
      'No shell reads the command: name a program on the PATH or a path, then its arguments as words of their own.',
    );
  if (error.code === 'EACCES')
    return new AdapterWouldNotStart(
      `The adapter's program '${program}' may not be run`,
      `Make it executable (chmod +x), or name its interpreter before it: -- python ${program}`,
    );
  return new AdapterWouldNotStart(`The adapter's program '${program}' did not start: ${error.message}`, 'Repair that.');
}
