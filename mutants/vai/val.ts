import { isObject, type JsonObject, listOf, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

type Fits = (request: JsonObject) => boolean;
const { all, at, serves } = lies;

/** Refusals of model requests of which this is true. */
const of =
  (fits: Fits): lies.Suspect =>
  (_fault, ask) =>
    fits(lies.modelRequest(ask));

const messagesOf = (request: JsonObject) => listOf(request.messages).map(objectOf);
const contentOf = (request: JsonObject) =>
  messagesOf(request).flatMap((message) =>
    listOf(message.content).map((block): JsonObject => ({ ...objectOf(block), role: message.role })),
  );
const someBlock =
  (fits: (block: JsonObject) => boolean): Fits =>
  (request) =>
    contentOf(request).some(fits);
const someMessage =
  (fits: (message: JsonObject) => boolean): Fits =>
  (request) =>
    messagesOf(request).some(fits);
const someTool =
  (fits: (tool: JsonObject) => boolean): Fits =>
  (request) =>
    listOf(request.tools).map(objectOf).some(fits);

const inBlock = (member: string) => at(new RegExp(`content\\[\\d+\\]\\.${member}$`));
const inTool = (member: string) => at(new RegExp(`tools\\[\\d+\\]\\.${member}$`));
const calls = (request: JsonObject) => contentOf(request).flatMap(({ type, id }) => (type === 'tool_use' ? [id] : []));
const unmatched =
  (known: boolean): Fits =>
  (request) =>
    someBlock(
      ({ type, tool_use_id: id }) =>
        type === 'tool_result' && typeof id === 'string' && id !== '' && calls(request).includes(id) === known,
    )(request);
const misplaced = (type: string, role: string) =>
  all(inBlock('type'), of(someBlock((block) => block.type === type && block.role === role)));
const blank = (value: unknown) => typeof value === 'string' && value.trim() === '';
const absent = (value: unknown) => value === undefined || value === null;
const shaped = (type: string) => all(inTool('config(\\..*)?'), of(someTool((tool) => tool.type === type)));
const takes = (suspect: lies.Suspect) => serves(suspect);

/** The members and values of a messages request. */
export const val = mutantsOf('VAI-GW-VAL', [
  [
    '040',
    'has-a-default-model',
    'Takes a model of its own where none is named.',
    takes(
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
    takes(
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
    takes(
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
    takes(
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
    takes(all(at(/\.role$/), of(someMessage(({ role }) => absent(role))))),
  ],
  [
    '046',
    'accepts-unknown-role',
    'Takes messages of any role.',
    takes(all(at(/\.role$/), of(someMessage(({ role }) => typeof role === 'string' && role !== '')))),
  ],
  [
    '047',
    'takes-missing-content-for-empty',
    'Takes a message without content for an empty one.',
    takes(all(at(/messages\[\d+\]\.content$/), of(someMessage(({ content }) => content === undefined)))),
  ],
  [
    '048',
    'takes-any-content',
    'Takes content that is neither text nor a list.',
    takes(
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
    takes(all(inBlock('type'), of(someBlock(({ type }) => typeof type === 'string')))),
  ],
  [
    '050',
    'takes-a-block-without-type-for-text',
    'Takes a content block without a type for text.',
    takes(all(inBlock('type'), of(someBlock(({ type }) => absent(type))))),
  ],
  [
    '051',
    'looks-not-into-tool-results',
    'Does not look at what a tool result holds.',
    takes(
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
    takes(
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
    takes(
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
    takes(at(/(^|\.)system\[\d+\]\.type$/)),
  ],
  ['056', 'tool-use-needs-no-id', 'Takes a tool_use without an id.', takes(inBlock('id'))],
  ['057', 'tool-use-needs-no-name', 'Takes a tool_use without a name.', takes(inBlock('name'))],
  [
    '058',
    'tool-use-needs-no-input',
    'Takes a tool_use without input.',
    takes(all(inBlock('input'), of(someBlock(({ type, input }) => type === 'tool_use' && absent(input))))),
  ],
  [
    '059',
    'tool-use-takes-any-input',
    'Takes a tool_use whose input is no object.',
    takes(all(inBlock('input'), of(someBlock(({ type, input }) => type === 'tool_use' && !absent(input))))),
  ],
  [
    '060',
    'tool-result-needs-no-call',
    'Takes a tool_result that names no call.',
    takes(
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
    takes(all(inBlock('tool_use_id'), of(unmatched(false)))),
  ],
  [
    '062',
    'tool-result-before-its-call',
    'Takes a tool_result that precedes its call.',
    takes(all(inBlock('tool_use_id'), of(unmatched(true)))),
  ],
  ['063', 'users-call-tools', 'Takes a tool_use in a user message.', takes(misplaced('tool_use', 'user'))],
  [
    '064',
    'assistants-answer-tools',
    'Takes a tool_result in an assistant message.',
    takes(misplaced('tool_result', 'assistant')),
  ],
  ['065', 'users-think', 'Takes thinking in a user message.', takes(misplaced('thinking', 'user'))],
  [
    '066',
    'users-call-server-tools',
    'Takes a server_tool_use in a user message.',
    takes(misplaced('server_tool_use', 'user')),
  ],
  [
    '067',
    'takes-a-tool-without-type-for-function',
    'Takes a tool without a type for a function.',
    takes(all(inTool('type'), of(someTool(({ type }) => absent(type) || type === '')))),
  ],
  [
    '068',
    'accepts-unknown-tool',
    'Passes tools of unknown type on.',
    takes(all(inTool('type'), of(someTool(({ type }) => typeof type === 'string' && type !== '')))),
  ],
  ['069', 'functions-have-configs', 'Takes a function tool with a config.', takes(shaped('function'))],
  ['070', 'functions-need-no-name', 'Takes a function tool without a name.', takes(inTool('name'))],
  [
    '071',
    'functions-need-no-description',
    'Takes a function tool without a description.',
    takes(inTool('description')),
  ],
  ['072', 'functions-need-no-schema', 'Takes a function tool without an input schema.', takes(inTool('input_schema'))],
  ['073', 'looks-not-at-search-configs', 'Takes a web_search config of any shape.', takes(shaped('web_search'))],
  ['074', 'looks-not-at-fetch-configs', 'Takes a web_fetch config of any shape.', takes(shaped('web_fetch'))],
  ['075', 'looks-not-at-code-configs', 'Takes a code_execution config of any shape.', takes(shaped('code_execution'))],
  ['076', 'looks-not-at-computer-configs', 'Takes a computer_use config of any shape.', takes(shaped('computer_use'))],
  ['077', 'looks-not-at-file-configs', 'Takes a file_search config of any shape.', takes(shaped('file_search'))],
  ['078', 'accepts-any-output-format', 'Takes an output format of any type.', takes(at('output_format.type'))],
  ['079', 'formats-without-schema', 'Takes an output format without a schema.', takes(at('output_format.json_schema'))],
  [
    '080',
    'accepts-any-schema-type',
    'Takes an output schema of unknown type.',
    takes(at('output_format.json_schema.type')),
  ],
  [
    '081',
    'lists-of-anything',
    'Takes an output list schema without items.',
    takes(at('output_format.json_schema.items')),
  ],
  [
    '082',
    'requires-what-does-not-exist',
    'Takes a required output property that does not exist.',
    takes(
      all(
        at(/^output_format\.json_schema\.required\[\d+\]$/),
        of((request) => !listOf(schemaOf(request).required).some(blank)),
      ),
    ),
  ],
  [
    '083',
    'looks-not-into-output-properties',
    'Does not look at the schemas of properties.',
    takes(at(/^output_format\.json_schema\.properties\./)),
  ],
  [
    '084',
    'requires-blank-names',
    'Takes a blank name among the required output properties.',
    takes(
      all(
        at(/required\[\d+\]$/),
        of((request) => listOf(schemaOf(request).required).some(blank)),
      ),
    ),
  ],
  [
    '085',
    'has-an-stt-provider',
    'Takes an stt_model without a provider.',
    takes(
      all(
        at(/stt_model$/),
        of(({ stt_model: name }) => typeof name === 'string' && !name.includes('/')),
      ),
    ),
  ],
  [
    '086',
    'has-a-tts-provider',
    'Takes a tts_model without a provider.',
    takes(
      all(
        at(/tts_model$/),
        of(({ tts_model: name }) => typeof name === 'string' && !name.includes('/')),
      ),
    ),
  ],
  [
    '087',
    'half-an-stt-model-will-do',
    'Takes an stt_model with a blank half.',
    takes(
      all(
        at(/stt_model$/),
        of(({ stt_model: name }) => typeof name === 'string' && /^\s*\/|\/\s*$/.test(name)),
      ),
    ),
  ],
  [
    '088',
    'takes-any-voice',
    'Takes a voice that is no object.',
    takes(
      all(
        at(/(^|\.)voice/),
        of(({ voice }) => !isObject(voice)),
      ),
    ),
  ],
  [
    '089',
    'ignores-unknown-keys-of-voice',
    'Ignores keys of voice that it does not know.',
    takes(
      all(
        at(/(^|\.)voice/),
        of(({ voice }) => isObject(voice) && Object.keys(voice).some((each) => each !== 'output' && each !== 'input')),
      ),
    ),
  ],
  [
    '090',
    'ignores-unknown-keys-of-voice-output',
    'Ignores keys of voice.output that it does not know.',
    takes(
      all(
        at(/(^|\.)voice/),
        of(({ voice }) => Object.keys(objectOf(objectOf(voice).output)).some((each) => !voiceKeys.includes(each))),
      ),
    ),
  ],
  [
    '091',
    'takes-voice-settings-of-any-type',
    'Takes a voice setting of the wrong type.',
    takes(
      all(
        at(/(^|\.)voice/),
        of(
          ({ voice }) =>
            isObject(voice) &&
            voice.input === undefined &&
            Object.keys(voice).every((each) => each === 'output') &&
            Object.keys(objectOf(voice.output)).every((each) => voiceKeys.includes(each)),
        ),
      ),
    ),
  ],
  ['092', 'still-hears-voice-input', 'Takes the old voice.input.', takes(at(/(^|\.)voice\.input$/))],
  [
    '093',
    'hides-models-behind-404',
    'Answers a model outside the allowlist as if it did not exist.',
    lies.misreports(
      (fault) => fault.status === 403,
      ({ error }) => ({ status: 404, error: { ...error, type: 'not_found_error' } }),
    ),
  ],
  [
    '094',
    'guesses-the-provider',
    'Takes a model without a provider.',
    takes(of(({ model }) => typeof model === 'string' && model !== '' && !model.includes('/'))),
  ],
  [
    '095',
    'still-knows-gemini',
    'Takes the provider that was removed.',
    takes(of(({ model }) => typeof model === 'string' && model.startsWith('gemini/'))),
  ],
  [
    '096',
    'accepts-unknown-provider',
    'Takes a model of a provider that nobody knows.',
    takes(
      all(
        at(/(^|\.)model$/),
        of(({ model }) => typeof model === 'string' && /^[a-z-]+\/./.test(model) && !model.startsWith('gemini')),
      ),
    ),
  ],
  [
    '097',
    'ignores-case-of-providers',
    'Takes a provider in any letter case.',
    takes(
      all(
        at(/(^|\.)model$/),
        of(({ model }) => typeof model === 'string' && /^[^/]*[A-Z]/.test(model)),
      ),
    ),
  ],
  [
    '098',
    'finds-the-tts-model-late',
    'Takes a tts_model of a provider that it cannot speak by.',
    takes(
      all(
        at(/tts_model$/),
        of(({ tts_model: name }) => typeof name === 'string' && name.includes('/')),
      ),
    ),
    { source: 'D-19' },
  ],
  [
    '099',
    'accepts-any-stt-model',
    'Takes an stt_model of a provider that it cannot hear by.',
    takes(
      all(
        at(/stt_model$/),
        of(({ stt_model: name }) => typeof name === 'string' && name.includes('/')),
      ),
    ),
  ],
]);

const voiceKeys = ['voice', 'speed', 'volume', 'emotion', 'format', 'sample_rate'];

function schemaOf(request: JsonObject): JsonObject {
  return objectOf(objectOf(request.output_format).json_schema);
}
