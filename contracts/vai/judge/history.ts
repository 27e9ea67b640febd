import { digest } from '../../judge/digest.js';
import { type Fields, fieldsOf, isFields, textOf } from './values.js';

/** Nesting of blocks in blocks that is looked at; the contract knows one level. */
const DEPTH = 8;

/**
 * Whether a returned message is the one that was sent. A gateway may write it anew: text as one text block, `null` as empty
 * text, members that say nothing left out, and members left out that the contract does not know.
 */
export function sameMessage(sent: unknown, returned: unknown): boolean {
  if (digest(sent) === digest(returned)) return true;
  const [before, after] = [fieldsOf(sent), fieldsOf(returned)];
  return textOf(before.role)?.trim() === after.role && sameContent(before.content, after.content, 0);
}

function sameContent(sent: unknown, returned: unknown, depth: number): boolean {
  const [before, after] = [blocksOf(sent), blocksOf(returned)];
  if (before === undefined || after === undefined || depth > DEPTH) return digest(sent) === digest(returned);
  return (
    before.length === after.length &&
    before.every((block, at) => isFields(block) && isFields(after[at]) && sameBlock(block, fieldsOf(after[at]), depth))
  );
}

function sameBlock(sent: Fields, returned: Fields, depth: number): boolean {
  return [...new Set([...Object.keys(sent), ...Object.keys(returned)])].every((key) => {
    if (key === 'content') return sameContent(sent[key], returned[key], depth + 1);
    if (digest(sent[key]) === digest(returned[key]) || (saysNothing(sent[key]) && saysNothing(returned[key])))
      return true;
    if (isFields(sent[key]) && isFields(returned[key]) && key === 'source')
      return sameBlock(fieldsOf(sent[key]), fieldsOf(returned[key]), depth);
    return !KNOWN.has(key) && returned[key] === undefined;
  });
}

/** Members of blocks that have to come back. */
const KNOWN = new Set([
  'type',
  'text',
  'thinking',
  'id',
  'name',
  'input',
  'tool_use_id',
  'is_error',
  'source',
  'media_type',
  'data',
  'url',
  'asset_id',
  'transcript',
  'language',
  'filename',
]);

function saysNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false;
}

function blocksOf(content: unknown): readonly unknown[] | undefined {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return undefined;
  const [first] = content;
  const isEmptyText = content.length === 1 && fieldsOf(first).type === 'text' && saysNothing(fieldsOf(first).text);
  return isEmptyText ? [] : content;
}
