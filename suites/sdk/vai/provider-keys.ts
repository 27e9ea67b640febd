import { sdkRequirement } from '../requirement.js';
import { json, text } from '../server/replies.js';
import type { CallOptions, SdkTrial, SeenRequest } from '../trial.js';
import { CALLS, MESSAGES, POSTS, RUNS, withMessage } from './operations.js';
import { keepsSecret, refused } from './refusal.js';

const ID = 'VAI-SDK-KEY';
const NEEDS = { features: ['provider_keys'] };
const PREFIX = 'x-provider-key-';

/** Requirement, provider of the model, name of the key, and the header's last part (contract-vai 5.2). */
const MODELS = [
  ['001', 'anthropic', 'anthropic', 'Anthropic'],
  ['002', 'openai', 'openai', 'OpenAI'],
  ['003', 'oai-resp', 'openai', 'OpenAI'],
  ['004', 'gem-dev', 'gem-dev', 'Gemini'],
  ['005', 'gem-vert', 'gem-vert', 'VertexAI'],
  ['006', 'groq', 'groq', 'Groq'],
  ['007', 'cerebras', 'cerebras', 'Cerebras'],
  ['008', 'openrouter', 'openrouter', 'OpenRouter'],
] as const;

/** Requirement, server tool, its provider, name of the key, and the header's last part. */
const TOOLS = [
  ['009', 'vai_web_search', 'tavily', 'tavily', 'Tavily'],
  ['010', 'vai_web_search', 'exa', 'exa', 'Exa'],
  ['011', 'vai_web_fetch', 'firecrawl', 'firecrawl', 'Firecrawl'],
  ['012', 'vai_image', 'gem-dev', 'gem-dev', 'Gemini'],
] as const;

const VOICE = { voice: { output: { voice: 'alto', format: 'wav' } } };
const SPOKEN = {
  messages: [
    {
      role: 'user',
      content: [{ type: 'audio_stt', source: { type: 'base64', media_type: 'audio/wav', data: 'AAAA' } }],
    },
  ],
};

for (const [number, provider, name, header] of MODELS) {
  sdkRequirement(`${ID}-${number}`, { ...NEEDS, operations: MESSAGES }, (t: SdkTrial) =>
    t.each((op) => sends(t, op, { request: withMessage(t, op, { model: `${provider}/some-model` }) }, header, name)),
  );
}

for (const [number, tool, provider, name, header] of TOOLS) {
  sdkRequirement(`${ID}-${number}`, { ...NEEDS, operations: RUNS }, (t: SdkTrial) =>
    t.each((op) => sends(t, op, { request: withTool(t, op, tool, { provider }) }, header, name)),
  );
}

sdkRequirement(`${ID}-013`, { ...NEEDS, operations: POSTS }, (t: SdkTrial) =>
  t.each((op) => sends(t, op, { request: withMessage(t, op, VOICE) }, 'Cartesia', 'cartesia')),
);

sdkRequirement(`${ID}-014`, { ...NEEDS, operations: POSTS }, (t: SdkTrial) =>
  t.each((op) => sends(t, op, { request: withMessage(t, op, SPOKEN) }, 'Cartesia', 'cartesia')),
);

sdkRequirement(`${ID}-015`, { ...NEEDS, operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [, provider, , header] of MODELS) {
      const call = await t.once(op, { request: withMessage(t, op, { model: `${provider}/some-model` }) });
      t.equal(keyHeaders(call.request), [PREFIX + header.toLowerCase()], {
        what: `The key headers of a request that needs ${provider}'s alone`,
        in: call,
        hint: 'Send the key of the provider that the model names, and no other.',
      });
    }
  }),
);

sdkRequirement(`${ID}-016`, { ...NEEDS, operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const request = withMessage(t, op, { model: 'groq/some-model' });
    await sends(t, op, { request, client: { provider_keys: { groq: t.keys.groq } } }, 'Groq', 'groq');
    const call = await t.once(op, { request, client: { provider_keys: { anthropic: t.keys.anthropic } } });
    t.equal(keyHeaders(call.request), [], { what: 'The key headers without the key that the model needs', in: call });
  }),
);

sdkRequirement(`${ID}-017`, { ...NEEDS, operations: RUNS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { request: withMessage(t, op, { model: 'anthropic/some-model' }) });
    t.equal(keyHeaders(call.request), [`${PREFIX}anthropic`], {
      what: 'The key headers of a run without tools',
      in: call,
    });
  }),
);

sdkRequirement(`${ID}-018`, { ...NEEDS, operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { client: { provider_keys: null } });
    t.equal(keyHeaders(call.request), [], { what: 'The key headers of a client without provider keys', in: call });
    call.result();
  }),
);

sdkRequirement(`${ID}-019`, { ...NEEDS, operations: RUNS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { request: withTool(t, op, 'vai_web_search') });
    for (const name of ['tavily', 'exa']) {
      t.equal(call.request.header(PREFIX + name), t.keys[name], {
        what: `The key header of the candidate ${name}`,
        in: call,
      });
    }
  }),
);

sdkRequirement(`${ID}-020`, { ...NEEDS, operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const control of ['\n', '\r', '\0']) {
      const provider_keys = { anthropic: `${t.keys.anthropic}${control}x` };
      const request = withMessage(t, op, { model: 'anthropic/some-model' });
      const call = await refused(
        t,
        op,
        { request, client: { provider_keys } },
        'a provider key has a control character',
      );
      keepsSecret(t, call, t.keys.anthropic ?? '', 'The refusal of a malformed provider key');
    }
  }),
);

sdkRequirement(`${ID}-021`, { ...NEEDS, operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const request = withMessage(t, op, { model: 'anthropic/some-model' });
    await sends(
      t,
      op,
      { request, client: { provider_keys: { anthropic: `\t${t.keys.anthropic} ` } } },
      'Anthropic',
      'anthropic',
    );
    const call = await t.once(op, { request, client: { provider_keys: { anthropic: '  ' } } });
    t.equal(keyHeaders(call.request), [], { what: 'The key headers with a blank key', in: call });
  }),
);

sdkRequirement(`${ID}-022`, { ...NEEDS, operations: POSTS, inBrowser: false }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const status of [302, 307, 308]) {
      const elsewhere = await t.serve(
        json({ error: { type: 'not_found_error', message: 'nothing here' } }, { status: 404 }),
      );
      const call = await t.once(op, {
        request: withMessage(t, op, { model: 'anthropic/some-model' }),
        reply: (request) => text('', { status, headers: { Location: `${elsewhere.origin}${request.target}` } }),
      });
      t.equal(keyHeaders(call.request), [`${PREFIX}anthropic`], {
        what: 'The key headers of the first request',
        in: call,
      });
      t.equal(elsewhere.requests.flatMap(keyHeaders), [], {
        what: `The key headers at another origin after a ${status}`,
        in: call,
      });
    }
  }),
);

sdkRequirement(`${ID}-023`, { ...NEEDS, operations: RUNS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [, provider, name, header] of MODELS) {
      await sends(t, op, { request: withMessage(t, op, { model: `${provider}/some-model` }) }, header, name);
    }
  }),
);

sdkRequirement(`${ID}-016`, { ...NEEDS, operations: CALLS, variant: 'no model at all' }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { client: { provider_keys: {} } });
    call.result();
    t.equal(keyHeaders(call.request), [], { what: 'The key headers of a client without provider keys', in: call });
  }),
);

/** The operation sends the key of that name under `X-Provider-Key-<header>`. */
async function sends(t: SdkTrial, op: string, options: CallOptions, header: string, name: string): Promise<void> {
  const call = await t.once(op, options);
  t.equal(call.request.headerAll(PREFIX + header), [t.keys[name]], { what: `X-Provider-Key-${header}`, in: call });
}

/** Names of the provider key headers of a request, in lower case and order. */
function keyHeaders(request: SeenRequest): string[] {
  return request.headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => name.startsWith(PREFIX))
    .sort();
}

/** The plain run request with one server tool enabled. */
function withTool(t: SdkTrial, op: string, tool: string, config?: Readonly<Record<string, unknown>>) {
  const enabled = { ...withMessage(t, op, { model: 'anthropic/some-model' }), server_tools: [tool] };
  return config === undefined ? enabled : { ...enabled, server_tool_config: { [tool]: config } };
}
