import { claimsFeature, type Described } from '../../../contracts/adapter/claims.js';
import type { FinalLine } from '../../../contracts/adapter/lines.js';
import { nextTurn, now } from '../../../mock-gateway/engine/clock.js';
import type { SdkDialect } from '../dialect.js';
import { LoopbackServer } from '../server/script-server.js';
import type { AdapterSpec } from './link.js';
import { type OpenOptions, openLink } from './open.js';
import type { PendingOperation } from './operation.js';
import type { RunningLink } from './running-link.js';
import { SmokeStream } from './smoke-stream.js';

/** One thing that an adapter has to do. */
export interface SmokeCheck {
  /** What it is, a few words. */
  readonly name: string;
  readonly ok: boolean;
  /** What came instead, and the next step; null where it is well. */
  readonly hint: string | null;
}

/** What the smoke test found. */
export interface SmokeReport {
  readonly checks: readonly SmokeCheck[];
  /** Null where the adapter did not start. */
  readonly described: Described | null;
  /** The end of its stderr. */
  readonly stderr: string;
  readonly tookMs: number;
}

/** What is asked of the smoke test. */
export interface SmokeOptions extends Omit<OpenOptions, 'dialect' | 'patience'> {
  readonly dialect: SdkDialect;
}

/** Shorter than the protocol's: nothing here takes an adapter more than a moment. */
const PATIENCE = { beforeRequest: 5_000, silent: 3_000, afterScript: 2_000 };
/** Two bytes, three, four; a line end of Unicode's that is none of JSON's; and what has to be escaped. */
const SPEECH = 'Grüße, 世界 \u{1f30d}\u2028"\\\t.';
/** How long an operation may take beside another one that waits. */
const BESIDE_MS = 2_000;
/** An operation that no dialect has. */
const NO_OPERATION = 'smoke.no_such_operation';

/**
 * Judges an adapter, and nothing of its SDK: that it starts, describes itself, carries each claimed operation to a
 * server and back, writes at once, keeps ids apart, and ends with its stdin. Never rejects for what an adapter does.
 */
export async function smoke(spec: AdapterSpec, options: SmokeOptions): Promise<SmokeReport> {
  const began = now();
  const { dialect, ...open } = options;
  let link: RunningLink;
  try {
    link = await openLink(spec, { ...open, dialect: dialect.name, patience: PATIENCE });
  } catch (error) {
    const checks = [{ name: 'starts and describes itself', ok: false, hint: messageOf(error) }];
    return { checks, described: null, stderr: '', tookMs: now() - began };
  }
  const test = new SmokeTest(link, dialect);
  const checks = await test.run(spec.kind === 'command');
  return { checks, described: link.described, stderr: link.stderr(), tookMs: now() - began };
}

class SmokeTest {
  readonly #checks: SmokeCheck[] = [];
  readonly #servers: LoopbackServer[] = [];

  constructor(
    private readonly link: RunningLink,
    private readonly dialect: SdkDialect,
  ) {}

  async run(isProcess: boolean): Promise<readonly SmokeCheck[]> {
    const { described } = this.link;
    this.#check('starts and describes itself', []);
    const sending = described.operations.filter((op) => this.dialect.target(op) !== null);
    this.#check('claims operations that are judged', sending.length > 0 ? [] : [this.#noOperations()]);
    try {
      // One after the other: a fault is then known by the check that it came in.
      for (const op of sending) await this.#during(op, () => this.#operation(op));
      const [first] = sending;
      const streaming = sending.find((op) => this.dialect.streams(op));
      if (first !== undefined) await this.#during('ignores members that it does not know', () => this.#unknown(first));
      await this.#during('refuses operations that it does not know', () => this.#refuses());
      if (streaming !== undefined)
        await this.#during('writes at once, several at a time', () => this.#pause(streaming));
      if (streaming !== undefined && claimsFeature(described, 'abort', streaming))
        await this.#during('aborts', () => this.#aborts(streaming));
      if (first !== undefined && claimsFeature(described, 'share'))
        await this.#during('shares and forgets clients', () => this.#shares(first));
      if (claimsFeature(described, 'inspect')) await this.#during('inspects', () => this.#inspects());
      await this.#during('ends with its stdin', () => this.#ends(isProcess, streaming));
    } finally {
      await this.link.close();
      await Promise.all(this.#servers.map((server) => server.close()));
    }
    return this.#checks;
  }

  #check(name: string, troubles: readonly string[]): void {
    this.#checks.push({ name, ok: troubles.length === 0, hint: troubles.length === 0 ? null : troubles.join(' ') });
  }

  /** One check; lines that the adapter should not have written meanwhile fail it too. */
  async #during(name: string, body: () => Promise<readonly string[]>): Promise<void> {
    const before = this.link.faultCount;
    const troubles: string[] = [];
    try {
      troubles.push(...(await body()));
    } catch (error) {
      troubles.push(messageOf(error));
    }
    // A line too many comes with the one that was waited for, or right after it.
    await nextTurn();
    const faults = this.link.faultCount - before;
    const { lastFault } = this.link;
    if (faults > 0 && lastFault !== undefined && !troubles.includes(lastFault.message))
      troubles.push(`${faults > 1 ? `${faults} wrong lines came, the last: ` : ''}${lastFault.message}`);
    this.#check(name, troubles);
  }

  async #operation(op: string): Promise<readonly string[]> {
    const server = await this.#server(op);
    const request = this.dialect.request(op, SPEECH);
    const answer = await this.#start(op, server, { request }).answer;
    const [seen] = server.requests;
    if (seen === undefined)
      return [`No request arrived at client.base_url; the answer was ${told(answer)}. Pass base_url to the SDK.`];
    const spoken = JSON.stringify(request).includes(JSON.stringify(SPEECH).slice(1, -1));
    const troubles = this.#succeeded(answer);
    if (spoken && !JSON.stringify(parsed(seen.text)).includes(JSON.stringify(SPEECH).slice(1, -1)))
      troubles.push(
        'The text arrived changed at the server. Read lines as UTF-8, cut them at LF only, and pass the request on whole.',
      );
    return troubles;
  }

  async #unknown(op: string): Promise<readonly string[]> {
    const server = await this.#server(op);
    const fields = { client: { x_unknown: {} }, options: { x_unknown: [1] }, x_unknown: true };
    return this.#succeeded(await this.#start(op, server, fields).answer);
  }

  async #refuses(): Promise<readonly string[]> {
    const answer = await this.#start(NO_OPERATION, await this.#server()).answer;
    if (answer.type === 'error' && answer.error.kind === 'unsupported') return [];
    return [`'${NO_OPERATION}' was answered by ${told(answer)}. Answer {"kind":"unsupported","param":"op"}.`];
  }

  /** Each answer of this stream waits for the first event: what is not flushed never comes, and nothing else may wait. */
  async #pause(op: string): Promise<readonly string[]> {
    const stream = new SmokeStream(this.dialect.reply(op));
    const server = await this.#server(op, stream);
    const operation = this.#start(op, server);
    stream.follow(operation);
    const troubles: string[] = [];
    const beside = this.link.described.operations.find((one) => this.dialect.target(one) !== null) ?? op;
    if (await stream.paused) {
      const other = this.#start(beside, await this.#server(beside));
      if (!(await within(BESIDE_MS, other.answer)))
        troubles.push('A second operation was not answered before the first had ended: run each by itself.');
    }
    stream.go();
    troubles.push(...this.#succeeded(await operation.answer));
    if (operation.events.length > 0 && stream.lateFlush)
      troubles.push(
        'No event line came before the stream had ended. Flush stdout after each line; if you do, the SDK keeps events back.',
      );
    if (operation.events.length === 0) troubles.push('The stream was answered without a single event line.');
    return troubles;
  }

  async #aborts(op: string): Promise<readonly string[]> {
    const stream = new SmokeStream(this.dialect.reply(op));
    const operation = this.#start(op, await this.#server(op, stream));
    stream.follow(operation);
    await stream.paused;
    const answer = await operation.abort();
    if (answer.type === 'error' && answer.error.kind === 'unsupported') {
      stream.go();
      await operation.answer;
      return ['The feature abort is claimed, but abort without `how` is answered unsupported: use what the SDK has.'];
    }
    const target = await operation.answer;
    const aborted = target.type === 'error' ? target.error.kind === 'abort' : target.aborted === true;
    stream.go();
    const unknown = await this.link.abort('no-such-id', undefined);
    const late = unknown.type === 'result' ? [] : [`An abort of an unknown id was answered by ${told(unknown)}.`];
    if (aborted) return late;
    return [
      ...late,
      `The aborted stream ended with ${told(target)}: expected kind abort, or a result with aborted: true.`,
    ];
  }

  async #shares(op: string): Promise<readonly string[]> {
    const client = { share: 'smoke' };
    const first = await this.#server(op);
    const troubles = this.#succeeded(await this.#start(op, first, { client }).answer);
    // The other fields of a shared client count only the first time.
    const second = await this.#server(op);
    await this.#start(op, second, { client }).answer;
    if (second.requests.length > 0 || first.requests.length < 2)
      troubles.push('The second operation of a shared client did not use the first client. Keep it by its name.');
    const answer = await this.link.start('forget', { share: 'smoke' }).answer;
    // An SDK whose clients cannot be closed says so; the client is dropped all the same.
    if (answer.type === 'error' && answer.error.kind !== 'unsupported')
      troubles.push(`forget was answered by ${told(answer)}; expected a result.`);
    const third = await this.#server(op);
    await this.#start(op, third, { client }).answer;
    if (third.requests.length === 0) troubles.push('A client that was forgotten was used again.');
    await this.link.start('forget', { share: 'smoke' }).answer;
    return troubles;
  }

  async #inspects(): Promise<readonly string[]> {
    const { origin } = await this.#server();
    const answer = await this.link.start('inspect', { client: this.#client('inspect', origin) }).answer;
    if (answer.type === 'error') return [`inspect was answered by ${told(answer)}.`];
    const { value } = answer;
    const texts = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
    return texts ? [] : ['The value of inspect is a list of texts: every printed form of client, key and stream.'];
  }

  async #ends(isProcess: boolean, op: string | undefined): Promise<readonly string[]> {
    if (!isProcess) return [];
    if (op !== undefined) {
      const stream = new SmokeStream(this.dialect.reply(op));
      stream.follow(this.#start(op, await this.#server(op, stream)));
      await stream.paused;
    }
    const { exit, killed } = await this.link.close();
    if (killed) return ['It was still running five seconds after the end of its stdin. Exit with 0 at once.'];
    return exit === 0 ? [] : [`It ended with exit status ${exit} at the end of its stdin; expected 0.`];
  }

  async #server(op?: string, stream?: SmokeStream): Promise<LoopbackServer> {
    const script = stream?.script ?? (op === undefined ? () => [] : this.dialect.reply(op));
    const server = await LoopbackServer.start(script, {}, { cors: this.link.described.runtime === 'browser' });
    this.#servers.push(server);
    return server;
  }

  #start(op: string, server: LoopbackServer, fields: { [name: string]: unknown } = {}): PendingOperation {
    const client = { ...this.#client(op, server.origin), ...Object(fields.client) };
    return this.link.start(op, { request: this.dialect.request(op), ...fields, client });
  }

  /** What the SDK has a place for, with made-up keys. */
  #client(op: string, origin: string): Record<string, unknown> {
    const { clientFeatures } = this.dialect;
    const { client } = this.dialect.canaries((name) => `smoke-${name}`);
    const fields = Object.entries(client).filter(([name]) => {
      const feature = clientFeatures[name];
      return feature === undefined || claimsFeature(this.link.described, feature, op);
    });
    return { base_url: origin, ...Object.fromEntries(fields) };
  }

  #succeeded(answer: FinalLine): string[] {
    if (answer.type === 'result') return [];
    const why =
      'The reply was a plain success. See what the SDK threw; an operation that it does not have is not claimed.';
    return [`It was answered by ${told(answer)}. ${why}`];
  }

  #noOperations(): string {
    return `None of the operations (${this.link.described.operations.join(', ') || 'none'}) is one of the dialect '${this.dialect.name}'.`;
  }
}

/** Whether it is settled in time; throws what it rejects with. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const done = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return done;
}

function told(answer: FinalLine): string {
  if (answer.type === 'result') return 'a result';
  const { kind, class: name, message, param } = answer.error;
  const parts = [name, message, param].filter((part) => part !== undefined && part !== null);
  return `an error of kind ${kind} (${parts.join(': ').slice(0, 300)})`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
