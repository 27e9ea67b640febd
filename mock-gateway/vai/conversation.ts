import type { JsonObject } from '../../contracts/vai/types.js';

/** Narrows to a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list, or an empty one: a gateway that overlooks faults meets anything. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const DIRECTIVE = /\[\[scenario:([A-Za-z0-9_-]+)\]\]/;

/** The text of content: a string, or the text blocks one after the other. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((block) => (isObject(block) && block.type === 'text' && typeof block.text === 'string' ? block.text : ''))
    .join('');
}

/** What the script needs to know of a conversation. */
export interface Conversation {
  /** The last message of the user that holds text, without the directive. */
  readonly lastUserText: string;
  /** The scenario that its directive names. */
  readonly scenario: string | undefined;
  /** How many answers of the assistant follow that message: so many turns are played already. */
  readonly turnsPlayed: number;
}

/** Finds the directive and the place in the script. */
export function conversationOf(messages: readonly unknown[]): Conversation {
  let turnsPlayed = 0;
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at];
    if (!isObject(message)) continue;
    if (message.role === 'assistant') turnsPlayed += 1;
    const text = message.role === 'assistant' ? '' : textOf(message.content);
    if (text !== '') {
      const scenario = DIRECTIVE.exec(text)?.[1];
      return {
        lastUserText: scenario === undefined ? text.trim() : text.replace(DIRECTIVE, '').trim(),
        scenario,
        turnsPlayed,
      };
    }
  }
  return { lastUserText: '', scenario: undefined, turnsPlayed };
}

/** The texts of the tool results in the last message. */
export function lastToolResults(messages: readonly unknown[]): readonly string[] {
  const last = messages.at(-1);
  if (!isObject(last)) return [];
  return listOf(last.content).flatMap((block) =>
    isObject(block) && block.type === 'tool_result' ? [textOf(block.content)] : [],
  );
}

/** Names of the tools that the model is offered: function names, and the types of native tools. */
export function toolNames(tools: readonly unknown[] | undefined): readonly string[] {
  return listOf(tools).map((tool) => (isObject(tool) ? String(tool.name ?? tool.type) : ''));
}
