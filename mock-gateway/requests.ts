import type { HeaderList } from '../contracts/judge/exchange.js';
import { createRedactor } from '../contracts/redact.js';
import type { InjectedFault, Journal, JournalEnd, JournalFault, JournalPage } from './engine/journal.js';

/**
 * What the contract says of a request. `null`: a fault on demand answered before anything of it was looked at.
 */
export type RequestVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly fault: JournalFault }
  | { readonly ok: null; readonly why: string };

/** A request that a gateway got. */
export interface GatewayRequest {
  /** Counted from 0, over all exchanges of the gateway. */
  readonly number: number;
  readonly receivedAt: Date;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** As sent. */
  readonly target: string;
  /** In wire order and spelling, secrets masked: whoever prints a request prints no key. */
  readonly headers: HeaderList;
  /** The value of a header as it was sent, secrets included; its name is read without letter case. */
  header(name: string): string | undefined;
  /** Text of the body, up to 4 MiB of it. */
  readonly body: string;
  /** The body as JSON. Throws `SyntaxError` where it is none. */
  json(): unknown;
  /** The verdict of the gateway's own check of requests, the one that also decides about the answer. */
  readonly verdict: RequestVerdict;
}

/** What a gateway answered to the request of the same number. Times are milliseconds since the request arrived. */
export interface SentAnswer {
  readonly number: number;
  /** Absent where there was no answer. */
  readonly status?: number;
  /** Text of the body as it was written, up to 4 MiB of it. */
  readonly body: string;
  readonly writes: readonly { readonly at: number; readonly bytes: number }[];
  readonly bytesWritten: number;
  /**
   * Bytes of the body that the client took. Over a socket: that the operating system took on its behalf, which may be
   * some more than the client has read.
   */
  readonly bytesTaken: number;
  /** How it left: `client-left` where the client closed before the last write. */
  readonly end: JournalEnd;
  readonly endedAt?: number;
  /** Faults on demand that were decided on for this exchange. */
  readonly injected: readonly Readonly<InjectedFault>[];
}

/** Faults that answer before the gateway does. */
const BEFOREHAND = /^(silence|refuse|status)\b/;

/** Shows a journal to a test. */
export class Ledger {
  readonly #masked: (headers: HeaderList) => HeaderList;

  constructor(
    private readonly journal: Journal,
    secretHeaders: readonly string[],
  ) {
    this.#masked = createRedactor(secretHeaders, []).headers;
  }

  /** Oldest first; connections that ended without a request are left out. */
  get requests(): readonly GatewayRequest[] {
    return this.journal
      .pages()
      .filter(({ method }) => method !== '')
      .map((page) => this.#request(page));
  }

  get sent(): readonly SentAnswer[] {
    return this.journal.pages().map(answerOf);
  }

  #request(page: JournalPage): GatewayRequest {
    const { number, method, target, headers } = page;
    const body = page.body.toString('utf8');
    return {
      number,
      receivedAt: new Date(page.receivedAt),
      method,
      path: target.split('?', 1)[0] ?? target,
      target,
      headers: this.#masked(headers),
      header: (name) => headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1],
      body,
      json: (): unknown => JSON.parse(body),
      verdict: verdictOf(page),
    };
  }
}

function verdictOf({ fault, injected }: JournalPage): RequestVerdict {
  if (fault !== undefined) return { ok: false, fault };
  const early = injected?.find((each) => each.firedAt !== undefined && BEFOREHAND.test(each.fault));
  if (early !== undefined) return { ok: null, why: `the fault ${early.fault} came before the request was looked at` };
  return { ok: true };
}

function answerOf(page: JournalPage): SentAnswer {
  const { number, status, bytesWritten, bytesTaken, end, endedAt, injected, said } = page;
  const flat = page.writes;
  return {
    number,
    ...(status === undefined ? {} : { status }),
    body: said.toString('utf8'),
    writes: Array.from({ length: flat.length >> 1 }, (_, at) => ({
      at: flat[2 * at] ?? 0,
      bytes: flat[2 * at + 1] ?? 0,
    })),
    bytesWritten,
    bytesTaken,
    end,
    ...(endedAt === undefined ? {} : { endedAt }),
    injected: (injected ?? []).map((each) => ({ ...each })),
  };
}
