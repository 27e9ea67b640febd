import { isObject, parsed } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';
import { D01, follow, notObject, notText, overRequest } from './val-lies.js';

const overBody = (wrong: (text: string, value: unknown) => boolean) =>
  lies.crashes((fault, { request }) => {
    const text = Buffer.from(request.body).toString('utf8');
    return fault.status === 400 && wrong(text, parsed(request.body));
  });

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
]);
