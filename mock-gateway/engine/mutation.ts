import type { IncomingRequest, Reply, StreamEvent, StreamItem } from './exchange.js';

/** A way to make a gateway lie: hooks at its edges, and rules of its dialect to bend. All are optional. */
export interface Mutation {
  /** What the gateway reads in place of what was sent. */
  request?(request: IncomingRequest): IncomingRequest;
  /**
   * The HTTP edge. `next` answers as the gateway would; its first call decides what the request costs. With this hook
   * or `request` the body is read before anything is decided, also where the gateway would have refused at the head.
   */
  reply?(request: IncomingRequest, next: (request: IncomingRequest) => Promise<Reply>): Promise<Reply>;
  /** Order and content of a stream, pings and terminal events included. */
  events?(events: AsyncIterable<StreamItem>, request: IncomingRequest): AsyncIterable<StreamItem>;
  /** The bytes of one event; several pieces are several writes. */
  frame?(bytes: Uint8Array, event: StreamEvent): Uint8Array | Uint8Array[];
  /** Rules of the dialect to bend; its room documents their names. */
  readonly rules?: Readonly<Record<string, unknown>>;
}
