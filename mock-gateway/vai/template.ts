import { createHash } from 'node:crypto';
import type { MessageRequest } from '../../contracts/vai/types.js';
import { conversationOf, lastToolResults, textOf, toolNames } from './conversation.js';

/** What templates in a scenario's texts may speak of. */
export interface TemplateContext {
  readonly request: MessageRequest;
  /** The history as the model gets it in this turn. */
  readonly messages: readonly unknown[];
  readonly tools: readonly unknown[] | undefined;
  readonly providerKey: string;
  readonly transcript: string;
}

const NAMES: Readonly<Record<string, (context: TemplateContext) => string>> = {
  nonce: ({ messages }) => nonceOf(conversationOf(messages).lastUserText),
  'messages.length': ({ messages }) => String(messages.length),
  last_user_text: ({ messages }) => conversationOf(messages).lastUserText,
  tool_results: ({ messages }) => JSON.stringify(lastToolResults(messages)),
  system: ({ request }) => textOf(request.system),
  tools: ({ tools }) => toolNames(tools).join(','),
  provider_key: ({ providerKey }) => providerKey,
  transcript: ({ transcript }) => transcript,
};

const TEMPLATE = /\{\{([a-z_.]+)\}\}/g;

/** Whether a text holds a template. */
export function hasTemplate(text: string): boolean {
  return text.includes('{{');
}

/** Fills templates in; what is no template stays as it is. */
export function fill(text: string, context: TemplateContext): string {
  if (!hasTemplate(text)) return text;
  return text.replace(TEMPLATE, (whole, name: string) => NAMES[name]?.(context) ?? whole);
}

/** Sixteen hexadecimal digits that only a scripted model can give: a live one would have to hash. */
export function nonceOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
