import { expect, test } from 'vitest';
import { MessageFold } from '../../../adapters/typescript/client/fold.js';
import type { UnknownEvent } from '../../../adapters/typescript/client/types.js';

const start = { type: 'message_start', message: { id: 'm', content: [], stop_reason: '', usage: { input_tokens: 9 } } };
const open = (index: unknown, content_block: unknown) => ({ type: 'content_block_start', index, content_block });
const delta = (index: unknown, delta: unknown) => ({ type: 'content_block_delta', index, delta });
const text = (piece: string) => ({ type: 'text_delta', text: piece });
const json = (piece: string) => ({ type: 'input_json_delta', partial_json: piece });
const tool = { type: 'tool_use', id: 't', name: 'f', input: {} };

function contentOf(...events: readonly UnknownEvent[]): unknown {
  const fold = new MessageFold();
  for (const event of [start, ...events]) fold.add(event);
  return fold.message().content;
}

test('blocks stand in the order of their indices, without the gaps between them', () => {
  const blocks = contentOf(
    open(7, tool),
    open(2, { type: 'text', text: '' }),
    delta(7, json('{"a"')),
    delta(2, text('one ')),
    delta(7, json(':1}')),
    delta(2, text('two')),
  );
  expect(blocks).toEqual([
    { type: 'text', text: 'one two' },
    { ...tool, input: { a: 1 } },
  ]);
});

test('input that does not parse to an object stays as it began', () => {
  const began = { ...tool, input: { kept: true } };
  for (const fragments of ['{"a":', '[1]', '"text"', 'null', '']) {
    expect(contentOf(open(0, began), delta(0, json(fragments)))).toEqual([began]);
  }
});

test('deltas of another kind, for no block, or of no kind at all change nothing', () => {
  const block = { type: 'text', text: 'x' };
  expect(
    contentOf(
      open(0, block),
      delta(0, { type: 'thinking_delta', thinking: 'no' }),
      delta(0, { type: 'zz_delta', text: 'no' }),
      delta(0, { type: 'text_delta', text: 5 }),
      delta(0, null),
      delta(1, text('no')),
    ),
  ).toEqual([block]);
});

test('an index that is none is ignored, and a large one costs nothing', () => {
  const block = { type: 'text', text: 'x' };
  expect(contentOf(open(-1, block), open(0.5, block), open('0', block), open(undefined, block))).toEqual([]);
  expect(contentOf(open(2 ** 40, block), open(0, { type: 'zz', raw: [1] }))).toEqual([{ type: 'zz', raw: [1] }, block]);
});

test('the signature of thinking is put together, and the events stay as they were', () => {
  const thinking = { type: 'thinking', thinking: '' };
  const signed = contentOf(
    open(0, thinking),
    delta(0, { type: 'signature_delta', signature: 'ab' }),
    delta(0, { type: 'signature_delta', signature: 'cd' }),
  );
  expect(signed).toEqual([{ type: 'thinking', thinking: '', signature: 'abcd' }]);
  expect(thinking).toEqual({ type: 'thinking', thinking: '' });
});

test('message_delta replaces stop reason and usage; what it leaves out stays', () => {
  const fold = new MessageFold();
  fold.add(start);
  fold.add({ type: 'message_delta', delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 1 } });
  fold.add({ type: 'message_delta', delta: { stop_reason: '' }, usage: null });
  expect(fold.message()).toEqual({ id: 'm', content: [], stop_reason: 'max_tokens', usage: { output_tokens: 1 } });
});
