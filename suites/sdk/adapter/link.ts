import type { Described } from '../../../contracts/adapter/claims.js';
import type { EventLine, FinalLine } from '../../../contracts/adapter/lines.js';
import type { AdapterFault } from './faults.js';
import type { Patience } from './operation.js';

/** How an adapter is reached. Plain data: it crosses thread boundaries. */
export type AdapterSpec =
  | {
      readonly kind: 'command';
      /** Program and arguments; no shell reads them. */
      readonly argv: readonly string[];
      /** Added to the environment, after secrets and addresses were taken out of it. */
      readonly env?: Readonly<Record<string, string>>;
      /** Variables that stay although their names look like secrets or addresses. */
      readonly keepEnv?: readonly string[];
      /** How long its operations may be silent, where what the protocol grants would be waited for in vain. */
      readonly patience?: Partial<Patience>;
    }
  | { readonly kind: 'url'; readonly url: string }
  | {
      readonly kind: 'page';
      /** The page; the relay's address is added to it as the query parameter `relay`. */
      readonly url: string;
    };

/** A running adapter. */
export interface AdapterLink {
  readonly described: Described;
  /** Sends one operation; `fields` stand beside its id and name. Never throws: what goes wrong is in the answer. */
  start(op: string, fields: Readonly<Record<string, unknown>>): Operation;
  /** The end of what the adapter wrote to stderr (64 kB), over all its processes; empty where it is no process. */
  stderr(): string;
  /** What the adapter did against its protocol; the first of them, where there are many. */
  readonly faults: readonly AdapterFault[];
  /** How often a process was started in place of another, for whatever reason. */
  readonly restarts: number;
  /** Resident bytes of the adapter's process and its children; null where that cannot be measured. */
  memory(): Promise<number | null>;
  /** Ends the adapter: the end of stdin, and five seconds later a kill. Operations in flight reject. Never throws. */
  close(): Promise<unknown>;
}

/** An operation that was sent. */
export interface Operation {
  readonly id: string;
  readonly op: string;
  /** Event and audio lines so far, in order. */
  readonly events: readonly EventLine[];
  /** The n-th of them, counted from 1; undefined where the operation ended before. Never rejects. */
  event(n: number): Promise<EventLine | undefined>;
  /** The final answer. Rejects with `AdapterDied`, `AdapterHung`, `AdapterFault` or `AdapterGone`. */
  readonly answer: Promise<FinalLine>;
  /** Tells the SDK to abort; the answer to that. Rejects like `answer`. */
  abort(how?: 'signal' | 'close'): Promise<FinalLine>;
  /** The operation's first request arrived at the server: from here on ten silent seconds are a hang. */
  requestArrived(): void;
  /** The server has written all that it will: from here on two silent seconds are a hang. */
  scriptEnded(): void;
  /** When it was last heard of, on the clock of `now()`. */
  readonly lastSign: number;
  readonly ended: boolean;
}
