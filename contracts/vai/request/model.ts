import { modelParts, PROVIDERS } from '../providers.js';
import type { RequestContext } from './fault.js';
import { isBlank, type Json, type Refuse } from './refuse.js';

/** Whether the model may be asked for and who serves it. A model that is no text has been refused before. */
export function checkModel(request: Json, prefix: string, context: RequestContext, refuse: Refuse) {
  const { model } = request;
  if (typeof model !== 'string') return;
  const param = `${prefix}model`;
  if (context.modelAllowlist !== null && !context.modelAllowlist.includes(model)) {
    refuse('model.not-allowed', param, 'this gateway does not serve the model', {
      status: 403,
      type: 'permission_error',
    });
  }
  const parts = modelParts(model);
  if (parts === undefined) return refuse('model.syntax', undefined, 'the model has to read provider/name');
  if (PROVIDERS.removed.includes(parts.provider)) {
    return refuse('model.removed-provider', param, 'the provider is no longer served: use gem-dev or gem-vert');
  }
  if (!PROVIDERS.models.has(parts.provider)) {
    refuse('model.unknown-provider', param, `the provider is none of ${[...PROVIDERS.models.keys()].join(', ')}`);
  }
  if (isBlank(parts.name)) refuse('model.empty-name', param, 'the model has no name after the provider');
}
