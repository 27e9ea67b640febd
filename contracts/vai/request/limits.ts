import type { RequestLimits } from './fault.js';
import { isObject, type Json, type Refuse } from './refuse.js';
import { walkContents } from './walk.js';

/** Sizes that a request may have; exactly the limit is accepted. A fault is named by the member that crossed the line. */
export function checkLimits(request: Json, prefix: string, limits: RequestLimits, refuse: Refuse): void {
  const counted = (key: 'messages' | 'tools') => {
    const list = request[key];
    if (!Array.isArray(list) || list.length <= limits[key]) return;
    refuse(
      `limit.${key}`,
      `${prefix}${key}`,
      `${prefix}${key}: ${list.length} of them, at most ${limits[key]} are accepted`,
    );
  };
  counted('messages');
  counted('tools');

  let textBytes = 0;
  const countText = (text: string, path: string) => {
    const before = textBytes;
    textBytes += Buffer.byteLength(text);
    if (before <= limits.textBytes && textBytes > limits.textBytes) {
      refuse('limit.text', path, `${path}: with it the request holds more than ${limits.textBytes} bytes of text`);
    }
  };

  let decodedBytes = 0;
  const countMedia = (source: Json, path: string) => {
    const bytes = decodedSize(source);
    if (bytes > limits.b64PerBlock)
      refuse(
        'limit.base64-block',
        `${path}.source.data`,
        `${path}.source.data: more than ${limits.b64PerBlock} bytes decoded`,
      );
    const before = decodedBytes;
    decodedBytes += bytes;
    if (before <= limits.b64Total && decodedBytes > limits.b64Total) {
      refuse(
        'limit.base64-total',
        `${path}.source.data`,
        `${path}.source.data: with it the request holds more than ${limits.b64Total} decoded bytes`,
      );
    }
  };

  walkContents(
    request,
    prefix,
    (block, path) => {
      if (block.type === 'text' && typeof block.text === 'string') countText(block.text, `${path}.text`);
      if (isObject(block.source)) countMedia(block.source, path);
    },
    countText,
  );
}

/** The size that base64 data decodes to, told from its length alone. */
function decodedSize({ type, data }: Json): number {
  if (typeof type !== 'string' || type.toLowerCase() !== 'base64' || typeof data !== 'string') return 0;
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((data.length * 3) / 4) - padding);
}
