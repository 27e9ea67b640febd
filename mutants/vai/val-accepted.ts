import { isObject, type JsonObject, listOf, objectOf, type When } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

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

const danglingCall: When = (ask) => {
  const blocks = lies.blocksOf(ask);
  return blocks.some(({ type, id }) => type === 'tool_use' && !blocks.some((each) => each.tool_use_id === id));
};

/** What has to be accepted. */
export const valAccepted = mutantsOf('VAI-GW-VAL', [
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
  [
    '125',
    'results-answer-client-calls-only',
    'Does not count a server_tool_use as a call that a tool_result may answer.',
    lies.refuses((ask) => {
      const blocks = lies.blocksOf(ask);
      const served = blocks.filter(({ type }) => type === 'server_tool_use').map(({ id }) => id);
      return blocks.some(({ type, tool_use_id }) => type === 'tool_result' && served.includes(tool_use_id));
    }, 'messages[2].content[0].tool_use_id'),
  ],
]);
