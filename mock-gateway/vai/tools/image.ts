import type { JsonObject } from '../../../contracts/vai/types.js';
import { encodeJson } from '../../engine/sse.js';
import { isObject, listOf } from '../conversation.js';
import { refusal, type ServerTool, textAt, unknownKey } from './tool.js';

const DEFAULT_MODEL = 'gemini-3.1-flash-image-preview';
const SIZES = ['1K', '2K', '4K'];
/** One transparent pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Draws an image: a text block of JSON that names it, then the image itself. */
export const image: ServerTool = {
  definition: {
    type: 'function',
    name: 'vai_image',
    description: 'Draw an image.',
    input_schema: {
      type: 'object',
      properties: {
        prompt: { type: 'string' },
        images: {
          type: 'array',
          items: {
            type: 'object',
            properties: { id: { type: 'string' }, description: { type: 'string' } },
            required: ['id'],
          },
        },
        aspect_ratio: { type: 'string' },
        size: { type: 'string', enum: SIZES },
      },
      required: ['prompt'],
      additionalProperties: false,
    },
  },

  fault(input, { images }) {
    if (typeof input.prompt !== 'string' || input.prompt.trim() === '') return refusal('prompt', 'prompt is required');
    const { size, aspect_ratio: ratio } = input;
    if (size !== undefined && !SIZES.includes(String(size)))
      return refusal('size', `size must be one of ${SIZES.join(', ')}`);
    if (ratio !== undefined && !/^\d+:\d+$/.test(String(ratio)))
      return refusal('aspect_ratio', 'aspect_ratio must read like 16:9');
    const stray = references(input).findIndex((id) => !images.includes(id));
    if (stray >= 0) return refusal(`images[${stray}].id`, 'no image of this id is in the history');
    return unknownKey(input, ['prompt', 'images', 'aspect_ratio', 'size']);
  },

  content(answer, input, { tool, images, imagesMade }) {
    const referenced = references(input);
    const id = `img-${String(images.length + imagesMade + 1).padStart(2, '0')}`;
    const told: JsonObject = {
      tool: 'vai_image',
      provider: tool.provider,
      model: textAt(tool.config, 'model') || DEFAULT_MODEL,
      prompt: input.prompt,
      ...(referenced.length === 0 ? {} : { referenced_image_ids: referenced }),
      generated_image_ids: [id],
    };
    const data = textAt(answer, 'data') || PIXEL;
    return [
      { type: 'text', text: encodeJson(told) },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
    ];
  },
};

function references(input: JsonObject): readonly string[] {
  return listOf(input.images).map((each) => (isObject(each) ? textAt(each, 'id') : ''));
}
