/** What an app asks a gateway, in every environment the same. */
export interface Asked {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export const KEY_HEADERS = { 'X-Provider-Key-Anthropic': 'any', 'X-Provider-Key-Tavily': 'any' } as const;

const MESSAGE = { model: 'anthropic/claude-sonnet-4', messages: [{ role: 'user', content: 'Hello' }] };

/** Asks for a message stream; a scenario may be named in the text. */
export function messageStream(scenario?: string): Asked {
  const content = scenario === undefined ? 'Hello' : `[[scenario:${scenario}]] please`;
  return { path: '/v1/messages', body: { ...MESSAGE, stream: true, messages: [{ role: 'user', content }] } };
}

/** Asks for the stream of a run with a search. */
export function runStream(scenario: string): Asked {
  return {
    path: '/v1/runs:stream',
    body: {
      request: { ...MESSAGE, messages: [{ role: 'user', content: `[[scenario:${scenario}]] please` }] },
      server_tools: ['vai_web_search'],
      server_tool_config: { vai_web_search: { provider: 'tavily' } },
    },
  };
}

/** The request as the web platform has it. */
export function requestOf({ path, body }: Asked, baseUrl: string, signal?: AbortSignal): Request {
  return new Request(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...KEY_HEADERS },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The events of a stream, without what differs from one exchange to the next: times and pings. */
export function eventsOf(text: string): unknown[] {
  return text
    .split('\n\n')
    .flatMap((frame) => /^data: (.*)$/m.exec(frame)?.[1] ?? [])
    .map((data): unknown => JSON.parse(data, (key, value) => (key === 'duration_ms' ? 0 : value)))
    .filter((event) => JSON.stringify(event) !== '{"type":"ping"}');
}
