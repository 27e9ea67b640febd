import { isObject, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';
import { of } from './requests.js';

const { all, at, serves } = lies;

/** Models and voices. */
export const valModels = mutantsOf('VAI-GW-VAL', [
  [
    '085',
    'has-an-stt-provider',
    'Takes an stt_model without a provider.',
    serves(
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
    serves(
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
    serves(
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
    serves(
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
    serves(
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
    serves(
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
    serves(
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
  ['092', 'still-hears-voice-input', 'Takes the old voice.input.', serves(at(/(^|\.)voice\.input$/))],
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
    serves(of(({ model }) => typeof model === 'string' && model !== '' && !model.includes('/'))),
  ],
  [
    '095',
    'still-knows-gemini',
    'Takes the provider that was removed.',
    serves(of(({ model }) => typeof model === 'string' && model.startsWith('gemini/'))),
  ],
  [
    '096',
    'accepts-unknown-provider',
    'Takes a model of a provider that nobody knows.',
    serves(
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
    serves(
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
    serves(
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
    serves(
      all(
        at(/stt_model$/),
        of(({ stt_model: name }) => typeof name === 'string' && name.includes('/')),
      ),
    ),
  ],
]);

const voiceKeys = ['voice', 'speed', 'volume', 'emotion', 'format', 'sample_rate'];
