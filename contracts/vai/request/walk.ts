import { isObject, type Json } from './refuse.js';

/** Calls `visit` for every content block of these, and for those inside tool results, outer blocks first. */
export function walkBlocks(blocks: unknown, path: string, visit: (block: Json, path: string) => void): void {
  if (!Array.isArray(blocks)) return;
  blocks.forEach((block: unknown, index) => {
    if (!isObject(block)) return;
    const here = `${path}[${index}]`;
    visit(block, here);
    if (block.type === 'tool_result') walkBlocks(block.content, `${here}.content`, visit);
  });
}

/**
 * Goes through everything a request says, in its order: first `system`, then the messages. `text` gets contents that are
 * plain text, `visit` gets the blocks. `prefix` is empty or `request.`.
 */
export function walkContents(
  request: Json,
  prefix: string,
  visit: (block: Json, path: string) => void,
  text?: (text: string, path: string) => void,
): void {
  const either = (content: unknown, path: string) => {
    if (typeof content === 'string') text?.(content, path);
    else walkBlocks(content, path, visit);
  };
  either(request.system, `${prefix}system`);
  if (!Array.isArray(request.messages)) return;
  request.messages.forEach((message: unknown, index) => {
    if (isObject(message)) either(message.content, `${prefix}messages[${index}].content`);
  });
}
