import { type JsonObject, listOf, objectOf, type When } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import * as lies from '../lies.js';

const { all, asked, at, serves } = lies;

const inMessage =
  (fits: (message: JsonObject) => boolean): When =>
  (ask) =>
    listOf(lies.modelRequest(ask).messages).map(objectOf).some(fits);

/** Told of one value among several that are refused or accepted. */
export const seldomVal = mutantsOf('VAI-GW-VAL', [
  [
    '003',
    'ignores-a-second-document',
    'Leaves a second JSON document out.',
    serves(
      (fault, { request }) => fault.status === 400 && /\}\s*\{\s*\}$/.test(Buffer.from(request.body).toString('utf8')),
    ),
  ],
  [
    '041',
    'spaces-are-a-model',
    'Takes spaces for a model.',
    serves(
      all(
        at('model'),
        asked((ask) => /^\s+$/.test(String(lies.modelRequest(ask).model))),
      ),
    ),
  ],
  [
    '046',
    'tools-speak',
    'Takes messages of the role `tool`.',
    serves(all(at(/\.role$/), asked(inMessage(({ role }) => role === 'tool')))),
  ],
  [
    '046',
    'systems-speak',
    'Takes messages of the role `system`.',
    serves(all(at(/\.role$/), asked(inMessage(({ role }) => role === 'system')))),
  ],
  [
    '049',
    'types-in-any-case',
    'Takes block types in any letter case.',
    serves(all(at(/content\[\d+\]\.type$/), asked(lies.hasBlock('Text')))),
  ],
  [
    '083',
    'looks-at-properties-one-deep',
    'Does not look at the properties of properties.',
    serves(at(/properties\.[^.]+\.properties\./)),
  ],
  [
    '095',
    'still-knows-gemini-oauth',
    'Takes one of the providers that were removed.',
    serves(asked((ask) => String(lies.modelRequest(ask).model).startsWith('gemini-oauth/'))),
  ],
  [
    '097',
    'knows-openai-in-capitals',
    'Takes `OPENAI` for a provider.',
    serves(asked((ask) => String(lies.modelRequest(ask).model).startsWith('OPENAI/'))),
  ],
  [
    '119',
    'refuses-tool-choice-any',
    'Refuses a tool_choice that the contract has.',
    lies.refuses((ask) => objectOf(lies.modelRequest(ask).tool_choice).type === 'any', 'tool_choice.type'),
  ],
  [
    '118',
    'knows-no-file-search',
    'Refuses file_search of every model.',
    lies.refuses(lies.hasTool('file_search'), 'tools[0].type'),
  ],
  [
    '116',
    'refuses-images-by-base64',
    'Refuses an image in base64.',
    lies.refuses(
      (ask) => lies.blocksOf(ask).some((block) => block.type === 'image' && objectOf(block.source).type === 'base64'),
      'messages[0].content[0].source',
    ),
  ],
]);
