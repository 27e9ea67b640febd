import { modelParts, PROVIDERS } from '../providers.js';
import type { RequestContext } from './fault.js';
import { isObject, type Json, type Refuse } from './refuse.js';
import { walkContents } from './walk.js';

/** The caller's key in a header, trimmed; blank counts as missing. */
export function keyIn(context: Pick<RequestContext, 'header'>, header: string): string | undefined {
  return context.header(header)?.trim() || undefined;
}

/** Refuses a request that lacks the key of this header. */
export function needKey(rule: string, header: string, context: RequestContext, refuse: Refuse): void {
  if (keyIn(context, header) !== undefined) return;
  refuse(rule, header, `the header ${header} is missing: it carries your key`, {
    status: 401,
    type: 'authentication_error',
    code: 'provider_key_missing',
  });
}

/** The model's provider is called with the caller's key. */
export function checkModelKey(request: Json, context: RequestContext, refuse: Refuse): void {
  const parts = typeof request.model === 'string' ? modelParts(request.model) : undefined;
  const provider = parts && PROVIDERS.models.get(parts.provider);
  if (provider !== undefined) needKey('key.model', provider.header, context, refuse);
}

/**
 * What has to be given before anything is transcribed or spoken: the voice provider's key, a model of that provider, and
 * recordings that can be decoded.
 */
export function checkVoiceNeeds(request: Json, prefix: string, context: RequestContext, refuse: Refuse): void {
  const recordings: { readonly source: unknown; readonly path: string }[] = [];
  walkContents(request, prefix, (block, path) => {
    if (block.type === 'audio_stt') recordings.push({ source: block.source, path });
  });
  const speaks = isObject(request.voice) && request.voice.output !== undefined;
  if (recordings.length > 0 || speaks) needKey('key.voice', PROVIDERS.voice.header, context, refuse);
  for (const key of ['stt_model', 'tts_model'] as const) {
    const model = request[key];
    const parts = typeof model === 'string' ? modelParts(model) : undefined;
    if (parts !== undefined && parts.provider.trim() !== PROVIDERS.voice.provider) {
      refuse(`${key}.provider`, `${prefix}${key}`, `${prefix}${key}: only ${PROVIDERS.voice.provider} is served`);
    }
  }
  for (const { source, path } of recordings) {
    if (isObject(source) && source.type === 'base64' && typeof source.data === 'string' && !isBase64(source.data)) {
      refuse('audio_stt.base64', `${path}.source.data`, `${path}.source.data is not base64`);
    }
  }
}

/** Standard base64 with its padding; line breaks are skipped. */
function isBase64(data: string): boolean {
  const plain = data.replace(/[\r\n]/g, '');
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
}
