import { isObject, listOf, objectOf, parsed } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const someOf = (list: unknown, wrong: (each: unknown) => boolean) => listOf(list).some(wrong);
const notObject = (value: unknown) => value !== null && value !== undefined && !isObject(value);
const notText = (value: unknown) => value !== null && value !== undefined && typeof value !== 'string';

/** Breaks down over a model request in which this is so. */
const overRequest = (wrong: (request: Readonly<Record<string, unknown>>) => boolean) =>
  lies.crashes((fault, ask) => fault.status === 400 && wrong(lies.modelRequest(ask)));
const overMessages = (wrong: (message: unknown) => boolean) =>
  overRequest((request) => someOf(request.messages, wrong));
const overBlocks = (wrong: (block: unknown) => boolean) =>
  overMessages((message) => someOf(objectOf(message).content, wrong));
const overTools = (wrong: (tool: unknown) => boolean) => overRequest((request) => someOf(request.tools, wrong));
const overBody = (wrong: (text: string, value: unknown) => boolean) =>
  lies.crashes((fault, { request }) => {
    const text = Buffer.from(request.body).toString('utf8');
    return fault.status === 400 && wrong(text, parsed(request.body));
  });

/** The value that a path such as `messages[0].role` leads to. */
function follow(value: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .reduce<unknown>((each, step) => (Array.isArray(each) ? each[Number(step)] : objectOf(each)[step]), value);
}

const D01 = { source: 'D-01' };

/** What the body is, before anything is looked at in it; and members of the wrong type. */
export const valTypes = mutantsOf('VAI-GW-VAL', [
  [
    '001',
    'breaks-down-over-broken-json',
    'Answers 500 to a body that is not complete JSON.',
    overBody((text, value) => text !== '' && value === undefined),
    D01,
  ],
  ['002', 'breaks-down-over-an-empty-body', 'Answers 500 to an empty body.', overBody((text) => text === ''), D01],
  [
    '003',
    'ignores-what-follows-the-document',
    'Reads the first JSON document of a body and leaves the rest.',
    lies.serves(
      (fault, { request }) =>
        fault.status === 400 &&
        /^\s*\{/.test(Buffer.from(request.body).toString('utf8')) &&
        parsed(request.body) === undefined,
    ),
  ],
  [
    '004',
    'breaks-down-over-a-top-level-list',
    'Answers 500 to JSON that is not an object.',
    overBody((text, value) => text !== '' && value !== undefined && value !== null && !isObject(value)),
    D01,
  ],
  ['005', 'breaks-down-over-null', 'Answers 500 to a body of null.', overBody((_text, value) => value === null)],
  [
    '006',
    'breaks-down-over-wrong-types',
    'Answers 500 to every member of the wrong type.',
    lies.crashes(
      (fault, { request }) =>
        fault.param !== undefined &&
        !/(role|type|model|id|name)$/.test(fault.param) &&
        follow(parsed(request.body), fault.param) !== undefined,
    ),
    D01,
  ],
  [
    '010',
    'breaks-down-over-text-for-max-tokens',
    'Answers 500 to a max_tokens that is text.',
    overRequest(({ max_tokens }) => typeof max_tokens === 'string'),
    D01,
  ],
  [
    '011',
    'rounds-max-tokens',
    'Takes a max_tokens with a fraction.',
    lies.serves((_fault, ask) => {
      const { max_tokens } = lies.modelRequest(ask);
      return typeof max_tokens === 'number' && !Number.isInteger(max_tokens);
    }),
  ],
  [
    '012',
    'breaks-down-over-text-for-stream',
    'Answers 500 to a stream that is no boolean.',
    overRequest(({ stream }) => stream !== undefined && typeof stream !== 'boolean'),
    D01,
  ],
  [
    '013',
    'breaks-down-over-text-for-tool-choice',
    'Answers 500 to a tool_choice that is text.',
    overRequest(({ tool_choice }) => notObject(tool_choice)),
    D01,
  ],
  [
    '014',
    'breaks-down-over-messages-as-object',
    'Answers 500 to messages that are no list.',
    overRequest(({ messages }) => messages !== undefined && messages !== null && !Array.isArray(messages)),
    D01,
  ],
  [
    '015',
    'breaks-down-over-tools-as-object',
    'Answers 500 to tools that are no list.',
    overRequest(({ tools }) => tools !== undefined && !Array.isArray(tools)),
    D01,
  ],
  [
    '016',
    'breaks-down-over-metadata-as-list',
    'Answers 500 to metadata that is no object.',
    overRequest(({ metadata }) => notObject(metadata)),
    D01,
  ],
  [
    '017',
    'breaks-down-over-text-for-output-format',
    'Answers 500 to an output_format that is text.',
    overRequest(({ output_format }) => notObject(output_format)),
    D01,
  ],
  [
    '018',
    'breaks-down-over-text-for-temperature',
    'Answers 500 to a temperature that is no number.',
    overRequest(({ temperature }) => temperature !== undefined && typeof temperature !== 'number'),
    D01,
  ],
  [
    '019',
    'breaks-down-over-wrong-stop-sequences',
    'Answers 500 to stop_sequences that are no list of texts.',
    overRequest(({ stop_sequences: list }) => list !== undefined && (!Array.isArray(list) || list.some(notText))),
    D01,
  ],
  [
    '020',
    'breaks-down-over-a-number-for-model',
    'Answers 500 to a model that is no text.',
    overRequest(({ model }) => notText(model)),
    D01,
  ],
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
