import type { AdapterDied, AdapterFault } from './faults.js';

/** How an adapter came to its end. */
export interface AdapterEnd {
  readonly exit: number | null;
  readonly signal: string | null;
  /** It did not end by itself within five seconds of the end of its input. */
  readonly killed: boolean;
}

/** What a transport tells of the adapter. */
export interface TransportEvents {
  /** One line, without its end. */
  line(bytes: Buffer): void;
  /** Wrong beyond what a line can show. */
  fault(fault: AdapterFault): void;
  /** The adapter is gone, and all operations with it. Told once. */
  gone(end: AdapterEnd): void;
  /** One operation is lost, and only this. */
  lost(id: string, why: AdapterDied | AdapterFault): void;
  /** No more lines of an operation can come: a fault, if it has had no final answer. */
  unanswered(id: string, why: AdapterFault): void;
}

/** The way to one adapter: a process, an HTTP server, a page. */
export interface Transport {
  /** Sends a request, encoded without LF. Never throws: an adapter that is gone is told of. */
  send(id: string, line: string): void;
  /** The harness no longer waits for an operation. */
  giveUp(id: string): void;
  /** The end of what it wrote to stderr. */
  stderr(): string;
  memory(): Promise<number | null>;
  /** Ends it at once, with all that it started. `gone` is told as ever. Undefined where that cannot be done. */
  readonly kill?: () => void;
  /** Ends it as the protocol has it. `gone` is told as ever. */
  close(): Promise<AdapterEnd>;
}

/** Opens a way to the adapter; each time a fresh one. Rejects with `AdapterWouldNotStart`. */
export type Connect = (events: TransportEvents) => Promise<Transport>;
