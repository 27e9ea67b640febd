import type { BodyFault } from './body.js';
import type { IncomingRequest, Reply, StreamItem, WireReply } from './exchange.js';
import type { JournalFault } from './journal.js';
import type { Stop } from './stop.js';

/** What a gateway may do with an exchange besides answering it. */
export interface ExchangeControls {
  /** Stops when the client has left or the server ends. */
  readonly stop: Stop;
  /** Calls back once, when the last byte is out or the client gone. */
  whenOver(callback: () => void): void;
  /** Notes in the journal what was wrong with the request. */
  fault(fault: JournalFault): void;
}

/** A request that was let in: what its body may be, and what becomes of it. */
export interface Admission {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Answers the request with its body. */
  complete(request: IncomingRequest): Reply | WireReply | Promise<Reply | WireReply>;
  /** Answers a request whose body was refused. */
  refuse(fault: BodyFault): Reply;
}

/** What a gateway would grant the body of a request, without letting the request in. */
export interface BodyTerms {
  /** Whether the head alone is enough to refuse it. */
  readonly refused: boolean;
  readonly timeoutMs: number;
}

/** A gateway as the server sees it. */
export interface GatewayApp {
  /** Decides by the head alone: an answer, or the terms on which the body is read. */
  receive(request: IncomingRequest, controls: ExchangeControls): Reply | Admission;
  /** Looks at a head without any effect. A mutated gateway sees bodies first, and should wait for them no longer. */
  terms(request: IncomingRequest): BodyTerms;
  /** Answers where the gateway itself broke. */
  crashed(request: IncomingRequest, error: unknown): Reply;
  /** Whether a request only asks how the gateway is: faults on demand spare it. */
  isHealthCheck(request: IncomingRequest): boolean;
  /** The gateway's own words for an error that was asked for; `retryAfter` is in seconds. */
  failure(request: IncomingRequest, status: number, retryAfter: number | undefined): Reply;
  /** Something that may be said at any time in a stream and means nothing: it shows whether anyone still listens. */
  readonly probe: StreamItem;
}
