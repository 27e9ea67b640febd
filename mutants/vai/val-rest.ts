import { isObject, type JsonObject, listOf, objectOf, type When } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const { all, at, serves } = lies;

const blockOf =
  (fits: (block: JsonObject) => boolean): When =>
  (ask) =>
    lies.blocksOf(ask).some(fits);
const requestOf =
  (fits: (request: JsonObject) => boolean): When =>
  (ask) =>
    fits(lies.modelRequest(ask));
const messageOf = (fits: (message: JsonObject) => boolean): When =>
  requestOf(({ messages }) => listOf(messages).map(objectOf).some(fits));
const sourced = (type: string): When =>
  blockOf((block) => block.type === 'image' && objectOf(block.source).type === type);

/** Refusals whose param ends in a member that is none of these. */
const strange =
  (before: RegExp, known: readonly string[]): lies.Suspect =>
  (fault) => {
    const [, member] = before.exec(fault.param ?? '') ?? [];
    return member !== undefined && !known.includes(member);
  };

const requestKeys = [
  'model',
  'messages',
  'max_tokens',
  'system',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'tools',
  'tool_choice',
  'stream',
  'stt_model',
  'tts_model',
  'output_format',
  'output',
  'voice',
  'extensions',
  'metadata',
];
const blockKeys = [
  'type',
  'text',
  'source',
  'id',
  'name',
  'input',
  'tool_use_id',
  'content',
  'is_error',
  'thinking',
  'signature',
];
const toolKeys = ['type', 'name', 'description', 'input_schema', 'config'];

const danglingCall: When = (ask) => {
  const blocks = lies.blocksOf(ask);
  return blocks.some(({ type, id }) => type === 'tool_use' && !blocks.some((each) => each.tool_use_id === id));
};

const D06 = { source: 'D-06' };

/** Unknown keys, and what has to be accepted. */
export const valRest = mutantsOf('VAI-GW-VAL', [
  [
    '100',
    'ignores-unknown-keys-of-requests',
    'Drops keys of a request that it does not know.',
    serves(strange(/^([^.[\]]+)$/, requestKeys)),
    { source: 'REQ-01' },
  ],
  [
    '101',
    'ignores-unknown-keys-of-messages',
    'Drops keys of a message that it does not know.',
    serves(strange(/^messages\[\d+\]\.([^.[\]]+)$/, ['role', 'content'])),
    D06,
  ],
  [
    '102',
    'ignores-unknown-keys-of-blocks',
    'Drops keys of a content block that it does not know.',
    serves(strange(/content\[\d+\]\.([^.[\]]+)$/, blockKeys)),
    { source: 'REQ-02' },
  ],
  [
    '103',
    'ignores-unknown-keys-of-tools',
    'Drops keys of a tool that it does not know.',
    serves(strange(/^tools\[\d+\]\.([^.[\]]+)$/, toolKeys)),
    { source: 'REQ-02' },
  ],
  [
    '104',
    'ignores-unknown-keys-of-tool-configs',
    'Drops keys of a tool config that it does not know.',
    serves(at(/^tools\[\d+\]\.config/)),
    D06,
  ],
  [
    '105',
    'ignores-unknown-keys-of-output-formats',
    'Drops keys of the output format that it does not know.',
    serves(at(/^output_format/)),
    D06,
  ],
  [
    '106',
    'calls-the-model-without-a-name',
    'Takes a model with a provider and no name.',
    serves(all(at('model'), lies.asked(requestOf(({ model }) => typeof model === 'string' && model.endsWith('/'))))),
    { source: 'D-64' },
  ],
  [
    '107',
    'breaks-down-over-a-missing-voice',
    'Answers 500 to voice output without a voice.',
    lies.crashes(at(/voice\.output/)),
    { source: 'D-62' },
  ],
  [
    '108',
    'breaks-down-over-bad-audio',
    'Answers 500 to audio that is not base64.',
    lies.crashes(at(/source\.data$/)),
    { source: 'D-62' },
  ],
  [
    '110',
    'wants-system-as-a-list',
    'Refuses a system that is text.',
    lies.refuses(
      requestOf(({ system }) => typeof system === 'string'),
      'system',
    ),
  ],
  [
    '111',
    'wants-system-as-text',
    'Refuses a system that is a list of blocks.',
    lies.refuses(
      requestOf(({ system }) => Array.isArray(system)),
      'system',
    ),
  ],
  [
    '112',
    'wants-a-block-at-least',
    'Refuses a message with an empty list of blocks.',
    lies.refuses(
      messageOf(({ content }) => Array.isArray(content) && content.length === 0),
      'messages[0].content',
    ),
  ],
  [
    '113',
    'refuses-null-content',
    'Refuses a message whose content is null.',
    lies.refuses(
      messageOf(({ content }) => content === null),
      'messages[0].content',
    ),
  ],
  [
    '114',
    'wants-every-call-answered',
    'Refuses a tool_use that has no result.',
    lies.refuses(danglingCall, 'messages'),
  ],
  [
    '115',
    'refuses-thinking',
    'Refuses thinking in an assistant message.',
    lies.refuses(lies.hasBlock('thinking'), 'messages[1].content[0].type'),
  ],
  [
    '116',
    'refuses-images-by-url',
    'Refuses an image that is named by its URL.',
    lies.refuses(sourced('url'), 'messages[0].content[0].source'),
  ],
  [
    '117',
    'wants-text-in-tool-results',
    'Refuses a tool_result with other blocks than one text.',
    lies.refuses(
      blockOf(({ type, content }) => type === 'tool_result' && listOf(content).some(isObject)),
      'messages[2].content[0].content',
    ),
  ],
  [
    '118',
    'knows-no-text-editor',
    'Refuses a native tool that the contract has.',
    lies.refuses(lies.hasTool('text_editor'), 'tools[0].type'),
  ],
  [
    '119',
    'refuses-tool-choice-none',
    'Refuses a tool_choice that the contract has.',
    lies.refuses(
      requestOf(({ tool_choice }) => objectOf(tool_choice).type === 'none'),
      'tool_choice.type',
    ),
  ],
  [
    '120',
    'refuses-nested-output-formats',
    'Refuses an output schema with schemas in it.',
    lies.refuses(
      requestOf(({ output_format }) =>
        Object.values(objectOf(objectOf(objectOf(output_format).json_schema).properties)).some(
          (each) => isObject(objectOf(each).properties) || isObject(objectOf(each).items),
        ),
      ),
      'output_format.json_schema.properties',
    ),
  ],
  [
    '121',
    'refuses-null-for-absent',
    'Refuses null in an optional field.',
    lies.refuses(
      requestOf((request) =>
        Object.entries(request).some(([name, value]) => value === null && name !== 'model' && name !== 'messages'),
      ),
      'temperature',
    ),
  ],
  [
    '123',
    'refuses-its-own-search-results',
    'Refuses a web_search_tool_result that it has itself returned.',
    lies.refuses(lies.hasBlock('web_search_tool_result'), 'messages[1].content[1].type'),
    { source: 'D-24' },
  ],
  [
    '124',
    'refuses-its-own-redacted-thinking',
    'Refuses redacted_thinking that it has itself returned.',
    lies.refuses(lies.hasBlock('redacted_thinking'), 'messages[1].content[0].type'),
    { source: 'D-24' },
  ],
]);
