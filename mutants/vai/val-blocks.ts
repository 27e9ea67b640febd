import { listOf, objectOf, parsed } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';
import { D01, follow, notObject, notText, overRequest } from './val-lies.js';

const someOf = (list: unknown, wrong: (each: unknown) => boolean) => listOf(list).some(wrong);

const overMessages = (wrong: (message: unknown) => boolean) =>
  overRequest((request) => someOf(request.messages, wrong));
const overBlocks = (wrong: (block: unknown) => boolean) =>
  overMessages((message) => someOf(objectOf(message).content, wrong));
const overTools = (wrong: (tool: unknown) => boolean) => overRequest((request) => someOf(request.tools, wrong));

/** Parts of messages and tools that are of the wrong type. */
export const valBlocks = mutantsOf('VAI-GW-VAL', [
  [
    '021',
    'breaks-down-over-a-message-as-text',
    'Answers 500 to a message that is no object.',
    overMessages(notObject),
    D01,
  ],
  [
    '022',
    'breaks-down-over-a-block-as-number',
    'Answers 500 to a content block that is no object.',
    overBlocks(notObject),
    D01,
  ],
  ['023', 'breaks-down-over-a-tool-as-text', 'Answers 500 to a tool that is no object.', overTools(notObject), D01],
  [
    '024',
    'breaks-down-over-a-number-for-text',
    'Answers 500 to a text that is no text.',
    overBlocks((block) => notText(objectOf(block).text)),
    D01,
  ],
  [
    '025',
    'breaks-down-over-a-number-for-role',
    'Answers 500 to a role that is no text.',
    overMessages((message) => notText(objectOf(message).role)),
    D01,
  ],
  [
    '026',
    'breaks-down-over-a-number-for-type',
    'Answers 500 to a block type that is no text.',
    overBlocks((block) => notText(objectOf(block).type)),
    D01,
  ],
  [
    '027',
    'breaks-down-over-text-for-source',
    'Answers 500 to a source that is no object.',
    overBlocks((block) => notObject(objectOf(block).source)),
    D01,
  ],
  [
    '028',
    'breaks-down-over-text-for-is-error',
    'Answers 500 to an is_error that is no boolean.',
    overBlocks((block) => {
      const { is_error } = objectOf(block);
      return is_error !== undefined && typeof is_error !== 'boolean';
    }),
    D01,
  ],
  [
    '029',
    'breaks-down-over-text-for-tool-result',
    'Answers 500 to a tool_result whose content is text.',
    overBlocks(
      (block) =>
        objectOf(block).type === 'tool_result' &&
        notObject(objectOf(block).content) &&
        !Array.isArray(objectOf(block).content),
    ),
    D01,
  ],
  [
    '030',
    'breaks-down-over-text-for-input-schema',
    'Answers 500 to an input_schema that is no object.',
    overTools((tool) => notObject(objectOf(tool).input_schema)),
    D01,
  ],
  [
    '031',
    'breaks-down-over-a-null-message',
    'Answers 500 to a message of null.',
    overMessages((message) => message === null),
  ],
  [
    '032',
    'skips-null-blocks',
    'Leaves content blocks of null out.',
    lies.serves((_fault, ask) =>
      someOf(lies.modelRequest(ask).messages, (message) =>
        someOf(objectOf(message).content, (block) => block === null),
      ),
    ),
  ],
  [
    '033',
    'skips-null-tools',
    'Leaves tools of null out.',
    lies.serves((_fault, ask) => someOf(lies.modelRequest(ask).tools, (tool) => tool === null)),
  ],
  [
    '034',
    'names-no-ill-typed-member',
    'Refuses a member of the wrong type without saying which.',
    lies.misnames(
      (fault, { request }) =>
        fault.status === 400 && fault.param !== undefined && follow(parsed(request.body), fault.param) !== undefined,
      undefined,
    ),
  ],
]);
