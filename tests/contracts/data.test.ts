import { expect, it } from 'vitest';
import { readPackageJson } from '../../contracts/package-root.js';
import { ERROR_TYPES, isErrorType, statusesOf, statusOf } from '../../contracts/vai/errors.js';
import { curatedModel, MODELS, modelParts, PROVIDERS, providerKeyHeaders } from '../../contracts/vai/providers.js';
import { vaiSchemas } from '../../contracts/vai/schemas.js';

it('lists thirteen curated models, in order, as a gateway has to list them', () => {
  expect(MODELS.map(({ id }) => id)).toEqual([
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
  ]);
  expect(vaiSchemas.faults('models', 'emit', readPackageJson('contracts/vai/models.json'))).toEqual([]);
  for (const { id, provider, name, auth } of MODELS) {
    expect(modelParts(id)).toEqual({ provider, name });
    expect(auth?.requires_byok_header).toBe(PROVIDERS.models.get(provider)?.header);
  }
  expect(curatedModel('cerebras/llama-3.3-70b')?.capabilities.vision).toBe(false);
  expect(curatedModel('groq/llama-3.3-70b-versatile')?.capabilities).toMatchObject({ vision: true, thinking: false });
});

it('refuses only blocks and tools that exist', () => {
  const refused = [...PROVIDERS.models.values()].map(({ refuses }) => refuses);
  const faults = (name: string, type: string) =>
    vaiSchemas.faults(name, 'accept', { type }).filter(({ path }) => path === 'type');
  for (const type of refused.flatMap(({ blocks }) => blocks)) expect(faults('content-block', type)).toEqual([]);
  for (const type of refused.flatMap(({ tools }) => tools)) expect(faults('tool', type)).toEqual([]);
});

it('names each key header once', () => {
  const headers = providerKeyHeaders();
  expect(new Set(headers).size).toBe(headers.length);
  expect(headers).toContain('X-Provider-Key-VertexAI');
});

it('knows seven types of errors and their statuses, as the schema does', () => {
  expect(ERROR_TYPES.map(statusOf)).toEqual([400, 401, 403, 404, 429, 500, 529]);
  expect(statusesOf('api_error')).toEqual([500, 408, 504]);
  expect([isErrorType('api_error'), isErrorType('provider_error')]).toEqual([true, false]);
  expect(vaiSchemas.source('error')).toMatchObject({ properties: { type: { enum: [...ERROR_TYPES] } } });
});
