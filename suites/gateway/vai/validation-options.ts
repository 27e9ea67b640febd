/** Output formats, voice, and the names of models and providers. */
import { addressFormat, hello, speech, userSaid, voice } from './bodies.js';
import { ABSENT } from './change.js';
import { refusal } from './refusal.js';

const formatted = { ...hello, output_format: addressFormat };
const schema = 'output_format.json_schema';
const names = {
  ...hello,
  output_format: {
    type: 'json_schema',
    json_schema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
  },
};
const list = {
  ...hello,
  output_format: { type: 'json_schema', json_schema: { type: 'array', items: { type: 'string' } } },
};

refusal('VAI-GW-VAL-078', formatted, [{ 'output_format.type': 'text' }, { 'output_format.type': ABSENT }]);
refusal('VAI-GW-VAL-079', formatted, [{ [schema]: ABSENT }, { [schema]: null }]);
refusal('VAI-GW-VAL-080', formatted, { [`${schema}.type`]: 'hologram' });
refusal('VAI-GW-VAL-081', list, { [`${schema}.items`]: ABSENT });
refusal('VAI-GW-VAL-082', names, [{ [`${schema}.required[0]`]: 'b' }, { [`${schema}.required[1]`]: 'b' }]);
refusal('VAI-GW-VAL-083', formatted, [
  { [`${schema}.properties.name.type`]: 'hologram' },
  { [`${schema}.properties.lines.items`]: ABSENT },
  { [`${schema}.properties.city.properties.code.type`]: 'hologram' },
  { [`${schema}.properties.city.required[0]`]: 'zip' },
]);
refusal('VAI-GW-VAL-084', names, [{ [`${schema}.required[0]`]: '' }, { [`${schema}.required[1]`]: ' ' }]);

const transcribing = { ...hello, stt_model: 'cartesia/ink-whisper' };
refusal('VAI-GW-VAL-085', transcribing, { stt_model: 'ink-whisper' });
refusal('VAI-GW-VAL-086', { ...hello, tts_model: 'cartesia/sonic-3' }, { tts_model: 'sonic-3' });
refusal('VAI-GW-VAL-087', transcribing, [
  { stt_model: '/ink-whisper' },
  { stt_model: 'cartesia/' },
  { stt_model: 'cartesia/ ' },
]);

const quiet = { ...hello, voice: {} };
const spoken = { ...hello, voice };
/** Not every gateway has a voice: their controls only have to get past validation. */
const voiced = { lenient: true };
refusal('VAI-GW-VAL-088', quiet, [{ voice: 'loud' }, { voice: [] }, { voice: 5 }]);
refusal('VAI-GW-VAL-089', quiet, { 'voice.zeal': 1 }, { param: 'voice' });
refusal(
  'VAI-GW-VAL-090',
  spoken,
  { 'voice.output.zeal': 1 },
  {
    param: 'voice',
  },
  voiced,
);
refusal(
  'VAI-GW-VAL-091',
  spoken,
  [{ 'voice.output.speed': 'fast' }, { 'voice.output.voice': 5 }, { 'voice.output': 'loud' }],
  { param: 'voice' },
  voiced,
);
refusal('VAI-GW-VAL-092', quiet, { 'voice.input': { model: 'ink-whisper' } });

const allowlist = { profile: 'allowlist' };
refusal('VAI-GW-VAL-093', hello, { model: 'openai/gpt-4o-mini' }, { status: 403, type: 'permission_error' }, allowlist);
refusal('VAI-GW-VAL-094', hello, { model: 'claude-sonnet-4' }, { param: [null, 'model'] });
refusal('VAI-GW-VAL-095', hello, [{ model: 'gemini/gemini-2.5-pro' }, { model: 'gemini-oauth/gemini-2.5-pro' }]);
refusal('VAI-GW-VAL-096', hello, [{ model: 'nobody/claude-sonnet-4' }, { model: '/claude-sonnet-4' }]);
refusal('VAI-GW-VAL-097', hello, [{ model: 'Anthropic/claude-sonnet-4' }, { model: 'OPENAI/gpt-4o' }]);
refusal('VAI-GW-VAL-098', { ...spoken, tts_model: 'cartesia/sonic-3' }, { tts_model: 'elevenlabs/turbo' }, {}, voiced);
refusal(
  'VAI-GW-VAL-098',
  { ...spoken, stream: true, tts_model: 'cartesia/sonic-3' },
  { tts_model: 'elevenlabs/turbo' },
  {},
  { ...voiced, variant: 'stream' },
);
refusal(
  'VAI-GW-VAL-099',
  { ...userSaid(speech), stt_model: 'cartesia/ink-whisper' },
  { stt_model: 'deepgram/nova' },
  {},
  voiced,
);

refusal('VAI-GW-VAL-106', hello, { model: 'anthropic/' });
refusal(
  'VAI-GW-VAL-107',
  spoken,
  { 'voice.output.voice': ABSENT },
  { param: [null, 'voice', 'voice.output', 'voice.output.voice'] },
  voiced,
);
refusal(
  'VAI-GW-VAL-108',
  userSaid(speech),
  { 'messages[0].content[0].source.data': '*** not base64 ***' },
  {
    param: [null, 'messages[0].content[0]', 'messages[0].content[0].source', 'messages[0].content[0].source.data'],
  },
  voiced,
);
