/** The list of models. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { MODELS, member } from './client.js';

const allowlist = { profile: 'allowlist' };

/** The header that carries each known provider's key. */
const KEY_HEADERS: Readonly<Record<string, string>> = {
  anthropic: 'X-Provider-Key-Anthropic',
  openai: 'X-Provider-Key-OpenAI',
  'oai-resp': 'X-Provider-Key-OpenAI',
  'gem-dev': 'X-Provider-Key-Gemini',
  'gem-vert': 'X-Provider-Key-VertexAI',
  groq: 'X-Provider-Key-Groq',
  cerebras: 'X-Provider-Key-Cerebras',
  openrouter: 'X-Provider-Key-OpenRouter',
};

/** What the contract tells of a model's capabilities; a gateway may tell more. */
const CAPABILITIES = [
  'streaming',
  'tools',
  'native_web_search',
  'native_code_execution',
  'vision',
  'documents',
  'structured_output',
  'thinking',
];

/** The curated models, in the contract's order. */
const CURATED = [
  'anthropic/claude-sonnet-4',
  'openai/gpt-4o',
  'openai/gpt-4o-mini',
  'oai-resp/gpt-5',
  'oai-resp/gpt-5-mini',
  'gem-dev/gemini-2.5-pro',
  'gem-dev/gemini-2.5-flash',
  'gem-vert/gemini-2.5-pro',
  'gem-vert/gemini-2.5-flash',
  'gem-vert/gemini-3-flash-preview',
  'groq/llama-3.3-70b-versatile',
  'cerebras/llama-3.3-70b',
  'openrouter/openai/gpt-4o',
];

/** The answer of the list's route, and the entries in it; a breach where there are none. */
async function listed(t: Trial): Promise<{ answer: Exchange; models: readonly unknown[] }> {
  const answer = await t.shared('models', () => t.send({ path: MODELS }));
  t.equal(answer.status, 200, { what: 'The status', in: answer });
  const found = member(answer.json(), 'models');
  const models: unknown[] = Array.isArray(found) ? found : [];
  t.that(models.length > 0, {
    what: 'models',
    expected: 'an array with entries',
    actual: answer.text.slice(0, 80),
    path: 'models',
    in: answer,
  });
  t.proved(`${models.length} models`);
  return { answer, models };
}

const ids = (models: readonly unknown[]) => models.map((model) => member(model, 'id'));

/** Skips where the target has an allowlist: the user says so, or, where nobody does, its readiness answer. */
async function withoutAllowlist(t: Trial): Promise<void> {
  const told = t.subject.settings.model_allowlist;
  const ready = await t.shared('readiness', () => t.send({ path: '/readyz' }));
  const enabled = told === undefined ? /"allowlist_enabled"\s*:\s*true\b/.test(ready.text) : told !== '';
  if (enabled) t.skip('needs-configuration', 'needs a target without model_allowlist');
}

requirement('VAI-GW-MOD-001', {}, async (t: Trial) => {
  const { answer, models } = await listed(t);
  for (const [i, model] of models.entries()) {
    for (const name of ['id', 'provider', 'name']) {
      t.match(member(model, name), /\S/, { what: `The ${name} of a model`, path: `models[${i}].${name}`, in: answer });
    }
    const capabilities = member(model, 'capabilities');
    const path = `models[${i}].capabilities`;
    const isObject = typeof capabilities === 'object' && capabilities !== null && !Array.isArray(capabilities);
    t.that(isObject, {
      what: 'The capabilities of a model',
      expected: 'an object',
      actual: JSON.stringify(capabilities),
      path,
      in: answer,
    });
    for (const name of CAPABILITIES) {
      const about = { what: `The type of the capability ${name}`, path, in: answer };
      t.oneOf(typeof member(capabilities, name), ['boolean', 'undefined'], about);
    }
  }
});
requirement('VAI-GW-MOD-002', {}, async (t: Trial) => {
  const { answer, models } = await listed(t);
  const named = models.map((model) => `${String(member(model, 'provider'))}/${String(member(model, 'name'))}`);
  t.equal(ids(models), named, { what: 'The ids', in: answer });
  t.equal(new Set(named).size, models.length, { what: 'The number of different ids', in: answer });
});
requirement('VAI-GW-MOD-003', {}, async (t: Trial) => {
  const { answer, models } = await listed(t);
  const known = models.filter((model) => KEY_HEADERS[String(member(model, 'provider'))] !== undefined);
  t.that(known.length > 0, { what: 'models', expected: 'a model of a known provider', actual: 'none', in: answer });
  for (const model of known) {
    const header = KEY_HEADERS[String(member(model, 'provider'))];
    t.equal(String(member(model, 'auth.requires_byok_header')).toLowerCase(), header?.toLowerCase(), {
      what: `The key header of ${String(member(model, 'id'))}, in any letter case`,
      in: answer,
    });
  }
});
requirement('VAI-GW-MOD-004', {}, async (t: Trial) => {
  await withoutAllowlist(t);
  const { answer } = await listed(t);
  assertDirectives(t, answer, ['public', 'max-age=300']);
});
requirement('VAI-GW-MOD-005', allowlist, async (t: Trial) => {
  const { answer } = await listed(t);
  assertDirectives(t, answer, ['private', 'max-age=300']);
});

function assertDirectives(t: Trial, answer: Exchange, expected: readonly string[]): void {
  const directives = (answer.header('cache-control') ?? '').split(',').map((one) => one.trim().toLowerCase());
  const known = directives.filter((one) => /^(public|private|no-store|no-cache|max-age=.*)$/.test(one));
  t.equal(known.sort(), [...expected].sort(), { what: 'The directives of Cache-Control', in: answer });
}

requirement('VAI-GW-MOD-006', allowlist, async (t: Trial) => {
  const { answer, models } = await listed(t);
  const allowed = t.subject
    .setting('model_allowlist')
    .split(',')
    .map((id) => id.trim());
  t.equal(ids(models), allowed.sort(), { what: 'The ids', in: answer });
});
requirement('VAI-GW-MOD-007', allowlist, async (t: Trial) => {
  const { answer, models } = await listed(t);
  const unknown = models.filter((model) => !CURATED.includes(String(member(model, 'id'))));
  t.that(unknown.length > 0, {
    what: 'models',
    expected: 'one that is not curated',
    actual: JSON.stringify(ids(models)),
    in: answer,
  });
  for (const model of unknown)
    t.equal(member(model, 'capabilities'), {}, { what: 'The capabilities of an unknown model', in: answer });
});
requirement('VAI-GW-MOD-008', {}, async (t: Trial) => {
  await withoutAllowlist(t);
  const { answer, models } = await listed(t);
  t.equal(ids(models), CURATED, { what: 'The ids', in: answer });
});
