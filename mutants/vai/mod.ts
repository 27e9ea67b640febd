import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { isObject, type JsonObject, objectOf, retellsHeader, retellsJson } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import * as lies from './lies.js';

const list = (lie: (models: readonly JsonObject[]) => readonly unknown[]): Mutation =>
  retellsJson(lies.models, (json) =>
    Array.isArray(json.models) ? { ...json, models: lie(json.models.filter(isObject)) } : json,
  );
const each = (lie: (model: JsonObject) => unknown): Mutation => list((models) => models.map(lie));
const cached = (lie: (was: string) => string): Mutation =>
  retellsHeader('Cache-Control', (was) => (was === undefined ? was : lie(was)), lies.models);
const byId = (a: JsonObject, b: JsonObject) => String(a.id).localeCompare(String(b.id));

export const mod = mutantsOf('VAI-GW-MOD', [
  [
    '001',
    'models-have-no-capabilities',
    'Leaves the capabilities of models out.',
    each(({ capabilities: _gone, ...model }) => model),
  ],
  [
    '002',
    'model-ids-are-bare-names',
    "Leaves the provider out of a model's id.",
    each((model) => ({ ...model, id: model.name })),
  ],
  [
    '003',
    'models-name-the-wrong-key',
    "Names another provider's key.",
    each((model) =>
      model.auth === undefined
        ? model
        : { ...model, auth: { ...objectOf(model.auth), requires_byok_header: 'X-Provider-Key-Anthropic' } },
    ),
  ],
  [
    '004',
    'models-are-always-private',
    'Keeps the list private without an allowlist.',
    cached((was) => was.replace('public', 'private')),
  ],
  [
    '005',
    'models-are-always-public',
    'Makes the list public with an allowlist.',
    cached((was) => was.replace('private', 'public')),
  ],
  [
    '006',
    'lists-the-allowlist-as-it-was-written',
    'Gives an allowlist in another order.',
    list((models) => [...models].sort(byId).reverse()),
  ],
  [
    '007',
    'guesses-capabilities',
    'Says of a model that nobody knows that it streams.',
    each((model) =>
      Object.keys(objectOf(model.capabilities)).length === 0 ? { ...model, capabilities: { streaming: true } } : model,
    ),
  ],
  [
    '008',
    'sorts-all-models',
    'Gives the curated models in the order of their ids.',
    list((models) => [...models].sort(byId)),
  ],
]);
