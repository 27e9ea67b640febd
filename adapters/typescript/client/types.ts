import type { JsonObject } from './json.js';

/**
 * The shapes that cross the wire, as a user of the client meets them. Requests are sent as they are; of answers the
 * client checks only what it needs, so that a newer gateway goes on working: each set is open, and each object may
 * have members that are not listed.
 */

export interface TextBlock {
  readonly type: 'text';
  readonly text: string;
}
export interface ThinkingBlock {
  readonly type: 'thinking';
  readonly thinking: string;
  readonly signature?: string;
}
export interface ToolUseBlock {
  readonly type: 'tool_use' | 'server_tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}
export interface ToolResultBlock {
  readonly type: 'tool_result';
  readonly tool_use_id: string;
  readonly content?: readonly ContentBlock[];
  readonly is_error?: boolean;
}
/** Media, and every kind of block that this client has not heard of. */
export interface OtherBlock extends JsonObject {
  readonly type: string;
}
export type ContentBlock = TextBlock | ThinkingBlock | ToolUseBlock | ToolResultBlock | OtherBlock;

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string | readonly ContentBlock[];
}

/** The body of `messages.create` and `messages.stream`. Members that are not listed are sent as well. */
export interface MessageRequest extends JsonObject {
  /** `provider/name`. */
  readonly model: string;
  readonly messages: readonly Message[];
  readonly max_tokens?: number;
  readonly system?: string | readonly ContentBlock[];
  readonly temperature?: number;
  readonly tools?: readonly JsonObject[];
  readonly tool_choice?: JsonObject;
  readonly output_format?: JsonObject;
  readonly voice?: JsonObject;
  readonly metadata?: JsonObject;
}

/** The body of `runs.create` and `runs.stream`. Options that are absent are the gateway's to choose. */
export interface RunRequest extends JsonObject {
  readonly request: MessageRequest;
  readonly run?: {
    readonly max_turns?: number;
    readonly max_tool_calls?: number;
    readonly max_tokens?: number;
    readonly timeout_ms?: number;
    readonly parallel_tools?: boolean;
    readonly tool_timeout_ms?: number;
  };
  readonly server_tools?: readonly string[];
  readonly server_tool_config?: { readonly [tool: string]: JsonObject };
}

export interface Usage extends JsonObject {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly total_tokens?: number;
}

/** A message that a model wrote. */
export interface MessageResponse extends JsonObject {
  readonly id?: string;
  readonly role?: 'assistant';
  readonly model?: string;
  readonly content?: readonly ContentBlock[] | null;
  readonly stop_reason?: string;
  readonly usage?: Usage;
}

export interface RunStep extends JsonObject {
  readonly index?: number;
  readonly response?: MessageResponse;
  readonly tool_calls?: readonly JsonObject[];
  readonly tool_results?: readonly JsonObject[];
  readonly duration_ms?: number;
}

/** What a run came to. `response` is absent where it ended without an answer. */
export interface RunResult extends JsonObject {
  readonly response?: MessageResponse;
  readonly steps?: readonly RunStep[];
  readonly tool_call_count?: number;
  readonly turn_count?: number;
  readonly usage?: Usage;
  readonly stop_reason?: string;
  readonly messages?: readonly Message[];
}

export interface ModelInfo extends JsonObject {
  readonly id?: string;
  readonly provider?: string;
  readonly name?: string;
  readonly capabilities?: { readonly [name: string]: boolean };
}

/** An event of a kind that this client has not heard of, with all that it carries. */
export interface UnknownEvent extends JsonObject {
  readonly type: string;
}

/** Events that either kind of stream may carry. Audio is base64. */
export type SharedEvent =
  | { readonly type: 'ping' }
  | {
      readonly type: 'audio_chunk';
      readonly format: string;
      readonly audio: string;
      readonly sample_rate_hz?: number;
      readonly is_final?: boolean;
    }
  | { readonly type: 'audio_unavailable'; readonly reason: string; readonly message: string };

export type KnownMessageStreamEvent =
  | SharedEvent
  | { readonly type: 'message_start'; readonly message: MessageResponse }
  | { readonly type: 'content_block_start'; readonly index: number; readonly content_block: ContentBlock }
  | { readonly type: 'content_block_delta'; readonly index: number; readonly delta: UnknownEvent }
  | { readonly type: 'content_block_stop'; readonly index: number }
  | { readonly type: 'message_delta'; readonly delta: { readonly stop_reason?: string }; readonly usage?: Usage }
  | { readonly type: 'message_stop' };

export type MessageStreamEvent = KnownMessageStreamEvent | UnknownEvent;

/** Says after how many messages of a history which others follow. */
export interface HistoryDelta extends JsonObject {
  readonly type: 'history_delta';
  readonly expected_len: number;
  readonly append: readonly Message[];
}

export type KnownRunStreamEvent =
  | SharedEvent
  | HistoryDelta
  | { readonly type: 'run_start'; readonly request_id?: string; readonly model?: string }
  | { readonly type: 'step_start'; readonly index: number }
  | { readonly type: 'stream_event'; readonly event: MessageStreamEvent }
  | { readonly type: 'tool_call_start'; readonly id: string; readonly name: string; readonly input: JsonObject }
  | {
      readonly type: 'tool_result';
      readonly id: string;
      readonly name: string;
      readonly content: readonly ContentBlock[];
      readonly is_error?: boolean;
      readonly error?: JsonObject;
    }
  | { readonly type: 'step_complete'; readonly index: number; readonly response?: MessageResponse }
  | { readonly type: 'run_complete'; readonly result: RunResult };

export type RunStreamEvent = KnownRunStreamEvent | UnknownEvent;
