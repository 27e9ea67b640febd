/** Header fields in wire order and spelling. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** How a response body ended, as seen by the one who read it. */
export type BodyEnd = 'complete' | 'reset' | 'truncated' | 'client-closed';

/** What is known of the request of an exchange; a captured stream alone has none. */
export interface RequestFacts {
  readonly method: string;
  /** The request target as sent. */
  readonly path: string;
  readonly headers: HeaderList;
  /** The body as sent; absent where there was none. */
  readonly body?: Uint8Array;
}

/** What is known of the response head. */
export interface ResponseFacts {
  readonly status: number;
  readonly headers: HeaderList;
}

/** What a judge is told before the first byte of the body. Every part may be missing: `lint` also reads bare streams. */
export interface ExchangeFacts {
  /** What kind of body follows, in the dialect's own words (for example `message-stream`); overrides what is inferred. */
  readonly kind?: string;
  readonly request?: RequestFacts;
  readonly response?: ResponseFacts;
  /** The subject's settings, as far as they are known, by the dialect's names. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Who answered, as `name@commit`, where the capture says so: what its baseline tells of it counts as known. */
  readonly subject?: string;
  /** Secrets that must appear nowhere in the exchange. */
  readonly secrets?: readonly string[];
}

/** One place where one rule was broken. */
export interface Breach {
  /** Id of the requirement. */
  readonly requirement: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Zero-based number of the event in the stream. */
  readonly event?: number;
  /** Byte offset in the body, where the offending event (or, outside streams, the body) begins. */
  readonly byte?: number;
  /** Where in the JSON value, as a path: `result.steps[1].response`. */
  readonly path?: string;
  /** The smallest piece of the wire that shows it. */
  readonly excerpt?: string;
}

/** What a judge found for one requirement: that it was put to the test, by what, and where it was broken. */
export interface RuleFinding {
  readonly requirement: string;
  readonly breaches: readonly Breach[];
  /** The bytes that put the rule to the test, in a few words: `event 3 text`. */
  readonly evidence: string;
  /** How many further breaches there are; only the first few are told. */
  readonly more?: number;
}

/** The judgement of one exchange; requirements that nothing in it could break are not listed. */
export interface Judgement {
  readonly kind: string;
  readonly events: number;
  readonly bytes: number;
  readonly findings: readonly RuleFinding[];
}

/** Judges one exchange as it arrives, in memory that does not grow with the stream's length. */
export interface ExchangeJudge {
  /** Takes the next piece of the body; `at` is milliseconds since the request was sent, where known. */
  push(bytes: Uint8Array, at?: number): void;
  /** Says that the body is over, and returns the judgement. */
  end(how: BodyEnd, at?: number): Judgement;
}
