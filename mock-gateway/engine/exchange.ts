import type { WireEnd, WireProgram } from './wire.js';

/** A request as a gateway sees it. */
export interface IncomingRequest {
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  /** The path of the target, percent-decoded (but `%2F`, which is no separator), without its query. */
  readonly path: string;
  /** Header fields in wire order and spelling. */
  readonly headers: [string, string][];
  /** The first value of a header; its name is read without letter case. */
  header(name: string): string | undefined;
  /** The whole body; empty where there is none, or where the gateway answers before it is read. */
  readonly body: Uint8Array;
  readonly remoteAddress: string;
  /** Fires when the client has left or the server ends. */
  readonly signal: AbortSignal;
  /** On the clock of `now()` in clock.ts. */
  readonly arrivedAt: number;
}

/** One event of a stream, whatever the framing makes of it. */
export interface StreamEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What a stream of a reply consists of: events, or bytes to be written as they are, one write each. */
export type StreamItem = StreamEvent | Uint8Array;

/** A response. */
export interface Reply {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: Uint8Array | AsyncIterable<StreamItem>;
  /** How the response ends when its body is over; `end` by default. */
  readonly end?: WireEnd;
}

/** A response whose every step is laid down: replay. */
export interface WireReply {
  readonly program: WireProgram;
}
