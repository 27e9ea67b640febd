/** What a server does on one response, in order. `at` and `until` are milliseconds from the start of the program. */
export type WireStep =
  | {
      readonly step: 'head';
      readonly status: number;
      readonly reason?: string;
      /** Wire order and spelling. What HTTP needs and is not there (Date, Connection, the framing) is added. */
      readonly headers: readonly (readonly [string, string])[];
      /** Adds nothing but the framing: for replay, where the recorded headers are all there were. */
      readonly bare?: boolean;
    }
  /** One write: one HTTP chunk where the body is chunked. */
  | { readonly step: 'write'; readonly bytes: Uint8Array; readonly at?: number }
  /** Bytes past all framing: what HTTP does not allow, or before the head an informational answer or a whole one. */
  | { readonly step: 'raw'; readonly bytes: Uint8Array }
  | { readonly step: 'wait'; readonly until: number }
  /** Ends the body as HTTP asks for. */
  | { readonly step: 'end' }
  /** Ends the connection with a reset. */
  | { readonly step: 'reset' }
  /** Closes the connection before the body is complete. */
  | { readonly step: 'truncate' };

/** A response as a program. Whoever plays it keeps to its times, counted from the start and not from step to step. */
export type WireProgram = Iterable<WireStep> | AsyncIterable<WireStep>;

/** How a response ends. */
export type WireEnd = 'end' | 'reset' | 'truncate';
