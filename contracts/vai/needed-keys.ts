import { modelParts, PROVIDERS } from './providers.js';

/**
 * The headers of the provider keys that a request has a use for (contract-vai 5.2): its model's, its voice's and those
 * of the server tools that it enables. A client sends no others. Where a tool's provider is left open every candidate
 * counts. A body that cannot be read needs none.
 *
 * @param body - the body as it will be sent, absent for requests without one.
 */
export function neededKeyHeaders(body: Uint8Array | undefined): readonly string[] {
  if (body === undefined) return [];
  const text = Buffer.from(body).toString('utf8');
  const sent = memberOf(parsed(text));
  const request = 'request' in sent ? memberOf(sent.request) : sent;
  const needed = [modelKey(request.model), ...toolKeys(sent)];
  if (request.voice !== undefined || text.includes('"audio_stt"')) needed.push(PROVIDERS.voice.header);
  return [...new Set(needed.filter((header) => header !== undefined))];
}

function modelKey(model: unknown): string | undefined {
  const parts = typeof model === 'string' ? modelParts(model) : undefined;
  return parts && PROVIDERS.models.get(parts.provider)?.header;
}

function toolKeys({ server_tools, builtins, tool, server_tool_config }: Record<string, unknown>): readonly string[] {
  const configs = memberOf(server_tool_config);
  return [server_tools, builtins, tool].flat().flatMap((name) => {
    const candidates = typeof name === 'string' ? PROVIDERS.tools.get(name) : undefined;
    if (typeof name !== 'string' || candidates === undefined) return [];
    const { provider } = memberOf(configs[name]);
    const chosen = typeof provider === 'string' ? candidates.get(provider.toLowerCase()) : undefined;
    return chosen === undefined ? [...candidates.values()] : [chosen];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
