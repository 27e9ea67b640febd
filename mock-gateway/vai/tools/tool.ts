import type { ContentBlock, GatewayError, JsonObject, ToolCall } from '../../../contracts/vai/types.js';
import type { Rules } from '../rules.js';

/** A server tool as the caller enabled it. */
export interface EnabledTool {
  readonly name: string;
  /** Whose service answers: stated, or inferred from the keys that were sent. */
  readonly provider: string;
  /** That provider's key. */
  readonly key: string;
  readonly config: JsonObject;
}

/** What a tool's code may look at. */
export interface ToolSurroundings {
  readonly tool: EnabledTool;
  readonly rules: Rules;
  /** Ids of the images that the history holds, `img-01` and so on. */
  readonly images: readonly string[];
  /** How many images earlier calls of this run made. */
  readonly imagesMade: number;
}

/** What came of a call. */
export interface ToolOutcome {
  readonly content: readonly ContentBlock[];
  readonly error?: GatewayError;
}

/** One server tool: what input it takes, and how it tells what its provider answered. */
export interface ServerTool {
  /** What the model is offered. */
  readonly definition: JsonObject & { readonly name: string };
  /** What is wrong with an input, if anything. */
  fault(input: JsonObject, surroundings: ToolSurroundings): GatewayError | undefined;
  /** The provider's answer (the scenario's, or `undefined` for a made-up one) as content. */
  content(answer: JsonObject | undefined, input: JsonObject, surroundings: ToolSurroundings): readonly ContentBlock[];
}

/** A call that the tool refuses. */
export function refusal(param: string, message: string): GatewayError {
  return { type: 'invalid_request_error', message, param, code: 'run_validation_failed' };
}

/** A call whose provider failed. */
export function providerFailure(message: string): GatewayError {
  return { type: 'api_error', message, code: 'tool_provider_error' };
}

/** A failed call: its content says in words what its error says in data. */
export function failed(error: GatewayError): ToolOutcome {
  return { content: [{ type: 'text', text: error.message || 'tool execution failed' }], error };
}

/** A call of the model for a tool that is not enabled. */
export function notEnabled(call: ToolCall): ToolOutcome {
  return failed({
    type: 'invalid_request_error',
    message: `the tool "${call.name}" is not enabled for this run`,
    code: 'unsupported_function_tool',
  });
}

/** The first key of an input that a tool does not know. */
export function unknownKey(input: JsonObject, known: readonly string[]): GatewayError | undefined {
  const stray = Object.keys(input).find((key) => !known.includes(key));
  return stray === undefined ? undefined : refusal('input', `unknown input "${stray}"`);
}

/** Cuts text to so many UTF-8 bytes, never inside a character; what is cut ends in three dots. */
export function cut(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let kept = '';
  let bytes = 3;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return `${kept}...`;
}

/** Member of an object as text, empty where it is none. */
export function textAt(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) return '';
  const member: unknown = new Map<string, unknown>(Object.entries(value)).get(name);
  return typeof member === 'string' ? member : '';
}
