import type { Trial } from '../../trial.js';

/** A request body, or a part of one. Bodies name no model: the one under test is filled in when they are sent. */
export type Body = Readonly<Record<string, unknown>>;

/** A model outside the curated list: what it can do is not checked, so every block and tool passes. */
export const UNCURATED = 'anthropic/vai-conformance-uncurated';

/** The smallest message request. */
export const hello: Body = { messages: [{ role: 'user', content: 'hello' }] };

/** The same, with its text in a block. */
export const helloBlock: Body = userSaid({ type: 'text', text: 'hello' });

/** A request whose only message holds these blocks. */
export function userSaid(...content: readonly unknown[]): Body {
  return { messages: [{ role: 'user', content }] };
}

/** A request that offers these tools. */
export function offering(...tools: readonly unknown[]): Body {
  return { ...hello, tools };
}

/** A request after the assistant has said these blocks. */
export function assistantSaid(...content: readonly unknown[]): Body {
  return {
    messages: [
      { role: 'user', content: 'hello' },
      { role: 'assistant', content },
      { role: 'user', content: 'go on' },
    ],
  };
}

/** So many messages of one letter each, the user's and the assistant's in turn. */
export function dialogue(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content: 'x' }));
}

export const clockTool = {
  type: 'function',
  name: 'clock',
  description: 'Tells the time.',
  input_schema: { type: 'object', properties: { zone: { type: 'string' } } },
};

export const clockCall = { type: 'tool_use', id: 'toolu_1', name: 'clock', input: { zone: 'UTC' } };

export const clockResult = { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'noon' }] };

/** A whole tool exchange: question, call, result. */
export const toolTurn: Body = {
  messages: [
    { role: 'user', content: 'What time is it?' },
    { role: 'assistant', content: [clockCall] },
    { role: 'user', content: [clockResult] },
  ],
};

/** One transparent pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } };
export const pdf = {
  type: 'document',
  source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0xLjQK' },
  filename: 'a.pdf',
};
export const video = { type: 'video', source: { type: 'base64', media_type: 'video/mp4', data: 'AAAAGGZ0eXA=' } };
export const thinking = { type: 'thinking', thinking: 'It may be noon.' };

/** A recording that a gateway has to transcribe before the model sees it. */
export const speech = {
  type: 'audio_stt',
  source: { type: 'base64', media_type: 'audio/wav', data: 'UklGRiQAAABXQVZFZm10IA==' },
};

/** Asks for the answer to be spoken. */
export const voice: Body = { output: { voice: 'vai-conformance' } };

/** An output format with an array, a nested object and required names. */
export const addressFormat = {
  type: 'json_schema',
  json_schema: {
    type: 'object',
    properties: {
      name: { type: 'string' },
      lines: { type: 'array', items: { type: 'string' } },
      city: { type: 'object', properties: { code: { type: 'integer' } }, required: ['code'] },
    },
    required: ['name', 'city'],
  },
};

/** The smallest run. */
export const helloRun: Body = { request: hello };

/** A run that may search the web, with everything that takes: the tool, its provider (and, by default, its key). */
export const searchRun: Body = {
  request: hello,
  server_tools: ['vai_web_search'],
  server_tool_config: { vai_web_search: { provider: 'tavily' } },
};

/** A run that may fetch pages. */
export const fetchRun: Body = {
  request: hello,
  server_tools: ['vai_web_fetch'],
  server_tool_config: { vai_web_fetch: { provider: 'firecrawl' } },
};

/** Long enough for every model, and cheap where one is paid for. */
const MAX_TOKENS = 16;

/** The body as it is sent: to the model under test, unless it names another. Runs hold their message in `request`. */
export function addressed(t: Trial, body: Body): Body {
  if ('request' in body) return { ...body, request: addressed(t, objectOf(body.request)) };
  return { model: t.subject.model.name, max_tokens: MAX_TOKENS, ...body };
}

function objectOf(value: unknown): Body {
  if (typeof value !== 'object' || value === null) throw new Error('A valid run has an object as its request.');
  return { ...value };
}
