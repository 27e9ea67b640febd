import { checkMembers } from './members.js';
import { at, isBlank, isObject, type Json, type Refuse } from './refuse.js';
import { shape } from './shapes.js';

/** Faults inside `voice` are named by `voice` as a whole, except the old `voice.input` and the missing voice. */
export function checkVoice(voice: Json, path: string, refuse: Refuse): void {
  let current = voice;
  if ('input' in voice) {
    refuse('voice.input', `${path}.input`, `${path}.input is no longer read: send audio_stt blocks and stt_model`);
    const { input: _overlooked, ...rest } = voice;
    current = rest;
  }
  checkMembers(current, { refuse, shape: shape('voice'), path, rule: 'voice' });
  const { output } = current;
  if (isObject(output) && (output.voice === undefined || (typeof output.voice === 'string' && isBlank(output.voice)))) {
    refuse('voice.output.voice.missing', `${path}.output.voice`, `${path}.output.voice is missing or blank`);
  }
}

/** Models for speech are named like others; blank means the default. */
export function checkSpeechModels(request: Json, path: string, refuse: Refuse): void {
  for (const key of ['stt_model', 'tts_model'] as const) {
    const model = request[key];
    if (typeof model !== 'string' || isBlank(model)) continue;
    const slash = model.indexOf('/');
    const whole = slash >= 0 && !isBlank(model.slice(0, slash)) && !isBlank(model.slice(slash + 1));
    if (!whole) refuse(`${key}.syntax`, at(path, key), `${at(path, key)} has to read provider/name`);
  }
}
