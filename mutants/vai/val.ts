import { isObject, listOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';
import { absent, blank, inBlock, misplaced, of, someBlock, someMessage, unmatched } from './requests.js';

const { all, at, serves } = lies;

/** The messages of a request, their blocks, and its system text. */
export const val = mutantsOf('VAI-GW-VAL', [
  [
    '040',
    'has-a-default-model',
    'Takes a model of its own where none is named.',
    serves(
      all(
        at(/(^|\.)model$/),
        of(({ model }) => absent(model)),
      ),
    ),
  ],
  [
    '041',
    'has-a-default-for-blank-models',
    'Takes a model of its own where the name is blank.',
    serves(
      all(
        at(/(^|\.)model$/),
        of(({ model }) => blank(model)),
      ),
    ),
  ],
  [
    '042',
    'speaks-without-being-asked',
    'Takes a request without messages.',
    serves(
      all(
        at(/(^|\.)messages$/),
        of(({ messages }) => absent(messages)),
      ),
    ),
  ],
  [
    '043',
    'answers-to-no-messages',
    'Takes an empty list of messages.',
    serves(
      all(
        at(/(^|\.)messages$/),
        of(({ messages }) => Array.isArray(messages) && messages.length === 0),
      ),
    ),
  ],
  [
    '045',
    'takes-a-missing-role-for-user',
    "Takes a message without a role for the user's.",
    serves(all(at(/\.role$/), of(someMessage(({ role }) => absent(role))))),
  ],
  [
    '046',
    'accepts-unknown-role',
    'Takes messages of any role.',
    serves(all(at(/\.role$/), of(someMessage(({ role }) => typeof role === 'string' && role !== '')))),
  ],
  [
    '047',
    'takes-missing-content-for-empty',
    'Takes a message without content for an empty one.',
    serves(all(at(/messages\[\d+\]\.content$/), of(someMessage(({ content }) => content === undefined)))),
  ],
  [
    '048',
    'takes-any-content',
    'Takes content that is neither text nor a list.',
    serves(
      all(
        at(/messages\[\d+\]\.content$/),
        of(someMessage(({ content }) => !absent(content) && typeof content !== 'string' && !Array.isArray(content))),
      ),
    ),
  ],
  [
    '049',
    'accepts-unknown-block',
    'Passes content blocks of unknown type on.',
    serves(all(inBlock('type'), of(someBlock(({ type }) => typeof type === 'string')))),
  ],
  [
    '050',
    'takes-a-block-without-type-for-text',
    'Takes a content block without a type for text.',
    serves(all(inBlock('type'), of(someBlock(({ type }) => absent(type))))),
  ],
  [
    '051',
    'looks-not-into-tool-results',
    'Does not look at what a tool result holds.',
    serves(
      all(
        at(/^messages\[\d+\]\.content\[\d+\]/),
        of(someBlock(({ type, content }) => type === 'tool_result' && Array.isArray(content))),
      ),
    ),
  ],
  [
    '052',
    'names-the-block-around',
    'Names the tool result instead of the block in it.',
    lies.misreports(at(/\.content\[\d+\]\.content\[\d+\]/), ({ error, param }) => ({
      error: { ...error, param: param?.replace(/\.content\[\d+\]\.([a-z_]+)$/, '.$1') },
    })),
    { source: 'D-09' },
  ],
  [
    '053',
    'takes-any-system',
    'Takes a system that is neither text nor a list.',
    serves(
      all(
        at(/(^|\.)system$/),
        of(({ system }) => !Array.isArray(system)),
      ),
    ),
  ],
  [
    '054',
    'takes-any-element-of-system',
    'Takes elements of system that are no blocks.',
    serves(
      all(
        at(/(^|\.)system/),
        of(({ system }) => listOf(system).some((each) => !isObject(each))),
      ),
    ),
  ],
  [
    '055',
    'accepts-unknown-block-in-system',
    'Passes blocks of unknown type in system on.',
    serves(at(/(^|\.)system\[\d+\]\.type$/)),
  ],
  ['056', 'tool-use-needs-no-id', 'Takes a tool_use without an id.', serves(inBlock('id'))],
  ['057', 'tool-use-needs-no-name', 'Takes a tool_use without a name.', serves(inBlock('name'))],
  [
    '058',
    'tool-use-needs-no-input',
    'Takes a tool_use without input.',
    serves(all(inBlock('input'), of(someBlock(({ type, input }) => type === 'tool_use' && absent(input))))),
  ],
  [
    '059',
    'tool-use-takes-any-input',
    'Takes a tool_use whose input is no object.',
    serves(all(inBlock('input'), of(someBlock(({ type, input }) => type === 'tool_use' && !absent(input))))),
  ],
  [
    '060',
    'tool-result-needs-no-call',
    'Takes a tool_result that names no call.',
    serves(
      all(
        inBlock('tool_use_id'),
        of(someBlock(({ type, tool_use_id: id }) => type === 'tool_result' && (absent(id) || blank(id)))),
      ),
    ),
  ],
  [
    '061',
    'tool-result-of-nobody',
    'Takes a tool_result for a call that nobody made.',
    serves(all(inBlock('tool_use_id'), of(unmatched(false)))),
  ],
  [
    '062',
    'tool-result-before-its-call',
    'Takes a tool_result that precedes its call.',
    serves(all(inBlock('tool_use_id'), of(unmatched(true)))),
  ],
  ['063', 'users-call-tools', 'Takes a tool_use in a user message.', serves(misplaced('tool_use', 'user'))],
  [
    '064',
    'assistants-answer-tools',
    'Takes a tool_result in an assistant message.',
    serves(misplaced('tool_result', 'assistant')),
  ],
  ['065', 'users-think', 'Takes thinking in a user message.', serves(misplaced('thinking', 'user'))],
  [
    '066',
    'users-call-server-tools',
    'Takes a server_tool_use in a user message.',
    serves(misplaced('server_tool_use', 'user')),
  ],
]);
