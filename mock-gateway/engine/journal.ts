import type { HeaderList } from '../../contracts/judge/exchange.js';
import { createRedactor, type Redactor } from '../../contracts/redact.js';

/** How many exchanges a journal keeps; older ones are forgotten. */
const KEPT = 1000;
/** How many writes of one exchange are kept one by one; the rest is only counted. */
const WRITES_KEPT = 512;
/** How much of a request body is kept, in bytes. */
const BODY_KEPT = 64 * 1024;
/** How much of either body is kept where answers are kept too: for tests, which look into both. */
const BOTH_KEPT = 4 * 1024 * 1024;

/** The head of a request, as Node's server has it: names and values of its headers one after the other. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
}

/** What broke the contract in a request, as the gateway told the client. */
export interface JournalFault {
  readonly rule: string;
  readonly status: number;
  readonly message: string;
  readonly param?: string;
}

/** A fault that was decided on for one exchange. It is noted before it acts. */
export interface InjectedFault {
  /** Its spec, in canonical form. */
  readonly fault: string;
  readonly decidedAt: number;
  /** Absent where it never came to act: the answer had no third event. */
  firedAt?: number;
}

/** How an exchange ended. `client-left`: the client closed first. */
export type JournalEnd = 'open' | 'complete' | 'reset' | 'truncated' | 'client-left';

/** One exchange, without secrets. Times are milliseconds since the request arrived. */
export interface JournalEntry {
  readonly number: number;
  readonly receivedAt: string;
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
  readonly bodyBytes: number;
  /** The body as text, cut after 64 KiB. */
  readonly body: string;
  readonly fault?: JournalFault;
  /** Faults on demand, in the order in which they act; absent where there are none. */
  readonly injected?: readonly Readonly<InjectedFault>[];
  readonly status?: number;
  readonly writes: readonly { readonly at: number; readonly bytes: number }[];
  readonly writeCount: number;
  readonly bytesWritten: number;
  readonly end: JournalEnd;
  readonly endedAt?: number;
}

/** The page of one exchange while it runs. */
export class JournalPage {
  fault: JournalFault | undefined;
  injected: InjectedFault[] | undefined;
  status: number | undefined;
  end: JournalEnd = 'open';
  endedAt: number | undefined;
  writeCount = 0;
  bytesWritten = 0;
  #firstAt = 0;
  #firstBytes = 0;
  /** Time and size of each further write, one after the other: most answers have none. */
  #further: number[] | undefined;
  bodyBytes = 0;
  #body: Buffer | undefined;
  readonly receivedAt = Date.now();
  /** All in one text: it outlives the request, and one object is less to keep than twenty. */
  readonly #headers: string;
  readonly method: string;
  readonly target: string;
  /** Bytes of the body that the connection has taken over from the server. */
  bytesTaken = 0;
  readonly #said: Buffer[] | undefined;
  #saidBytes = 0;

  constructor(
    readonly number: number,
    { method = '', url = '', rawHeaders }: RequestHead,
    private readonly arrivedAt: number,
    keepsAnswer: boolean,
  ) {
    if (keepsAnswer) this.#said = [];
    this.method = method;
    this.target = url;
    this.#headers = rawHeaders.join('\n');
  }

  get headers(): HeaderList {
    const parts = this.#headers.split('\n');
    return Array.from({ length: parts.length >> 1 }, (_, at) => [parts[2 * at] ?? '', parts[2 * at + 1] ?? '']);
  }

  get body(): Buffer {
    return this.#body ?? Buffer.alloc(0);
  }

  /** Keeps a copy: the bytes that came are part of a larger buffer, or one outside the heap, that would be kept with them. */
  read(body: Uint8Array): void {
    this.bodyBytes = body.byteLength;
    const most = this.keepsAnswer ? BOTH_KEPT : BODY_KEPT;
    this.#body = Buffer.from(body.byteLength > most ? body.subarray(0, most) : body);
  }

  /** Time and size of each write that was kept, one after the other. */
  get writes(): readonly number[] {
    return this.writeCount === 0 ? [] : [this.#firstAt, this.#firstBytes, ...(this.#further ?? [])];
  }

  /** Whether what is written is kept, and not only counted. */
  get keepsAnswer(): boolean {
    return this.#said !== undefined;
  }

  /** The body of the answer as far as it is kept. */
  get said(): Buffer {
    return Buffer.concat(this.#said ?? []);
  }

  /** Keeps a piece of the answer, if answers are kept. */
  #keep(piece: Uint8Array | undefined): void {
    if (this.#said === undefined || piece === undefined || this.#saidBytes >= BOTH_KEPT) return;
    const kept = piece.subarray(0, BOTH_KEPT - this.#saidBytes);
    this.#saidBytes += kept.byteLength;
    this.#said.push(Buffer.from(kept));
  }

  wrote(at: number, bytes: number, piece?: Uint8Array): void {
    this.#keep(piece);
    this.writeCount += 1;
    this.bytesWritten += bytes;
    if (this.writeCount === 1) {
      this.#firstAt = at - this.arrivedAt;
      this.#firstBytes = bytes;
    } else if (this.writeCount <= WRITES_KEPT) {
      this.#further ??= [];
      this.#further.push(at - this.arrivedAt, bytes);
    }
  }

  /** Notes a fault that is to come; the function returned notes that it comes now. */
  decided(fault: string, at: number): (at: number) => void {
    const injected: InjectedFault = { fault, decidedAt: at - this.arrivedAt };
    this.injected = [...(this.injected ?? []), injected];
    return (firedAt) => {
      injected.firedAt ??= firedAt - this.arrivedAt;
    };
  }

  ended(how: JournalEnd, at: number): void {
    if (this.end !== 'open') return;
    this.end = how;
    this.endedAt = at - this.arrivedAt;
  }
}

/** What a server received and what it wrote, the last thousand exchanges. Secrets do not leave it. */
export class Journal {
  readonly #pages: (JournalPage | undefined)[] = [];
  readonly #redactor: Redactor;
  #next = 0;

  /**
   * @param secretHeaders names of headers that carry secrets, see `createRedactor`; @param secrets known values;
   * @param keepsAnswers whether the bodies of answers are kept, each up to 4 MiB.
   */
  constructor(
    secretHeaders: readonly string[],
    secrets: readonly string[],
    private readonly keepsAnswers = false,
  ) {
    this.#redactor = createRedactor(secretHeaders, secrets);
  }

  /** How many exchanges there were, forgotten ones included. */
  get count(): number {
    return this.#next;
  }

  open(head: RequestHead, arrivedAt: number): JournalPage {
    const page = new JournalPage(this.#next, head, arrivedAt, this.keepsAnswers);
    this.#pages[this.#next % KEPT] = page;
    this.#next += 1;
    return page;
  }

  /** The exchanges that are kept, oldest first. */
  entries(): JournalEntry[] {
    return this.pages().map((page) => this.#entryOf(page));
  }

  /** Their pages, secrets and all: for whoever sent them. */
  pages(): JournalPage[] {
    const first = Math.max(0, this.#next - KEPT);
    return Array.from({ length: this.#next - first }, (_, at) => this.#pages[(first + at) % KEPT]).filter(
      (page) => page !== undefined,
    );
  }

  /** The exchanges whose request broke the contract. */
  faults(): JournalEntry[] {
    return this.entries().filter((entry) => entry.fault !== undefined);
  }

  #entryOf(page: JournalPage): JournalEntry {
    const kept = page.writes;
    const writes = [];
    for (let at = 0; at < kept.length; at += 2) writes.push({ at: kept[at] ?? 0, bytes: kept[at + 1] ?? 0 });
    return {
      number: page.number,
      receivedAt: new Date(page.receivedAt).toISOString(),
      method: page.method,
      target: this.#redactor.text(page.target),
      headers: this.#redactor.headers(page.headers),
      bodyBytes: page.bodyBytes,
      body: this.#redactor.text(page.body.toString('utf8')),
      ...(page.fault === undefined ? {} : { fault: this.#redactor.value(page.fault) }),
      ...(page.injected === undefined ? {} : { injected: page.injected.map((each) => ({ ...each })) }),
      ...(page.status === undefined ? {} : { status: page.status }),
      writes,
      writeCount: page.writeCount,
      bytesWritten: page.bytesWritten,
      end: page.end,
      ...(page.endedAt === undefined ? {} : { endedAt: page.endedAt }),
    };
  }
}
