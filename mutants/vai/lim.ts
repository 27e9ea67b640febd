import { type Ask, type JsonObject, listOf, objectOf, type When } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const { all, at, serves } = lies;

/** The limits that the suite's profile of small limits sets. */
const LIMITS = { messages: 4, tools: 3, text: 400, body: 20_000, block: 300, blocks: 500 };

const lengthOf = (name: string) => (ask: Ask) => listOf(lies.modelRequest(ask)[name]).length;
const bytes = (text: string) => Buffer.byteLength(text);
const characters = (text: string) => [...text].length;

/** How much text a request holds, in the measure of `size`. */
function textOf(ask: Ask, size: (text: string) => number): number {
  const request = lies.modelRequest(ask);
  const plain = [request.system, ...listOf(request.messages).map((each) => objectOf(each).content)];
  const blocks = lies.blocksOf(ask).flatMap((block) => (block.type === 'text' ? [block.text] : []));
  return [...plain, ...blocks].reduce<number>((sum, each) => sum + (typeof each === 'string' ? size(each) : 0), 0);
}

const decoded = (block: JsonObject) => {
  const { data } = objectOf(block.source);
  return typeof data === 'string' ? Buffer.from(data, 'base64').byteLength : 0;
};
const sizes = (ask: Ask) => lies.blocksOf(ask).map(decoded);
const total = (ask: Ask) => sizes(ask).reduce((sum, each) => sum + each, 0);

const exactly =
  (size: (ask: Ask) => number, limit: number): When =>
  (ask) =>
    size(ask) === limit;
const crowded = lies.asked((ask) => sizes(ask).some((size) => size > LIMITS.block));
const apart = lies.asked((ask) => sizes(ask).every((size) => size <= LIMITS.block));
const hidden: When = (ask) => lies.blocksOf(ask).some(({ thinking }) => String(thinking).length > LIMITS.text);

export const lim = mutantsOf('VAI-GW-LIM', [
  [
    '001',
    'takes-one-message-less',
    'Refuses as many messages as the limit.',
    lies.refuses(exactly(lengthOf('messages'), LIMITS.messages), 'messages'),
  ],
  [
    '002',
    'takes-any-number-of-messages',
    'Takes more messages than the limit.',
    serves(
      all(
        at('messages'),
        lies.asked((ask) => lengthOf('messages')(ask) > 0),
      ),
    ),
  ],
  [
    '003',
    'takes-one-tool-less',
    'Refuses as many tools as the limit.',
    lies.refuses(exactly(lengthOf('tools'), LIMITS.tools), 'tools'),
  ],
  [
    '004',
    'takes-any-number-of-tools',
    'Takes more tools than the limit.',
    serves(
      all(
        at('tools'),
        lies.asked((ask) => lengthOf('tools')(ask) > 0),
      ),
    ),
  ],
  [
    '005',
    'takes-one-byte-of-text-less',
    'Refuses as much text as the limit.',
    lies.refuses(
      exactly((ask) => textOf(ask, bytes), LIMITS.text),
      'messages[1].content',
    ),
  ],
  ['006', 'takes-any-text', 'Takes more text than the limit.', serves(at(/messages\[\d+\]\.content$/))],
  [
    '007',
    'counts-characters',
    'Counts characters of text for bytes.',
    serves((_fault, ask) => textOf(ask, bytes) > LIMITS.text && textOf(ask, characters) <= LIMITS.text),
  ],
  ['008', 'counts-no-system-text', 'Does not count the text in system.', serves(at(/^system/))],
  [
    '009',
    'counts-no-text-blocks',
    'Does not count the text in blocks.',
    serves(at(/^messages\[\d+\]\.content\[\d+\]\.text$/)),
  ],
  [
    '010',
    'counts-no-tool-results',
    'Does not count the text in tool results.',
    serves(at(/content\[\d+\]\.content\[\d+\]\.text$/)),
  ],
  ['011', 'counts-thinking', 'Counts thinking for text.', lies.refuses(hidden, 'messages[1].content[0].thinking')],
  [
    '012',
    'takes-one-byte-of-body-less',
    'Refuses a body of as many bytes as the limit.',
    lies.refuses(exactly(({ request }) => request.body.byteLength, LIMITS.body)),
  ],
  [
    '013',
    'large-bodies-break-it',
    'Answers 500 to a body of more bytes than the limit.',
    lies.crashes((_fault, { request }) => request.body.byteLength > LIMITS.body),
    { source: 'D-36' },
  ],
  [
    '014',
    'takes-one-byte-of-a-block-less',
    'Refuses a base64 block of the size of the limit.',
    lies.refuses(
      exactly((ask) => Math.max(...sizes(ask), 0), LIMITS.block),
      'messages[0].content[1].source.data',
    ),
  ],
  ['015', 'measures-no-blocks', 'Takes a base64 block over the limit.', serves(all(at(/source\.data$/), crowded))],
  [
    '016',
    'takes-one-byte-of-blocks-less',
    'Refuses base64 blocks that add up to the limit.',
    lies.refuses(exactly(total, LIMITS.blocks), 'messages[0].content[2].source.data'),
  ],
  [
    '017',
    'adds-no-blocks-up',
    'Takes base64 blocks that add up to more than the limit.',
    serves(all(at(/source\.data$/), apart)),
  ],
  [
    '018',
    'runs-know-no-limits',
    'Takes runs beyond the limits.',
    serves((fault, ask) => lies.anyRun(ask) && /^(request\.)?messages$/.test(fault.param ?? '')),
  ],
]);
