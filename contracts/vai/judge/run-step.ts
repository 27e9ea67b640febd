import { digest } from '../../judge/digest.js';
import { countOf, type Fields, fieldsOf, isFields } from './values.js';

/** One call of a tool in the step under way, and what is remembered of its result. */
export interface Call {
  readonly id: unknown;
  readonly name: unknown;
  readonly input: unknown;
  result: ResultPrint | undefined;
}

/** Fingerprint of a tool's result as its frame had it. */
export interface ResultPrint {
  readonly content: string;
  readonly isError: boolean;
}

/** What is remembered of a completed step. */
export interface StepPrint {
  readonly index: unknown;
  readonly response: string;
  readonly content: string;
  /** Ids of its tool_use blocks, in the model's order. */
  readonly tools: readonly unknown[];
  readonly calls: readonly Call[];
}

export interface TokenSum {
  readonly input: number;
  readonly output: number;
  readonly total: number;
}

/** Adds up usages, each with its total, or input and output where the total is 0. */
export function sumOfUsages(usages: readonly unknown[]): TokenSum {
  return usages.reduce<TokenSum>(
    (sum, usage) => {
      const { input_tokens, output_tokens, total_tokens } = fieldsOf(usage);
      const input = countOf(input_tokens);
      const output = countOf(output_tokens);
      return {
        input: sum.input + input,
        output: sum.output + output,
        total: sum.total + (countOf(total_tokens) || input + output),
      };
    },
    { input: 0, output: 0, total: 0 },
  );
}

export function resultPrint(result: Fields): ResultPrint {
  return { content: digest(result.content ?? []), isError: result.is_error === true };
}

export function samePrint(a: ResultPrint, b: ResultPrint): boolean {
  return a.content === b.content && a.isError === b.isError;
}

/** Paths of `null` content and of holes in content, in a message or response. */
export function holesIn(message: unknown, path: string): { readonly nulls: string[]; readonly holes: string[] } {
  if (!isFields(message) || !('content' in message)) return { nulls: [], holes: [] };
  const { content } = message;
  if (content === null) return { nulls: [`${path}.content`], holes: [] };
  if (!Array.isArray(content)) return { nulls: [], holes: [] };
  return { nulls: [], holes: content.flatMap((block, at) => (block === null ? [`${path}.content[${at}]`] : [])) };
}

/** Blocks that a model's provider may give, but that name no kind this contract's requests take. */
const SENDABLE = new Set([
  'text',
  'image',
  'audio',
  'audio_stt',
  'video',
  'document',
  'tool_use',
  'tool_result',
  'thinking',
  'redacted_thinking',
  'server_tool_use',
  'web_search_tool_result',
]);

/** Why an assistant's message of a returned history cannot be sent back whole; nothing where it can. */
export function unsendable(
  message: unknown,
  path: string,
  signs: boolean,
  refused: ReadonlySet<string>,
): { readonly path: string; readonly why: string } | undefined {
  if (!isFields(message) || message.role !== 'assistant' || !Array.isArray(message.content)) return undefined;
  const blocks: readonly Fields[] = message.content.map(fieldsOf);
  const found = (test: (block: Fields, at: number) => boolean, why: (block: Fields) => string) => {
    const at = blocks.findIndex(test);
    const block = blocks[at];
    return block === undefined ? undefined : { path: `${path}.content[${at}]`, why: why(block) };
  };
  return (
    found(
      ({ type }) => typeof type === 'string' && !SENDABLE.has(type),
      ({ type }) => `a ${String(type)} block is no block of a request`,
    ) ??
    found(
      ({ type }) => typeof type === 'string' && refused.has(type),
      ({ type }) => `this gateway is known to refuse a ${String(type)} block of its own`,
    ) ??
    found(
      ({ type }, at) => type === 'web_search_tool_result' && isUncited(blocks.slice(at + 1)),
      () => 'what was said after a provider-native search has lost its citations',
    ) ??
    found(
      ({ type, signature }) => signs && type === 'thinking' && typeof signature !== 'string',
      () => 'the thinking has lost the signature that its provider asks for',
    )
  );
}

/** Text was said, and none of it cites anything. */
function isUncited(blocks: readonly Fields[]): boolean {
  const said = blocks.filter(({ type }) => type === 'text');
  return said.length > 0 && !said.some(({ citations }) => Array.isArray(citations));
}
