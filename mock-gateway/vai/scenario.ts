import type { JsonObject } from '../../contracts/vai/types.js';

/** A piece of what the model says in a turn. */
export type Saying =
  | { readonly type: 'text'; readonly deltas: readonly string[]; readonly citations?: readonly unknown[] }
  | { readonly type: 'thinking'; readonly deltas: readonly string[]; readonly signature?: string }
  | {
      readonly type: 'tool_use' | 'server_tool_use';
      readonly id: string;
      readonly name: string;
      /** What the pieces add up to. */
      readonly input?: JsonObject;
      /** The pieces of JSON, where their cuts matter or they are no JSON. */
      readonly deltas?: readonly string[];
    }
  /** A block as it stands, with deltas as they stand. */
  | {
      readonly type: 'raw';
      readonly block: { readonly type: string } & JsonObject;
      readonly deltas?: readonly ({ readonly type: string } & JsonObject)[];
    }
  /** An event between blocks, as it stands. */
  | { readonly type: 'event'; readonly event: { readonly type: string } & JsonObject };

/** How the model's stream breaks. */
export interface TurnFailure {
  /** `start`: before the first event. `after:N`: after N events of the turn. */
  readonly at: string;
  readonly how: 'error' | 'reset' | 'eof' | 'silence';
  readonly error?: {
    readonly status: number;
    readonly type?: string;
    readonly message?: string;
    /** Seconds. */
    readonly retry_after?: number;
  };
}

/** One answer of the model. Times are milliseconds. */
export interface Turn {
  readonly content: readonly Saying[];
  readonly stop_reason: string;
  readonly stop_sequence?: string;
  readonly usage: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly cache_read_tokens?: number;
    readonly cache_write_tokens?: number;
  };
  /** Events before the first block. */
  readonly events_before?: readonly ({ readonly type: string } & JsonObject)[];
  readonly delay_ms?: number;
  readonly gap_ms?: number;
  readonly fail?: TurnFailure;
}

/** What a tool's provider answers to one call. */
export interface ToolScript {
  /** Members of the call's input that this answer is for; without it answers are given one after the other. */
  readonly when?: JsonObject;
  readonly delay_ms?: number;
  readonly result?: JsonObject;
  readonly error?: { readonly status: number; readonly message: string };
}

/** What is said and answered, as data. */
export interface Scenario {
  readonly purpose: string;
  readonly model: { readonly turns: readonly Turn[] };
  readonly tools?: { readonly [tool: string]: readonly ToolScript[] };
  readonly voice?: { readonly fails_after?: number };
  readonly transcript?: string;
  /** The transcription fails with this text. */
  readonly transcript_error?: string;
}

/** Turn `index` of a scenario; the last one repeats. */
export function turnOf(scenario: Scenario, index: number): Turn {
  const turn = scenario.model.turns[Math.min(index, scenario.model.turns.length - 1)];
  if (turn === undefined) throw new Error('a scenario has at least one turn');
  return turn;
}
