import type { HeaderList } from '../../../contracts/judge/exchange.js';
import type { WireProgram } from '../../../mock-gateway/engine/wire.js';

/** A request as it arrived at a scripted server: every byte of it as the SDK sent it. */
export interface SeenRequest {
  /** Its number at this server, from 0. */
  readonly index: number;
  readonly method: string;
  /** The request target, raw. */
  readonly target: string;
  /** Wire order and spelling. */
  readonly headers: HeaderList;
  /** The first value of a header; its name is read without letter case. */
  header(name: string): string | undefined;
  /** All values of a header, in order. */
  headerAll(name: string): readonly string[];
  /** The whole body, as the framing delivers it. */
  readonly body: Uint8Array;
  /** The body as UTF-8. */
  readonly text: string;
  /** The body as JSON; a breach where it is none. */
  json(): unknown;
  /** When the head arrived, on the clock of `now()` in mock-gateway/engine/clock.ts. */
  readonly at: number;
  /** Number of the connection it came on, from 1; two requests with one number used one socket. */
  readonly connection: number;
  /** Resolves when the client closes the connection before the answer was complete; never where it did not. */
  readonly left: Promise<void>;
  readonly hasLeft: boolean;
  /** Aborted when the client leaves or the server closes: for programs that wait. */
  readonly signal: AbortSignal;
  /** What was written in answer so far, cut to a length, as a report shows it. */
  wrote(): string;
}

/** Answers a request; `index` counts the requests of this handler from 0. */
export type Handler = (request: SeenRequest, index: number) => WireProgram | Promise<WireProgram>;

/** What a scripted server does: the same answer for each request, or one made for it. */
export type Script = Handler | WireProgram;

/** How a scripted server is started. */
export interface ServeOptions {
  /** Loopback, by IPv4 (the default) or IPv6. */
  readonly host?: '127.0.0.1' | '::1';
}

/** A server of one test. It sees everything, and says what its script says. */
export interface ScriptServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  /** In order of arrival, each with its whole body. */
  readonly requests: readonly SeenRequest[];
  /** The n-th request, counted from 1, once it has arrived; a breach where the test ends before. */
  request(n: number): Promise<SeenRequest>;
  /** Sockets that are open now, and that ever were. */
  readonly connections: { readonly open: number; readonly total: number };
  /** Resolves once at most `n` sockets are open, or to false after `withinMs`. */
  closedTo(n: number, withinMs: number): Promise<boolean>;
  /** What Node's parser refused: the bytes that it stumbled over, one entry for each connection. */
  readonly rawErrors: readonly Uint8Array[];
  /** Ends every answer and closes every socket; further connections are refused. */
  close(): Promise<void>;
}
