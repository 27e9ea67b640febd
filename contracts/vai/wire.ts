/**
 * What crosses the wire, as types. Made by `npm run docs` from the JSON Schemas in `schemas/`: change those, not this.
 * Sets that the wire leaves open are open here: a union `X` also takes members that nobody knows yet, `KnownX` holds
 * those that the contract names.
 */

export type ContentBlock =
  | KnownContentBlock
  | {
      type: string;
      [k: string]: unknown;
    };
export type KnownContentBlock =
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
  | ServerToolUseBlock
  | WebSearchToolResultBlock;
export type KnownDelta = TextDelta | InputJsonDelta | ThinkingDelta;
export type Delta =
  | KnownDelta
  | {
      type: string;
      [k: string]: unknown;
    };
export type KnownMessageStreamEvent =
  | MessageStartEvent
  | ContentBlockStartEvent
  | ContentBlockDeltaEvent
  | ContentBlockStopEvent
  | MessageDeltaEvent
  | MessageStopEvent
  | PingEvent
  | AudioChunkEvent
  | AudioUnavailableEvent
  | ErrorEvent;
export type MessageStreamEvent =
  | KnownMessageStreamEvent
  | {
      type: string;
      [k: string]: unknown;
    };
export type Tool =
  FunctionTool | WebSearchTool | WebFetchTool | CodeExecutionTool | ComputerUseTool | FileSearchTool | TextEditorTool;
export type KnownRunStreamEvent =
  | RunStartEvent
  | StepStartEvent
  | StreamEvent
  | ToolCallStartEvent
  | ToolResultEvent
  | StepCompleteEvent
  | HistoryDeltaEvent
  | RunCompleteEvent
  | PingEvent
  | AudioChunkEvent
  | AudioUnavailableEvent
  | ErrorEvent;
export type RunStreamEvent =
  | KnownRunStreamEvent
  | {
      type: string;
      [k: string]: unknown;
    };

export interface TextBlock {
  type: 'text';
  text: string;
  citations?: unknown[];
}
export interface ImageBlock {
  type: 'image';
  source?: SourceBlock;
}
export interface SourceBlock {
  /**
   * base64, url or asset
   */
  type?: string;
  media_type?: string;
  /**
   * Base64
   */
  data?: string;
  url?: string;
  asset_id?: string;
}
export interface AudioBlock {
  type: 'audio';
  source?: SourceBlock;
  transcript?: string;
}
export interface AudioSttBlock {
  type: 'audio_stt';
  source?: SourceBlock;
  language?: string;
}
export interface VideoBlock {
  type: 'video';
  source?: SourceBlock;
}
export interface DocumentBlock {
  type: 'document';
  source?: SourceBlock;
  filename?: string;
}
export interface ToolUseBlock {
  type: 'tool_use';
  id: string;
  name: string;
  input: {
    [k: string]: unknown;
  };
}
export interface ToolResultBlock {
  type: 'tool_result';
  tool_use_id: string;
  content?: ContentBlock[];
  is_error?: boolean;
}
export interface ThinkingBlock {
  type: 'thinking';
  thinking: string;
  summary?: string;
  signature?: string;
}
export interface RedactedThinkingBlock {
  type: 'redacted_thinking';
  data: string;
}
export interface ServerToolUseBlock {
  type: 'server_tool_use';
  id: string;
  name: string;
  input: {
    [k: string]: unknown;
  };
}
export interface WebSearchToolResultBlock {
  type: 'web_search_tool_result';
  tool_use_id: string;
  /**
   * Hits, or the provider's error object.
   */
  content:
    | {
        [k: string]: unknown;
      }[]
    | {
        [k: string]: unknown;
      };
}
export interface TextDelta {
  type: 'text_delta';
  text: string;
}
export interface InputJsonDelta {
  type: 'input_json_delta';
  partial_json: string;
}
export interface ThinkingDelta {
  type: 'thinking_delta';
  thinking: string;
}
export interface IssueError {
  severity: 'error' | (string & {});
  param: string;
  code:
    | 'unsupported_thinking'
    | 'unsupported_content_block'
    | 'unsupported_tool_type'
    | 'unsupported_output_format'
    | (string & {});
  message: string;
}
export interface GatewayError {
  type:
    | 'invalid_request_error'
    | 'authentication_error'
    | 'permission_error'
    | 'not_found_error'
    | 'rate_limit_error'
    | 'api_error'
    | 'overloaded_error'
    | (string & {});
  message: string;
  param?: string | null;
  code?: string | null;
  request_id?: string;
  provider_error?: unknown;
  /**
   * Seconds
   */
  retry_after?: number | null;
  compat_issues?: IssueError[];
}
export interface ErrorEnvelope {
  error: GatewayError;
}
export interface ExecuteRequest {
  tool: string;
  input: {
    [k: string]: unknown;
  };
  server_tool_config?: ServerToolConfig;
}
export interface ServerToolConfig {
  vai_web_search?: VaiWebSearchConfig;
  vai_web_fetch?: VaiWebFetchConfig;
  vai_image?: VaiImageConfig;
}
export interface VaiWebSearchConfig {
  provider?: string;
  max_results?: number;
  country?: string;
  language?: string;
  allowed_domains?: string[];
  blocked_domains?: string[];
}
export interface VaiWebFetchConfig {
  provider?: string;
  format?: 'text' | 'markdown' | 'html';
  allowed_domains?: string[];
  blocked_domains?: string[];
}
export interface VaiImageConfig {
  provider?: string;
  model?: string;
}
export interface ExecuteResponse {
  content: ContentBlock[];
}
export interface Message {
  role: 'user' | 'assistant';
  content: string | ContentBlock[];
}
export interface MessageStartEvent {
  type: 'message_start';
  message: MessageResponse;
}
export interface MessageResponse {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: ContentBlock[];
  stop_reason: '' | 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | (string & {});
  stop_sequence?: string;
  usage: Usage;
  metadata?: {
    user_transcript?: string;
    [k: string]: unknown;
  };
}
export interface Usage {
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  cache_read_tokens?: number;
  cache_write_tokens?: number;
  cost_usd?: number;
}
export interface ContentBlockStartEvent {
  type: 'content_block_start';
  index: number;
  content_block: ContentBlock;
}
export interface ContentBlockDeltaEvent {
  type: 'content_block_delta';
  index: number;
  delta: Delta;
}
export interface ContentBlockStopEvent {
  type: 'content_block_stop';
  index: number;
}
export interface MessageDeltaEvent {
  type: 'message_delta';
  delta: {
    stop_reason?: 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | (string & {});
  };
  usage: Usage;
}
export interface MessageStopEvent {
  type: 'message_stop';
}
export interface PingEvent {
  type: 'ping';
}
export interface AudioChunkEvent {
  type: 'audio_chunk';
  format: string;
  audio: string;
  sample_rate_hz?: number;
  is_final?: boolean;
}
export interface AudioUnavailableEvent {
  type: 'audio_unavailable';
  reason: string;
  message: string;
}
export interface ErrorEvent {
  type: 'error';
  error: GatewayError;
}
export interface MessageRequest {
  /**
   * provider/name
   */
  model: string;
  messages: Message[];
  max_tokens?: number;
  system?: string | ContentBlock[];
  temperature?: number;
  top_p?: number;
  top_k?: number;
  stop_sequences?: string[];
  tools?: Tool[];
  tool_choice?: {
    /**
     * auto, any, none or tool
     */
    type?: string;
    name?: string;
  };
  stream?: boolean;
  /**
   * provider/name, where it is not blank
   */
  stt_model?: string;
  /**
   * provider/name, where it is not blank
   */
  tts_model?: string;
  output_format?: OutputFormat;
  output?: {
    modalities?: string[];
    image?: {
      size?: string;
    };
  };
  voice?: Voice;
  extensions?: {
    [k: string]: unknown;
  };
  metadata?: {
    [k: string]: unknown;
  };
}
export interface FunctionTool {
  type: 'function';
  name: string;
  description: string;
  input_schema: SchemaNode;
  /**
   * Native tools have configs, functions have none.
   */
  config?: null;
}
export interface SchemaNode {
  type?: string;
  properties?: {
    [k: string]: SchemaNode;
  };
  required?: string[];
  description?: string;
  enum?: string[];
  items?: SchemaNode;
  additionalProperties?: boolean;
  [k: string]: unknown;
}
export interface WebSearchTool {
  type: 'web_search';
  config?: {
    max_uses?: number;
    allowed_domains?: string[];
    blocked_domains?: string[];
    user_location?: {
      city?: string;
      region?: string;
      country?: string;
      timezone?: string;
    };
  };
}
export interface WebFetchTool {
  type: 'web_fetch';
  config?: {
    max_uses?: number;
    allowed_domains?: string[];
    blocked_domains?: string[];
  };
}
export interface CodeExecutionTool {
  type: 'code_execution';
  config?: {
    languages?: string[];
    timeout_seconds?: number;
  };
}
export interface ComputerUseTool {
  type: 'computer_use';
  config?: {
    display_width?: number;
    display_height?: number;
  };
}
export interface FileSearchTool {
  type: 'file_search';
  config?: {
    max_results?: number;
  };
}
export interface TextEditorTool {
  type: 'text_editor';
  config?: Record<string, never>;
}
export interface OutputFormat {
  type: 'json_schema';
  json_schema: NodeFormat;
}
export interface NodeFormat {
  type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
  properties?: {
    [k: string]: NodeFormat;
  };
  required?: string[];
  description?: string;
  enum?: string[];
  items?: NodeFormat;
  additionalProperties?: boolean;
  [k: string]: unknown;
}
export interface Voice {
  output?: OutputVoice;
}
export interface OutputVoice {
  voice: string;
  /**
   * 0.6 to 1.5
   */
  speed?: number;
  /**
   * 0.5 to 2.0
   */
  volume?: number;
  emotion?: string;
  /**
   * wav, mp3 or pcm
   */
  format?: string;
  /**
   * Hertz, default 24000
   */
  sample_rate?: number;
}
export interface ModelModels {
  id: string;
  provider: string;
  name: string;
  auth?: {
    requires_byok_header: string;
  };
  capabilities: {
    streaming?: boolean;
    tools?: boolean;
    native_web_search?: boolean;
    native_code_execution?: boolean;
    vision?: boolean;
    documents?: boolean;
    structured_output?: boolean;
    thinking?: boolean;
  };
}
export interface Models {
  models: ModelModels[];
}
export interface Ready {
  ok: boolean;
  auth_mode: 'required' | 'optional' | 'disabled' | (string & {});
  allowlist_enabled: boolean;
  limits_enabled: boolean;
  issues?: string[];
}
export interface RunEnvelope {
  result: RunResult;
}
export interface RunResult {
  response?: MessageResponse;
  steps: RunStep[];
  tool_call_count: number;
  turn_count: number;
  usage: Usage;
  stop_reason:
    | 'end_turn'
    | 'max_tool_calls'
    | 'max_turns'
    | 'max_tokens'
    | 'timeout'
    | 'cancelled'
    | 'error'
    | 'custom'
    | (string & {});
  messages?: Message[];
}
export interface RunStep {
  index: number;
  response?: MessageResponse;
  tool_calls?: CallStep[];
  tool_results?: ResultStep[];
  duration_ms: number;
}
export interface CallStep {
  id: string;
  name: string;
  input: {
    [k: string]: unknown;
  };
}
export interface ResultStep {
  tool_use_id: string;
  content: ContentBlock[];
  is_error?: boolean;
  error?: GatewayError | null;
}
export interface RunStartEvent {
  type: 'run_start';
  request_id?: string;
  model: string;
  protocol_version?: string;
}
export interface StepStartEvent {
  type: 'step_start';
  index: number;
}
export interface StreamEvent {
  type: 'stream_event';
  event: MessageStreamEvent;
}
export interface ToolCallStartEvent {
  type: 'tool_call_start';
  id: string;
  name: string;
  input: {
    [k: string]: unknown;
  };
}
export interface ToolResultEvent {
  type: 'tool_result';
  id: string;
  name: string;
  content: ContentBlock[];
  is_error?: boolean;
  error?: GatewayError | null;
}
export interface StepCompleteEvent {
  type: 'step_complete';
  index: number;
  response?: MessageResponse;
}
export interface HistoryDeltaEvent {
  type: 'history_delta';
  expected_len: number;
  append: Message[];
}
export interface RunCompleteEvent {
  type: 'run_complete';
  result: RunResult;
}
export interface RunRequest {
  request: MessageRequest;
  run?: {
    max_turns?: number;
    max_tool_calls?: number;
    max_tokens?: number;
    timeout_ms?: number;
    parallel_tools?: boolean;
    tool_timeout_ms?: number;
  };
  server_tools?: string[];
  server_tool_config?: ServerToolConfig;
  builtins?: string[];
}
