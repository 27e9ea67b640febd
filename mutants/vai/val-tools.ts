import { type JsonObject, listOf, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';
import { absent, blank, inTool, of, shaped, someTool } from './requests.js';

const { all, at, serves } = lies;

/** Tools and the output format. */
export const valTools = mutantsOf('VAI-GW-VAL', [
  [
    '067',
    'takes-a-tool-without-type-for-function',
    'Takes a tool without a type for a function.',
    serves(all(inTool('type'), of(someTool(({ type }) => absent(type) || type === '')))),
  ],
  [
    '068',
    'accepts-unknown-tool',
    'Passes tools of unknown type on.',
    serves(all(inTool('type'), of(someTool(({ type }) => typeof type === 'string' && type !== '')))),
  ],
  ['069', 'functions-have-configs', 'Takes a function tool with a config.', serves(shaped('function'))],
  ['070', 'functions-need-no-name', 'Takes a function tool without a name.', serves(inTool('name'))],
  [
    '071',
    'functions-need-no-description',
    'Takes a function tool without a description.',
    serves(inTool('description')),
  ],
  ['072', 'functions-need-no-schema', 'Takes a function tool without an input schema.', serves(inTool('input_schema'))],
  ['073', 'looks-not-at-search-configs', 'Takes a web_search config of any shape.', serves(shaped('web_search'))],
  ['074', 'looks-not-at-fetch-configs', 'Takes a web_fetch config of any shape.', serves(shaped('web_fetch'))],
  ['075', 'looks-not-at-code-configs', 'Takes a code_execution config of any shape.', serves(shaped('code_execution'))],
  ['076', 'looks-not-at-computer-configs', 'Takes a computer_use config of any shape.', serves(shaped('computer_use'))],
  ['077', 'looks-not-at-file-configs', 'Takes a file_search config of any shape.', serves(shaped('file_search'))],
  ['078', 'accepts-any-output-format', 'Takes an output format of any type.', serves(at('output_format.type'))],
  [
    '079',
    'formats-without-schema',
    'Takes an output format without a schema.',
    serves(at('output_format.json_schema')),
  ],
  [
    '080',
    'accepts-any-schema-type',
    'Takes an output schema of unknown type.',
    serves(at('output_format.json_schema.type')),
  ],
  [
    '081',
    'lists-of-anything',
    'Takes an output list schema without items.',
    serves(at('output_format.json_schema.items')),
  ],
  [
    '082',
    'requires-what-does-not-exist',
    'Takes a required output property that does not exist.',
    serves(
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
    serves(at(/^output_format\.json_schema\.properties\./)),
  ],
  [
    '084',
    'requires-blank-names',
    'Takes a blank name among the required output properties.',
    serves(
      all(
        at(/required\[\d+\]$/),
        of((request) => listOf(schemaOf(request).required).some(blank)),
      ),
    ),
  ],
]);

function schemaOf(request: JsonObject): JsonObject {
  return objectOf(objectOf(request.output_format).json_schema);
}
