import type { JsonObject } from '../../../contracts/vai/types.js';
import { encodeJson } from '../../engine/sse.js';
import { cut, refusal, type ServerTool, textAt, unknownKey } from './tool.js';
import { allowed } from './web-search.js';

const CONTENT_BYTES = 120_000;

/** Fetches a page: its content as JSON in one text block, in the format that was configured. */
export const webFetch: ServerTool = {
  definition: {
    type: 'function',
    name: 'vai_web_fetch',
    description: 'Fetch a page of the web.',
    input_schema: {
      type: 'object',
      properties: { url: { type: 'string' } },
      required: ['url'],
      additionalProperties: false,
    },
  },

  fault(input, { tool, rules }) {
    const { url } = input;
    if (typeof url !== 'string' || url.trim() === '') return refusal('url', 'url is required');
    if (!URL.canParse(url)) return refusal('url', 'url is not a valid URL');
    const { protocol, hostname, username, password } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') return refusal('url', 'url must begin with http:// or https://');
    if (username !== '' || password !== '') return refusal('url', 'url must not hold credentials');
    if (rules.addressBlocked(hostname)) return refusal('url', 'url points to an address that is not public');
    if (!allowed(url, tool.config, rules)) return refusal('url', 'url is on a domain that is not allowed');
    return unknownKey(input, ['url']);
  },

  content(answer, input, { tool, rules }) {
    const url = String(input.url);
    const page = answer ?? madeUp(url);
    const configured = typeof tool.config.format === 'string' ? tool.config.format : undefined;
    const format = rules.pageFormat(configured);
    const content = textAt(page, format) || textAt(page, 'content') || textAt(page, 'text');
    const told = {
      provider: tool.provider,
      url,
      title: textAt(page, 'title'),
      format,
      content: cut(content, CONTENT_BYTES),
    };
    return [{ type: 'text', text: encodeJson(told) }];
  },
};

function madeUp(url: string): JsonObject {
  return {
    title: 'A page',
    text: `A page\n\nThis is what ${url} says.`,
    markdown: `# A page\n\nThis is what *${url}* says.`,
    html: `<h1>A page</h1><p>This is what <em>${url}</em> says.</p>`,
  };
}
