import type { JsonObject } from './json.js';
import { isObject, listOf } from './json.js';

/** The header of each key, by the name that options use (contract-vai 5.2). */
const HEADER_OF_KEY: ReadonlyMap<string, string> = new Map([
  ['anthropic', 'X-Provider-Key-Anthropic'],
  ['openai', 'X-Provider-Key-OpenAI'],
  ['oai-resp', 'X-Provider-Key-OpenAI'],
  ['gem-dev', 'X-Provider-Key-Gemini'],
  ['gem-vert', 'X-Provider-Key-VertexAI'],
  ['groq', 'X-Provider-Key-Groq'],
  ['cerebras', 'X-Provider-Key-Cerebras'],
  ['openrouter', 'X-Provider-Key-OpenRouter'],
  ['cartesia', 'X-Provider-Key-Cartesia'],
  ['tavily', 'X-Provider-Key-Tavily'],
  ['exa', 'X-Provider-Key-Exa'],
  ['firecrawl', 'X-Provider-Key-Firecrawl'],
]);

/** The two names of one provider: a key given under one of them serves both. */
const SAME_KEY: ReadonlyMap<string, string> = new Map([
  ['openai', 'oai-resp'],
  ['oai-resp', 'openai'],
]);

/** The prefixes of models that have a key of their own. */
const MODEL_PROVIDERS: readonly string[] = [
  'anthropic',
  'openai',
  'oai-resp',
  'gem-dev',
  'gem-vert',
  'groq',
  'cerebras',
  'openrouter',
];

/** The providers among which each server tool can choose. */
const TOOL_PROVIDERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['vai_web_search', ['tavily', 'exa']],
  ['vai_web_fetch', ['firecrawl', 'tavily']],
  ['vai_image', ['gem-dev', 'gem-vert']],
]);

/** The names under which keys can be given. */
export const KEY_NAMES: readonly string[] = [...HEADER_OF_KEY.keys()];

/**
 * The headers of the keys that a message request has a use for: its model's, and the one for voice. A key that is not
 * set is left out; whether it is needed is for the gateway to say.
 */
export function messageKeyHeaders(request: JsonObject, keys: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const names = [...modelKeyNames(request.model), ...voiceKeyNames(request)];
  return headersOf(names, keys);
}

/** The same for a run: the keys of the request inside it, and those of the server tools that it enables. */
export function runKeyHeaders(run: JsonObject, keys: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const request = isObject(run.request) ? run.request : {};
  const names = [...modelKeyNames(request.model), ...voiceKeyNames(request), ...toolKeyNames(run)];
  return headersOf(names, keys);
}

function headersOf(names: readonly string[], keys: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const name of names) {
    const header = HEADER_OF_KEY.get(name);
    const key = keys.get(name) ?? keys.get(SAME_KEY.get(name) ?? '');
    if (header !== undefined && key !== undefined) headers.set(header, key);
  }
  return headers;
}

function modelKeyNames(model: unknown): readonly string[] {
  if (typeof model !== 'string') return [];
  const provider = model.trim().split('/', 1)[0] ?? '';
  return MODEL_PROVIDERS.includes(provider) ? [provider] : [];
}

function voiceKeyNames(request: JsonObject): readonly string[] {
  const speaks = isObject(request.voice) && isObject(request.voice.output);
  const namesVoiceModel = typeof request.tts_model === 'string';
  const listens =
    holdsSpeech(request.system) || listOf(request.messages).some((m) => isObject(m) && holdsSpeech(m.content));
  return speaks || namesVoiceModel || listens ? ['cartesia'] : [];
}

/** Whether a list of blocks, or a tool result among them, holds audio that is to be transcribed. */
function holdsSpeech(content: unknown): boolean {
  return listOf(content).some((block) => isObject(block) && (block.type === 'audio_stt' || holdsSpeech(block.content)));
}

function toolKeyNames(run: JsonObject): readonly string[] {
  const tools = new Set([...listOf(run.server_tools), ...listOf(run.builtins)]);
  return [...tools].flatMap((tool) =>
    typeof tool === 'string' ? providersOfTool(tool.trim(), run.server_tool_config) : [],
  );
}

/** The provider that the tool's configuration names; every candidate where it names none. */
function providersOfTool(tool: string, configs: unknown): readonly string[] {
  const candidates = TOOL_PROVIDERS.get(tool) ?? [];
  const config = isObject(configs) ? configs[tool] : undefined;
  const provider = isObject(config) ? config.provider : undefined;
  if (typeof provider !== 'string') return candidates;
  const named = provider.trim().toLowerCase();
  return candidates.includes(named) ? [named] : [];
}
