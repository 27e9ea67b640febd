import { type Described, describedOf } from '../../../contracts/adapter/claims.js';
import type { AdapterLine, DescribedLine, FinalLine } from '../../../contracts/adapter/lines.js';
import { requestFaults } from '../../../contracts/adapter/schemas.js';
import { AdapterDied, AdapterFault, AdapterGone, type AdapterWouldNotStart } from './faults.js';
import { neverAsked, tooMuch } from './line-faults.js';
import type { AdapterLink } from './link.js';
import { type OperationOwner, type Patience, PendingOperation } from './operation.js';
import { readLine } from './read-line.js';
import { type Describing, describeAgain, describeFirst } from './start-up.js';
import type { AdapterEnd, Connect, Transport } from './transport.js';
import { encodeLine } from './write-line.js';

/** How long lines of an operation that was given up are expected, and ignored. */
const IGNORED_MS = 5_000;
/** How long an operation that was given up has to end after it was aborted; then the process is killed. */
const ABORT_MS = 2_000;
/** Processes that may end while nothing is asked of them. */
const MOST_IDLE_DEATHS = 3;
/** Faults that are kept, and how many make an adapter useless. */
const KEPT_FAULTS = 20;
const MOST_FAULTS = 1_000;
const STDERR_CHARACTERS = 64 * 1024;

/** What a link is opened with. */
export interface LinkTerms {
  readonly dialect: string;
  readonly startTimeoutMs: number;
  readonly patience: Patience;
}

interface Sent {
  readonly operation: PendingOperation;
  readonly line: string;
}

/** A link to an adapter, over however many processes it takes. */
export class RunningLink implements AdapterLink, OperationOwner {
  readonly faults: AdapterFault[] = [];
  readonly patience: Patience;
  #describedLine: DescribedLine | undefined;
  #described: Described | undefined;
  #transport: Transport | undefined;
  #describing: Describing | undefined;
  #restarting = false;
  #closing = false;
  #ids = 0;
  #inFlight = new Map<string, PendingOperation>();
  #finished = new Set<string>();
  /** Operations that were given up, and what kills the process if they do not end. */
  readonly #givenUp = new Map<string, NodeJS.Timeout | undefined>();
  #queue: Sent[] = [];
  #idleDeaths = 0;
  #useless: AdapterWouldNotStart | undefined;
  #earlierStderr = '';
  faultCount = 0;
  lastFault: AdapterFault | undefined;
  restarts = 0;

  private constructor(
    private readonly connect: Connect,
    private readonly terms: LinkTerms,
  ) {
    this.patience = terms.patience;
  }

  /** Opens the way and asks for the description. Rejects with `AdapterWouldNotStart`. */
  static async open(connect: Connect, terms: LinkTerms): Promise<RunningLink> {
    const link = new RunningLink(connect, terms);
    try {
      link.#describedLine = await link.#startUp(undefined);
    } catch (error) {
      await link.close();
      throw error;
    }
    link.#described = describedOf(link.#describedLine);
    return link;
  }

  get described(): Described {
    if (this.#described === undefined) throw new Error('The link was not opened.');
    return this.#described;
  }

  start(op: string, fields: Readonly<Record<string, unknown>>): PendingOperation {
    const id = `${++this.#ids}`;
    const operation = new PendingOperation(id, op, this);
    if (this.#useless !== undefined) {
      operation.fail(this.#useless);
      return operation;
    }
    const request = { id, op, ...fields };
    // Literals of numbers stand for themselves, so what is checked is the line, not the object.
    const line = encodeLine(request);
    const [wrong] = requestFaults(JSON.parse(line));
    if (wrong !== undefined) {
      operation.fail(new Error(`The suite would send what is not of the protocol: ${wrong.path} ${wrong.message}.`));
      return operation;
    }
    if (this.#transport !== undefined && !this.#restarting) this.#send({ operation, line });
    else {
      this.#queue.push({ operation, line });
      this.#restart();
    }
    return operation;
  }

  abort(target: string, how: 'signal' | 'close' | undefined): Promise<FinalLine> {
    return this.start('abort', { target, ...(how === undefined ? {} : { how }) }).answer;
  }

  giveUp({ id, op }: PendingOperation): void {
    this.#inFlight.delete(id);
    const transport = this.#transport;
    if (transport === undefined) return;
    const kill = transport.kill === undefined ? undefined : setTimeout(() => transport.kill?.(), ABORT_MS);
    this.#givenUp.set(id, kill);
    if (op !== 'abort') this.abort(id, undefined).catch(() => {});
    transport.giveUp(id);
    setTimeout(() => this.#forget(id), IGNORED_MS).unref();
  }

  stderr(): string {
    return `${this.#earlierStderr}${this.#transport?.stderr() ?? ''}`.slice(-STDERR_CHARACTERS);
  }

  async memory(): Promise<number | null> {
    return (await this.#transport?.memory()) ?? null;
  }

  async close(): Promise<AdapterEnd> {
    const gone = new AdapterGone('The suite has ended the adapter', 'Nothing more can be asked of it.');
    this.#useless ??= gone;
    this.#closing = true;
    const transport = this.#transport;
    this.#fail(gone);
    const end = await transport?.close();
    return end ?? { exit: null, signal: null, killed: false };
  }

  #send({ operation, line }: Sent): void {
    this.#inFlight.set(operation.id, operation);
    operation.sent();
    operation.answer.then(
      () => this.#inFlight.delete(operation.id),
      () => this.#inFlight.delete(operation.id),
    );
    this.#transport?.send(operation.id, line);
  }

  /** Opens a fresh way to the adapter and asks for its description. */
  async #startUp(before: DescribedLine | undefined): Promise<DescribedLine> {
    const id = `${++this.#ids}`;
    let transport: Transport | undefined;
    const { startTimeoutMs, dialect } = this.terms;
    const describing =
      before === undefined ? describeFirst(id, startTimeoutMs, dialect) : describeAgain(id, startTimeoutMs, before);
    this.#describing = describing;
    try {
      const opened = await this.connect({
        line: (bytes) => this.#heard(bytes),
        fault: (fault) => this.#noteFault(fault),
        gone: (end) => this.#gone(transport, end, describing),
        lost: (lost, why) => this.#lost(lost, why),
        unanswered: (lost, why) => {
          if (lost === id ? describing.waits : this.#inFlight.has(lost)) this.#lost(lost, why);
        },
      });
      transport = opened;
      this.#transport = opened;
      opened.send(id, encodeLine({ id, op: 'describe' }));
      return await describing.line(() => ({ stderr: opened.stderr(), fault: this.lastFault }));
    } finally {
      this.#describing = undefined;
    }
  }

  async #restart(): Promise<void> {
    if (this.#restarting) return;
    this.#restarting = true;
    while (this.#useless === undefined) {
      try {
        await this.#startUp(this.#describedLine);
        this.restarts++;
        break;
      } catch (error) {
        this.#transport?.kill?.();
        if (++this.#idleDeaths >= MOST_IDLE_DEATHS || error instanceof AdapterGone)
          this.#useless = asGone(error, this.stderr());
      }
    }
    this.#restarting = false;
    const queue = this.#queue;
    this.#queue = [];
    for (const sent of queue) {
      if (this.#useless !== undefined) sent.operation.fail(this.#useless);
      else if (!sent.operation.ended) this.#send(sent);
    }
  }

  #heard(bytes: Buffer): void {
    // What comes while the adapter ends answers nobody.
    if (this.#closing) return;
    const read = readLine(bytes);
    if ('line' in read) this.#take(read.line, bytes.length);
    else {
      this.#noteFault(read.fault);
      const operation = read.id === null ? undefined : this.#inFlight.get(read.id);
      if (operation === undefined) {
        if (read.id !== null) this.#describing?.wrong(read.id, read.fault);
        return;
      }
      operation.fail(read.fault);
      if (read.final) this.#finished.add(operation.id);
      else this.giveUp(operation);
    }
  }

  #take(line: AdapterLine, bytes: number): void {
    const { id, type } = line;
    if (this.#describing?.takes(line)) return;
    const operation = this.#inFlight.get(id);
    const final = type === 'result' || type === 'error';
    if (operation !== undefined) {
      if (final) {
        this.#inFlight.delete(id);
        this.#finished.add(id);
        operation.end(line);
      } else if (type !== 'described') operation.heard(line, bytes);
      return;
    }
    if (this.#givenUp.has(id)) {
      if (final) {
        this.#forget(id);
        this.#finished.add(id);
      }
      return;
    }
    this.#noteFault(this.#finished.has(id) ? tooMuch(line) : neverAsked(line));
  }

  #noteFault(fault: AdapterFault): void {
    this.faultCount++;
    this.lastFault = fault;
    if (this.faults.length < KEPT_FAULTS) this.faults.push(fault);
    if (this.faultCount !== MOST_FAULTS) return;
    const what = `The adapter has written ${MOST_FAULTS} wrong lines, the first of them: ${this.faults[0]?.what}`;
    this.#useless = new AdapterGone(what, this.faults[0]?.hint ?? '');
    this.#fail(this.#useless);
    this.#transport?.kill?.();
  }

  #lost(id: string, why: Error): void {
    this.#describing?.wrong(id, why);
    this.#inFlight.get(id)?.fail(why);
    this.#finished.add(id);
    if (why instanceof AdapterFault) this.#noteFault(why);
  }

  #gone(transport: Transport | undefined, end: AdapterEnd, describing: Describing): void {
    const died = new AdapterDied(end.exit, end.signal, transport?.stderr() ?? '');
    if (transport !== undefined && transport === this.#transport) {
      this.#earlierStderr = this.stderr();
      this.#transport = undefined;
      // Whoever kills it has a reason of his own.
      const idle = this.#inFlight.size === 0 && this.#givenUp.size === 0 && !describing.waits;
      if (idle && this.#useless === undefined && ++this.#idleDeaths >= MOST_IDLE_DEATHS)
        this.#useless = asGone(died, died.stderr);
      for (const id of [...this.#givenUp.keys()]) this.#forget(id);
      const inFlight = this.#inFlight;
      this.#inFlight = new Map();
      for (const operation of inFlight.values()) operation.fail(died);
    }
    describing.died(died);
  }

  #fail(error: Error): void {
    for (const { operation } of this.#queue.splice(0)) operation.fail(error);
    for (const operation of [...this.#inFlight.values()]) operation.fail(error);
  }

  #forget(id: string): void {
    clearTimeout(this.#givenUp.get(id));
    this.#givenUp.delete(id);
  }
}

function asGone(error: unknown, stderr: string): AdapterWouldNotStart {
  if (error instanceof AdapterGone) return error;
  const last = error instanceof Error ? error.message : String(error);
  return new AdapterGone(
    `The adapter ended ${MOST_IDLE_DEATHS} times while nothing was asked of it. The last time: ${last}`,
    'Keep it running until the end of its stdin.',
    ...(error instanceof AdapterDied ? [] : [stderr]),
  );
}
