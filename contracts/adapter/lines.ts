/** What the harness says to an adapter and hears from it, a JSON object a line. The schemas beside this file decide. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Asks the SDK to do something; answered by `event` and `audio` lines and one `result` or `error`. */
export interface OperationLine {
  readonly id: string;
  readonly op: string;
  /** What a user passes to the SDK's constructor. */
  readonly client?: JsonObject;
  readonly request?: unknown;
  readonly options?: JsonObject;
  readonly [member: string]: unknown;
}

/** An event of a stream as the SDK handed it to its user. */
export interface EventAnswer {
  readonly id: string;
  readonly type: 'event';
  readonly event: JsonObject;
  /** The piece of text of this event only. */
  readonly text?: string | null;
  /** Which of two readers saw it. */
  readonly reader?: 1 | 2 | null;
  /** What the SDK would resume from. */
  readonly cursor?: unknown;
}

/** Sound that an SDK hands over beside its events. */
export interface AudioAnswer {
  readonly id: string;
  readonly type: 'audio';
  /** Base64. */
  readonly data: string;
  readonly format?: string | null;
}

/** What comes before the final answer of an operation. */
export type EventLine = EventAnswer | AudioAnswer;

/** The SDK's call returned. */
export interface ResultLine {
  readonly id: string;
  readonly type: 'result';
  /** What it returned; absent where it returned nothing. */
  readonly value?: unknown;
  readonly text?: string | null;
  readonly thinking?: string | null;
  readonly request_id?: string | null;
  /** The iteration was left as `stop_after` asked. */
  readonly stopped?: boolean | null;
  /** The SDK was told to abort, and ended as if nothing had happened. */
  readonly aborted?: boolean | null;
  /** `inspect` only: the base URL as the SDK resolved it. */
  readonly base_url?: string | null;
}

export const ERROR_KINDS = [
  'abort',
  'timeout',
  'api',
  'transport',
  'protocol',
  'usage',
  'foreign',
  'unsupported',
  'crash',
] as const;
/** What a user can tell of an error by its class; section "Errors" of docs/adapter-protocol.md. */
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** The error as the SDK raised it. What the SDK does not have is null or absent; what it has is passed on unchecked. */
export interface AdapterError {
  readonly kind: ErrorKind;
  readonly class?: string | null;
  readonly message?: string | null;
  readonly type?: unknown;
  readonly param?: unknown;
  readonly code?: unknown;
  readonly request_id?: unknown;
  readonly retry_after?: unknown;
  readonly http_status?: number | null;
  readonly retryable?: boolean | null;
  /** Whether its class is under the SDK's root type. */
  readonly own?: boolean | null;
  readonly [member: string]: unknown;
}

/** The SDK's call failed. */
export interface ErrorLine {
  readonly id: string;
  readonly type: 'error';
  readonly error: AdapterError;
  readonly stopped?: boolean | null;
}

/** What ends an operation. */
export type FinalLine = ResultLine | ErrorLine;

/** The answer to `describe`, as it comes. */
export interface DescribedLine {
  readonly id: string;
  readonly type: 'described';
  readonly protocol: 1;
  readonly dialect: string;
  readonly runtime: Runtime;
  readonly sdk: { readonly name: string; readonly version: string; readonly language: string };
  readonly operations: readonly string[];
  readonly features?: readonly (string | Readonly<Record<string, readonly string[]>>)[] | null;
  readonly error_fields?: readonly string[] | null;
  readonly result_fields?: readonly string[] | null;
  readonly merged_kinds?:
    | readonly (
        | readonly ErrorKind[]
        | { readonly kinds: readonly ErrorKind[]; readonly operations: readonly string[] }
      )[]
    | null;
  readonly env?: readonly string[] | null;
  readonly stream_timeout?: StreamTimeout | null;
}

export type Runtime = 'node' | 'browser' | 'python' | 'rust' | 'go' | 'other';
/** What an SDK's timeout of a stream counts: until the head, between two reads, or the whole. */
export type StreamTimeout = 'headers' | 'idle' | 'total';

/** A line of an adapter that is of the protocol. */
export type AdapterLine = EventLine | FinalLine | DescribedLine;
