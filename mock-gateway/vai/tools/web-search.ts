import type { JsonObject } from '../../../contracts/vai/types.js';
import { encodeJson } from '../../engine/sse.js';
import { listOf } from '../conversation.js';
import { cut, refusal, type ServerTool, type ToolSurroundings, textAt, unknownKey } from './tool.js';

const TITLE_BYTES = 240;
const SNIPPET_BYTES = 1000;

/** Searches the web: hits as JSON in one text block. */
export const webSearch: ServerTool = {
  definition: {
    type: 'function',
    name: 'vai_web_search',
    description: 'Search the web.',
    input_schema: {
      type: 'object',
      properties: { query: { type: 'string' }, max_results: { type: 'integer' } },
      required: ['query'],
      additionalProperties: false,
    },
  },

  fault(input) {
    if (typeof input.query !== 'string' || input.query.trim() === '') return refusal('query', 'query is required');
    const { max_results: asked } = input;
    if (asked !== undefined && !Number.isInteger(asked)) return refusal('input', 'max_results must be an integer');
    return unknownKey(input, ['query', 'max_results']);
  },

  content(answer, input, { tool, rules }) {
    const hits = listOf(answer?.results ?? madeUp(String(input.query)));
    const limit = rules.hitLimit(integer(input.max_results), integer(tool.config.max_results));
    const results = hits
      .filter((hit) => allowed(textAt(hit, 'url'), tool.config, rules))
      .slice(0, Math.max(1, limit))
      .map((hit) => ({
        title: cut(textAt(hit, 'title'), TITLE_BYTES),
        url: textAt(hit, 'url'),
        snippet: cut(textAt(hit, 'snippet'), SNIPPET_BYTES),
        published_at: textAt(hit, 'published_at'),
        source: tool.provider,
      }));
    return [{ type: 'text', text: encodeJson({ provider: tool.provider, results }) }];
  },
};

/** Whether the lists of a tool's configuration let a URL through. */
export function allowed(url: string, config: JsonObject, rules: ToolSurroundings['rules']): boolean {
  const host = hostOf(url);
  if (host === undefined) return false;
  const covers = (domain: unknown) => typeof domain === 'string' && rules.domainCovers(domain, host);
  const only = listOf(config.allowed_domains);
  return !listOf(config.blocked_domains).some(covers) && (only.length === 0 || only.some(covers));
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function integer(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Twelve hits on four domains, more than any limit lets through. */
function madeUp(query: string): readonly JsonObject[] {
  const path = encodeURIComponent(query.toLowerCase().replaceAll(/\s+/g, '-'));
  const domains = ['www.example.org', 'docs.example.org', 'example.com', 'news.example.net'];
  return Array.from({ length: 12 }, (_, at) => ({
    title: `${query}, hit ${at + 1}`,
    url: `https://${domains[at % domains.length]}/${path}/${at + 1}`,
    snippet: `What hit ${at + 1} says about ${query}.`,
  }));
}
