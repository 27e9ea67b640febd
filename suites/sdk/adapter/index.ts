import { type ChildProcess, spawn } from 'node:child_process';

/** INTERIM (lead, 14:45): replaced by helper LINK's files as soon as they are here. */
export type AdapterSpec =
  | {
      readonly kind: 'command';
      readonly argv: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly keepEnv?: readonly string[];
    }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'page'; readonly url: string };
type Fields = Readonly<Record<string, unknown>>;
export interface EventLine {
  readonly id: string;
  readonly type: 'event';
  readonly event: Fields;
  readonly text?: string;
  readonly reader?: number;
}
export interface ResultLine {
  readonly id: string;
  readonly type: 'result';
  readonly value?: unknown;
  readonly text?: string | null;
  readonly thinking?: string | null;
  readonly request_id?: string | null;
  readonly stopped?: boolean;
  readonly aborted?: boolean;
  readonly base_url?: string | null;
}
export interface ErrorLine {
  readonly id: string;
  readonly type: 'error';
  readonly stopped?: boolean;
  readonly error: { readonly kind: string; readonly [member: string]: unknown };
}
export type FinalLine = ResultLine | ErrorLine;
export interface Described {
  readonly protocol: 1;
  readonly dialect: string;
  readonly runtime: string;
  readonly sdk: { readonly name: string; readonly version: string; readonly language: string };
  readonly operations: readonly string[];
  readonly features: ReadonlyMap<string, 'all' | readonly string[]>;
  readonly errorFields: ReadonlySet<string>;
  readonly resultFields: ReadonlySet<string>;
  readonly mergedKinds: readonly { readonly kinds: readonly string[]; readonly operations: 'all' | readonly string[] }[];
  readonly env: readonly string[];
  readonly streamTimeout: 'headers' | 'idle' | 'total' | null;
  readonly unknownFeatures: readonly string[];
}
export class AdapterFault extends Error {}
export class AdapterWouldNotStart extends Error {}
export class AdapterHung extends Error {}
export class AdapterDied extends Error {
  constructor(
    readonly exit: number | null,
    readonly stderr: string,
  ) {
    super(`the adapter's process ended (${exit}): ${stderr.slice(-500)}`);
  }
}
export interface Operation {
  readonly id: string;
  readonly op: string;
  readonly events: readonly EventLine[];
  event(n: number): Promise<EventLine | undefined>;
  readonly answer: Promise<FinalLine>;
  abort(how?: 'signal' | 'close'): Promise<FinalLine>;
  scriptEnded(): void;
  readonly lastSign: number;
  readonly ended: boolean;
}
export interface AdapterLink {
  readonly described: Described;
  start(op: string, fields: Fields): Operation;
  stderr(): string;
  memory(): Promise<number | null>;
  readonly faults: readonly AdapterFault[];
  readonly restarts: number;
  close(): Promise<void>;
}

class Op implements Operation {
  readonly events: EventLine[] = [];
  readonly answer: Promise<FinalLine>;
  lastSign = performance.now();
  ended = false;
  #waiting: { n: number; go: (line: EventLine | undefined) => void }[] = [];
  #resolve: (line: FinalLine) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #scriptOver = 0;
  constructor(
    readonly id: string,
    readonly op: string,
    private readonly link: Link,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.answer.catch(() => {});
  }
  take(line: EventLine | FinalLine): void {
    this.lastSign = performance.now();
    if (line.type === 'event') {
      this.events.push(line);
      this.#waiting = this.#waiting.filter(({ n, go }) => {
        if (n > this.events.length) return true;
        go(this.events[n - 1]);
        return false;
      });
      return;
    }
    this.ended = true;
    for (const { go } of this.#waiting) go(undefined);
    this.#resolve(line);
  }
  fail(error: unknown): void {
    if (this.ended) return;
    this.ended = true;
    for (const { go } of this.#waiting) go(undefined);
    this.#reject(error);
  }
  event(n: number): Promise<EventLine | undefined> {
    if (this.events.length >= n || this.ended) return Promise.resolve(this.events[n - 1]);
    return new Promise((go) => this.#waiting.push({ n, go }));
  }
  abort(how?: 'signal' | 'close'): Promise<FinalLine> {
    return this.link.start('abort', { target: this.id, ...(how === undefined ? {} : { how }) }).answer;
  }
  scriptEnded(): void {
    this.#scriptOver ||= performance.now();
  }
  hangs(now: number): boolean {
    if (this.ended) return false;
    const quiet = now - this.lastSign;
    return quiet > 30_000 || (this.#scriptOver > 0 && quiet > 2_500 && now - this.#scriptOver > 2_500) || quiet > 10_000;
  }
}

class Link implements AdapterLink {
  described!: Described;
  faults: AdapterFault[] = [];
  restarts = 0;
  #child: ChildProcess | undefined;
  #err = '';
  #next = 1;
  #ops = new Map<string, Op>();
  #timer: NodeJS.Timeout;
  constructor(private readonly spec: Extract<AdapterSpec, { kind: 'command' }>) {
    this.#timer = setInterval(() => {
      const now = performance.now();
      for (const op of this.#ops.values()) {
        if (!op.hangs(now)) continue;
        this.#ops.delete(op.id);
        op.fail(new AdapterHung(`${op.op} gave no answer`));
        void this.start('abort', { target: op.id });
      }
    }, 200);
    this.#timer.unref();
  }
  #process(): ChildProcess {
    if (this.#child) return this.#child;
    const [command = '', ...args] = this.spec.argv;
    const hidden = /(_API_KEY|_TOKEN|_API_URL|_BASE_URL|_ORG_ID|_PROXY)$/i;
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !hidden.test(name)));
    const child = spawn(command, args, { env: { ...env, ...this.spec.env, NO_PROXY: '127.0.0.1,localhost,::1', PYTHONUNBUFFERED: '1' }, stdio: 'pipe' });
    this.#child = child;
    child.stderr?.on('data', (data) => {
      this.#err = (this.#err + String(data)).slice(-65536);
    });
    let rest = Buffer.alloc(0);
    const parts: Buffer[] = [];
    child.stdout?.on('data', (data: Buffer) => {
      let from = 0;
      for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, from)) {
        parts.push(data.subarray(from, at));
        from = at + 1;
        rest = Buffer.concat(parts);
        parts.length = 0;
        this.#line(rest.toString());
      }
      if (from < data.length) parts.push(data.subarray(from));
    });
    child.on('error', () => {});
    child.stdin?.on('error', () => {});
    child.on('exit', (code) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.restarts++;
      for (const op of this.#ops.values()) op.fail(new AdapterDied(code, this.#err));
      this.#ops.clear();
    });
    return child;
  }
  #line(text: string): void {
    if (text.trim() === '') return;
    const line = JSON.parse(text);
    const op = this.#ops.get(line.id);
    if (!op) return;
    if (line.type !== 'event') this.#ops.delete(line.id);
    op.take(line);
  }
  start(op: string, fields: Fields): Op {
    const made = new Op(String(this.#next++), op, this);
    this.#ops.set(made.id, made);
    const text = JSON.stringify({ id: made.id, op, ...fields }).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    this.#process().stdin?.write(`${text}\n`);
    return made;
  }
  async describe(): Promise<void> {
    const said = (await this.start('describe', {}).answer) as unknown as Record<string, any>;
    const features = new Map<string, 'all' | readonly string[]>();
    for (const one of said.features) typeof one === 'string' ? features.set(one, 'all') : Object.entries(one).forEach(([k, v]) => features.set(k, v as string[]));
    this.described = {
      protocol: 1, dialect: said.dialect, runtime: said.runtime, sdk: said.sdk, operations: said.operations, features,
      errorFields: new Set(said.error_fields), resultFields: new Set(said.result_fields),
      mergedKinds: (said.merged_kinds ?? []).map((one: any) => (Array.isArray(one) ? { kinds: one, operations: 'all' } : one)),
      env: said.env ?? [], streamTimeout: said.stream_timeout ?? null, unknownFeatures: [],
    };
  }
  stderr(): string {
    return this.#err;
  }
  async memory(): Promise<number | null> {
    return null;
  }
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const child = this.#child;
    this.#child = undefined;
    child?.stdin?.end();
    setTimeout(() => child?.kill('SIGKILL'), 5000).unref();
  }
}

export async function openAdapter(spec: AdapterSpec, _options: { dialect: string; startTimeoutMs: number }): Promise<AdapterLink> {
  if (spec.kind !== 'command') throw new AdapterWouldNotStart('interim link: commands only');
  const link = new Link(spec);
  await link.describe();
  return link;
}
