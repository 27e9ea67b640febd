import type { JsonObject, When } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const { all, at, serves } = lies;

const requestOf =
  (fits: (request: JsonObject) => boolean): When =>
  (ask) =>
    fits(lies.modelRequest(ask));

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

const D06 = { source: 'D-06' };

/** Keys that nobody knows, and values that break down late. */
export const valKeys = mutantsOf('VAI-GW-VAL', [
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
]);
