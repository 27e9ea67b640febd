import { curatedModel, MODELS, modelParts, PROVIDERS } from '../../contracts/vai/request/index.js';
import type { ModelInfo, ModelList, ReadyResponse } from '../../contracts/vai/types.js';
import type { Reply } from '../engine/exchange.js';
import { type Addressed, jsonReply, textReply } from './answer.js';
import type { GatewayParts } from './gateway.js';

/** Answers `GET /v1/models`: all curated models, or those of the allowlist by id. */
export function answerModels(to: Addressed, { settings }: GatewayParts): Reply {
  const allowed = settings.model_allowlist;
  const list: ModelList = { models: allowed.length === 0 ? MODELS : [...allowed].sort().map(modelOf) };
  const cache = allowed.length === 0 ? 'public, max-age=300' : 'private, max-age=300';
  return jsonReply(to, 200, list, [['Cache-Control', cache]]);
}

function modelOf(id: string): ModelInfo {
  const known = curatedModel(id);
  if (known !== undefined) return known;
  const { provider, name } = modelParts(id) ?? { provider: id, name: id };
  const header = PROVIDERS.models.get(provider)?.header;
  return {
    id,
    provider,
    name,
    ...(header === undefined ? {} : { auth: { requires_byok_header: header } }),
    capabilities: {},
  };
}

/** Answers `/healthz`. */
export function answerHealth(to: Addressed): Reply {
  return textReply(to, 200, 'ok\n');
}

/** Answers `/readyz`: 503 while something stands against sending requests here. */
export function answerReady(to: Addressed, { settings, streams, limits }: GatewayParts): Reply {
  const issues = [
    ...(streams.draining ? ['gateway is draining'] : []),
    ...(settings.auth_mode === 'required' && settings.api_keys.length === 0
      ? ['auth_mode=required but no api keys configured']
      : []),
  ];
  const ready: ReadyResponse = {
    ok: issues.length === 0,
    auth_mode: settings.auth_mode,
    allowlist_enabled: settings.model_allowlist.length > 0,
    limits_enabled: limits.enabled,
    ...(issues.length === 0 ? {} : { issues }),
  };
  return jsonReply(to, issues.length === 0 ? 200 : 503, ready);
}
