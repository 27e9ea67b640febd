/**
 * The shapes that cross the wire. The JSON Schemas in `schemas/` say the same to programs in any language; this file says it
 * to ours. Sets that the wire leaves open (stop reasons, response blocks, deltas, events) are open here too. Optional members
 * are absent when empty, never `null`. One file, however long: the shapes name each other in a circle.
 */

/** Any JSON object. */
export type JsonObject = { readonly [key: string]: unknown };

/** Where the bytes of a media block come from. Nothing in it depends on `type` by force: gateways check little of it. */
export interface MediaSource {
  readonly type: 'base64' | 'url' | 'asset' | (string & {});
  readonly media_type?: string;
  /** Base64, where `type` is `base64`. */
  readonly data?: string;
  readonly url?: string;
  readonly asset_id?: string;
}

export interface TextBlock {
  readonly type: 'text';
  readonly text: string;
  readonly citations?: readonly unknown[];
}
export interface ImageBlock {
  readonly type: 'image';
  readonly source?: MediaSource;
}
export interface AudioBlock {
  readonly type: 'audio';
  readonly source?: MediaSource;
  readonly transcript?: string;
}
/** Audio that the gateway transcribes before the model sees it. */
export interface AudioSttBlock {
  readonly type: 'audio_stt';
  readonly source?: MediaSource;
  readonly language?: string;
}
export interface VideoBlock {
  readonly type: 'video';
  readonly source?: MediaSource;
}
export interface DocumentBlock {
  readonly type: 'document';
  readonly source?: MediaSource;
  readonly filename?: string;
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
export interface ThinkingBlock {
  readonly type: 'thinking';
  readonly thinking: string;
  readonly summary?: string;
  readonly signature?: string;
}
export interface RedactedThinkingBlock {
  readonly type: 'redacted_thinking';
  readonly data: string;
}
export interface WebSearchResult {
  readonly type: 'web_search_result';
  readonly url: string;
  readonly title: string;
  readonly encrypted_content?: string;
  readonly page_age?: string;
}
export interface WebSearchToolResultBlock {
  readonly type: 'web_search_tool_result';
  readonly tool_use_id: string;
  /** Hits, or the provider's error object. */
  readonly content: readonly WebSearchResult[] | JsonObject;
}

/** The blocks that a request may hold. */
export type KnownBlock =
  | TextBlock
  | ImageBlock
  | AudioBlock
  | AudioSttBlock
  | VideoBlock
  | DocumentBlock
  | ToolUseBlock
  | ToolResultBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | WebSearchToolResultBlock;

/** A block of a kind that this contract does not know: a gateway passes it on, a client keeps it. */
export interface UnknownBlock {
  readonly type: string;
  readonly [key: string]: unknown;
}

export type ContentBlock = KnownBlock | UnknownBlock;

export type Role = 'user' | 'assistant';

export interface Message {
  readonly role: Role;
  readonly content: string | readonly ContentBlock[];
}

/** A JSON Schema node as far as the gateway reads one. */
export interface SchemaNode {
  readonly type?: string;
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly required?: readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: boolean;
}

export interface FunctionTool {
  readonly type: 'function';
  readonly name: string;
  readonly description: string;
  readonly input_schema: SchemaNode;
}

export type NativeToolType =
  | 'web_search'
  | 'web_fetch'
  | 'code_execution'
  | 'computer_use'
  | 'file_search'
  | 'text_editor';

/** A tool that the model's provider runs itself. */
export interface NativeTool {
  readonly type: NativeToolType;
  readonly config?: JsonObject | null;
}

export type Tool = FunctionTool | NativeTool;

export interface ToolChoice {
  readonly type: 'auto' | 'any' | 'none' | 'tool' | (string & {});
  readonly name?: string;
}

export interface OutputFormat {
  readonly type: 'json_schema';
  readonly json_schema: SchemaNode;
}

export interface VoiceOutput {
  readonly voice: string;
  /** 0.6 to 1.5 by the documentation. */
  readonly speed?: number;
  /** 0.5 to 2.0 by the documentation. */
  readonly volume?: number;
  readonly emotion?: string;
  readonly format?: 'wav' | 'mp3' | 'pcm' | (string & {});
  /** Hertz, default 24000. */
  readonly sample_rate?: number;
}

/** The body of `POST /v1/messages`. */
export interface MessageRequest {
  /** `provider/name`. */
  readonly model: string;
  readonly messages: readonly Message[];
  readonly max_tokens?: number;
  readonly system?: string | readonly ContentBlock[];
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly stop_sequences?: readonly string[];
  readonly tools?: readonly Tool[];
  readonly tool_choice?: ToolChoice;
  readonly stream?: boolean;
  readonly stt_model?: string;
  readonly tts_model?: string;
  readonly output_format?: OutputFormat;
  readonly output?: { readonly modalities?: readonly string[]; readonly image?: { readonly size?: string } };
  readonly voice?: { readonly output?: VoiceOutput };
  readonly extensions?: JsonObject;
  readonly metadata?: JsonObject;
}

/** Budgets and conduct of a run, with the defaults of the contract where absent. */
export interface RunOptions {
  /** 1 to 64, default 8. */
  readonly max_turns?: number;
  /** 1 to 256, default 20. */
  readonly max_tool_calls?: number;
  /** Default 0: no budget. */
  readonly max_tokens?: number;
  /** 1000 to 300000 milliseconds, default 60000. */
  readonly timeout_ms?: number;
  /** Default true. */
  readonly parallel_tools?: boolean;
  /** 1000 to 60000 milliseconds, default 30000. */
  readonly tool_timeout_ms?: number;
}

export type ServerToolConfig = { readonly [tool: string]: JsonObject };

/** The body of `POST /v1/runs` and `POST /v1/runs:stream`. */
export interface RunRequest {
  readonly request: MessageRequest;
  readonly run?: RunOptions;
  readonly server_tools?: readonly string[];
  readonly server_tool_config?: ServerToolConfig;
  /** The old name of `server_tools`. */
  readonly builtins?: readonly string[];
}

/** The body of `POST /v1/server-tools:execute`. */
export interface ExecuteRequest {
  readonly tool: string;
  readonly input: JsonObject;
  readonly server_tool_config?: ServerToolConfig;
}

export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  readonly cache_read_tokens?: number;
  readonly cache_write_tokens?: number;
  readonly cost_usd?: number;
}

export type MessageStopReason = 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | (string & {});

/** The answer to `POST /v1/messages`, and the `response` of a run's step. */
export interface MessageResponse {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  /** `provider/name`. */
  readonly model: string;
  readonly content: readonly ContentBlock[];
  /** Empty inside `message_start`. */
  readonly stop_reason: MessageStopReason;
  readonly stop_sequence?: string;
  readonly usage: Usage;
  /** `user_transcript` (text) where audio was transcribed. */
  readonly metadata?: JsonObject;
}

export type ContentDelta =
  | { readonly type: 'text_delta'; readonly text: string }
  | { readonly type: 'input_json_delta'; readonly partial_json: string }
  | { readonly type: 'thinking_delta'; readonly thinking: string }
  | { readonly type: string; readonly [key: string]: unknown };

export interface AudioChunkEvent {
  readonly type: 'audio_chunk';
  readonly format: string;
  /** Base64. */
  readonly audio: string;
  readonly sample_rate_hz: number;
  readonly is_final?: boolean;
}
export interface AudioUnavailableEvent {
  readonly type: 'audio_unavailable';
  readonly reason: string;
  readonly message: string;
}
export interface PingEvent {
  readonly type: 'ping';
}
export interface ErrorEvent {
  readonly type: 'error';
  readonly error: GatewayError;
}

/** The events of a message stream that this contract knows. */
export type KnownMessageStreamEvent =
  | { readonly type: 'message_start'; readonly message: MessageResponse }
  | { readonly type: 'content_block_start'; readonly index: number; readonly content_block: ContentBlock }
  | { readonly type: 'content_block_delta'; readonly index: number; readonly delta: ContentDelta }
  | { readonly type: 'content_block_stop'; readonly index: number }
  | {
      readonly type: 'message_delta';
      readonly delta: { readonly stop_reason?: MessageStopReason };
      readonly usage: Usage;
    }
  | { readonly type: 'message_stop' }
  | PingEvent
  | AudioChunkEvent
  | AudioUnavailableEvent
  | ErrorEvent;

/** Any event that a stream may carry. */
export interface UnknownEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

export type MessageStreamEvent = KnownMessageStreamEvent | UnknownEvent;

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}
export interface ToolResult {
  readonly tool_use_id: string;
  readonly content: readonly ContentBlock[];
  readonly is_error?: boolean;
  readonly error?: GatewayError;
}
export interface RunStep {
  readonly index: number;
  readonly response?: MessageResponse;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_results?: readonly ToolResult[];
  /** Milliseconds that the model took, tools excluded. */
  readonly duration_ms: number;
}

export type RunStopReason =
  | 'end_turn'
  | 'max_tool_calls'
  | 'max_turns'
  | 'max_tokens'
  | 'timeout'
  | 'cancelled'
  | 'error'
  | 'custom'
  | (string & {});

export interface RunResult {
  /** Absent after `max_turns`, `timeout`, `cancelled` and `error`. */
  readonly response?: MessageResponse;
  readonly steps: readonly RunStep[];
  readonly tool_call_count: number;
  readonly turn_count: number;
  readonly usage: Usage;
  readonly stop_reason: RunStopReason;
  /** The whole history: what was sent, and what the run added. */
  readonly messages?: readonly Message[];
}

/** The answer to `POST /v1/runs`. */
export interface RunEnvelope {
  readonly result: RunResult;
}

/** The events of a run stream that this contract knows. */
export type KnownRunStreamEvent =
  | {
      readonly type: 'run_start';
      readonly request_id?: string;
      readonly model: string;
      readonly protocol_version?: string;
    }
  | { readonly type: 'step_start'; readonly index: number }
  | { readonly type: 'stream_event'; readonly event: MessageStreamEvent }
  | { readonly type: 'tool_call_start'; readonly id: string; readonly name: string; readonly input: JsonObject }
  | {
      readonly type: 'tool_result';
      readonly id: string;
      readonly name: string;
      readonly content: readonly ContentBlock[];
      readonly is_error?: boolean;
      readonly error?: GatewayError;
    }
  | { readonly type: 'step_complete'; readonly index: number; readonly response?: MessageResponse }
  | { readonly type: 'history_delta'; readonly expected_len: number; readonly append: readonly Message[] }
  | { readonly type: 'run_complete'; readonly result: RunResult }
  | PingEvent
  | AudioChunkEvent
  | AudioUnavailableEvent
  | ErrorEvent;

export type RunStreamEvent = KnownRunStreamEvent | UnknownEvent;

export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'rate_limit_error'
  | 'api_error'
  | 'overloaded_error';

export interface CompatIssue {
  readonly severity: 'error' | (string & {});
  readonly param: string;
  readonly code:
    | 'unsupported_thinking'
    | 'unsupported_content_block'
    | 'unsupported_tool_type'
    | 'unsupported_output_format'
    | (string & {});
  readonly message: string;
}

/** One shape on every surface: HTTP bodies, `error` frames, run errors, tool results. */
export interface GatewayError {
  readonly type: ErrorType | (string & {});
  readonly message: string;
  /** Path of the offending member, or name of the offending header. */
  readonly param?: string;
  readonly code?: string;
  readonly request_id?: string;
  readonly provider_error?: unknown;
  /** Seconds. */
  readonly retry_after?: number;
  readonly compat_issues?: readonly CompatIssue[];
}

/** The body of every HTTP error. */
export interface ErrorEnvelope {
  readonly error: GatewayError;
}

export type CapabilityName =
  | 'streaming'
  | 'tools'
  | 'native_web_search'
  | 'native_code_execution'
  | 'vision'
  | 'documents'
  | 'structured_output'
  | 'thinking';

export interface ModelInfo {
  /** `provider/name`. */
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly auth?: { readonly requires_byok_header: string };
  /** An absent member means: unknown. */
  readonly capabilities: { readonly [name in CapabilityName]?: boolean };
}

/** The answer to `GET /v1/models`. */
export interface ModelList {
  readonly models: readonly ModelInfo[];
}

/** The answer to `GET /readyz`. */
export interface ReadyResponse {
  readonly ok: boolean;
  readonly auth_mode: 'required' | 'optional' | 'disabled' | (string & {});
  readonly allowlist_enabled: boolean;
  readonly limits_enabled: boolean;
  readonly issues?: readonly string[];
}
