/** The callers' own keys: which model and which tool asks for which, by the header's name. */
import { requirement } from '../../requirement.js';
import type { ProbeRequest, Trial } from '../../trial.js';
import {
  addressed,
  type Body,
  fetchRun,
  hello,
  helloRun,
  searchRun,
  speech,
  toolTurn,
  userSaid,
  voice,
} from './bodies.js';
import { changed } from './change.js';
import { MESSAGES, RUNS, RUNS_STREAM } from './client.js';
import { assertRefused, type HeaderPatch, passes, type Refusal } from './control.js';
import { assertRefusedPlainly } from './refusal-kinds.js';

const header = (name: string) => `X-Provider-Key-${name}`;

/** The refusal for a key that is not there. */
const missing = (name: string): Refusal => ({
  status: 401,
  type: 'authentication_error',
  code: 'provider_key_missing',
  param: header(name),
});

/** With the key the request passes; without it, or with each of these headers instead, it is refused by the header's name. */
async function asksFor(
  t: Trial,
  request: ProbeRequest,
  name: string,
  patches: readonly HeaderPatch[] = [],
): Promise<void> {
  const expected = missing(name);
  const withKey = { ...request, headers: { [header(name)]: keyOf(t, name) }, spends: true };
  await passes(t, withKey, { lenient: true, unlike: expected });
  for (const patch of [{ [header(name)]: null }, ...patches]) {
    assertRefused(t, await t.send({ ...request, headers: patch }), expected);
  }
}

/** The subject's key of this provider, or a made-up one: a key is asked for before it is tried. */
function keyOf(t: Trial, name: string): string {
  const known = Object.entries(t.subject.keys.providers).find(
    ([provider]) => provider.toLowerCase() === name.toLowerCase(),
  );
  return known?.[1] ?? `canary-${name.toLowerCase()}`;
}

const message = (t: Trial, body: Body): ProbeRequest => ({ path: MESSAGES, json: addressed(t, body) });

const models: readonly (readonly [id: string, model: string, key: string])[] = [
  ['VAI-GW-KEY-001', 'anthropic/claude-sonnet-4', 'Anthropic'],
  ['VAI-GW-KEY-002', 'openai/gpt-4o', 'OpenAI'],
  ['VAI-GW-KEY-003', 'oai-resp/gpt-5', 'OpenAI'],
  ['VAI-GW-KEY-004', 'gem-dev/gemini-2.5-flash', 'Gemini'],
  ['VAI-GW-KEY-005', 'gem-vert/gemini-2.5-flash', 'VertexAI'],
  ['VAI-GW-KEY-006', 'groq/llama-3.3-70b-versatile', 'Groq'],
  ['VAI-GW-KEY-007', 'cerebras/llama-3.3-70b', 'Cerebras'],
  ['VAI-GW-KEY-008', 'openrouter/openai/gpt-4o', 'OpenRouter'],
];
for (const [id, model, key] of models) {
  requirement(id, {}, (t) => asksFor(t, message(t, { ...hello, model }), key));
}

const anthropic = { ...hello, model: 'anthropic/claude-sonnet-4' };
requirement('VAI-GW-KEY-009', {}, (t) =>
  asksFor(t, message(t, anthropic), 'Anthropic', [{ [header('Anthropic')]: '   ' }]),
);
requirement('VAI-GW-KEY-010', {}, async (t) => {
  const key = keyOf(t, 'Anthropic');
  const request = message(t, anthropic);
  assertRefused(t, await t.send({ ...request, headers: { [header('Anthropic')]: null } }), missing('Anthropic'));
  for (const spelling of [header('anthropic').toLowerCase(), header('ANTHROPIC').toUpperCase()]) {
    const answer = await passes(
      t,
      { ...request, headers: { [spelling]: key }, spends: true },
      { unlike: missing('Anthropic') },
    );
    t.proved(`${answer.status} with ${spelling}`);
  }
});
requirement('VAI-GW-KEY-011', {}, async (t) => {
  const others = {
    [header('Anthropic')]: null,
    [header('OpenAI')]: 'canary-other',
    [header('Gemini')]: 'canary-other',
  };
  await asksFor(t, message(t, anthropic), 'Anthropic', [others]);
});

const run = { ...helloRun, request: anthropic };
requirement('VAI-GW-KEY-012', {}, (t) => asksFor(t, { path: RUNS, json: addressed(t, run) }, 'Anthropic'));
requirement('VAI-GW-KEY-013', {}, async (t) => {
  const request = { path: RUNS_STREAM, json: addressed(t, run) };
  await passes(t, { ...request, spends: true }, { lenient: true, unlike: missing('Anthropic') });
  const noKey = { [header('Anthropic')]: null };
  assertRefusedPlainly(t, await t.send({ ...request, headers: noKey }), missing('Anthropic'));
});

const tools: readonly (readonly [id: string, run: Body, key: string])[] = [
  ['VAI-GW-KEY-014', searchRun, 'Tavily'],
  ['VAI-GW-KEY-015', changed(searchRun, { 'server_tool_config.vai_web_search.provider': 'exa' }), 'Exa'],
  ['VAI-GW-KEY-016', fetchRun, 'Firecrawl'],
  ['VAI-GW-KEY-017', changed(fetchRun, { 'server_tool_config.vai_web_fetch.provider': 'tavily' }), 'Tavily'],
];
for (const [id, body, key] of tools) {
  requirement(id, {}, (t) => asksFor(t, { path: RUNS, json: addressed(t, body) }, key));
}

const noCartesia: HeaderPatch = { [header('Cartesia')]: null };
/** The contract gives the refusal no code here; its usual one is taken too (D-44). */
const cartesia: Refusal = { ...missing('Cartesia'), code: [null, 'provider_key_missing'] };

/** With the Cartesia key the body passes validation; without it, it is refused. */
function asksForCartesia(id: string, body: Body, expected: Refusal = cartesia): void {
  requirement(id, {}, async (t) => {
    const request = message(t, body);
    const withKey = { ...request, headers: { [header('Cartesia')]: keyOf(t, 'Cartesia') }, spends: true };
    await passes(t, withKey, { lenient: true, unlike: expected });
    assertRefused(t, await t.send({ ...request, headers: noCartesia }), expected);
  });
}

asksForCartesia('VAI-GW-KEY-018', { ...hello, voice });
asksForCartesia('VAI-GW-KEY-019', userSaid(speech));
asksForCartesia('VAI-GW-KEY-020', changed(toolTurn, { 'messages[2].content[0].content[1]': speech }));
requirement('VAI-GW-KEY-021', {}, async (t) => {
  const request = { ...message(t, { ...hello, voice: {} }), headers: noCartesia, spends: true };
  const answer = await passes(t, request, { unlike: cartesia });
  t.proved(`${answer.status} without the Cartesia key`);
});
asksForCartesia('VAI-GW-KEY-022', { ...hello, voice }, missing('Cartesia'));
