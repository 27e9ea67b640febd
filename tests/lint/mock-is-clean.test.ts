import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Judgement } from '../../contracts/judge/exchange.js';
import { packageRoot } from '../../contracts/package-root.js';
import { dialect } from '../../contracts/vai/dialect.js';
import { type MockGateway, startMockGateway } from '../../mock-gateway/index.js';

/** Every scenario through every mouth of the mock gateway, judged as `lint` judges a recording of it. */

const scenarios = readdirSync(join(packageRoot, 'fixtures/vai/scenarios')).map((file) => file.replace(/\.json$/, ''));
const settings = {
  rate_limit_rps: '0',
  max_concurrent_requests: '0',
  max_streams_per_principal: '0',
  stream_idle_timeout: '1s',
  total_request_timeout: '3s',
  sse_max_duration: '10s',
  sse_ping_interval: '200ms',
};

/** What some scenarios are there to get wrong: the model's own fault, which no gateway mends. */
const OF_THE_MODEL: Readonly<Record<string, readonly string[]>> = {
  'bad-tool-json': ['VAI-GW-MST-008'],
  'stop-mismatch-y': ['VAI-GW-MST-012'],
  'unknown-block': ['VAI-GW-RST-037', 'VAI-GW-RUN-009'],
};

const speech = { voice: { output: { voice: 'v', format: 'wav' } } };
const heard = { type: 'audio_stt', source: { type: 'base64', media_type: 'audio/wav', data: 'UklGRg==' } };

function messageOf(scenario: string) {
  const text = { type: 'text', text: `[[scenario:${scenario}]] Well?` };
  return {
    model: 'anthropic/claude-sonnet-4',
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'See.' }, image] },
      { role: 'assistant', content: 'I see.' },
      { role: 'user', content: scenario.startsWith('stt') ? [heard, text] : [text] },
    ],
    ...(scenario.startsWith('voice') ? speech : {}),
  };
}

const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw==' } };

function runOf(scenario: string) {
  return {
    request: messageOf(scenario),
    run: { max_turns: 4, timeout_ms: 5000, parallel_tools: scenario !== 'search-sequential' },
    server_tools: ['vai_web_search', 'vai_web_fetch', 'vai_image'],
    server_tool_config: {
      vai_web_search: { provider: 'tavily' },
      vai_web_fetch: { provider: 'firecrawl' },
      vai_image: { provider: 'gem-dev' },
    },
  };
}

const mouths = {
  message: (name: string) => ['/v1/messages', messageOf(name)] as const,
  'message stream': (name: string) => ['/v1/messages', { ...messageOf(name), stream: true }] as const,
  run: (name: string) => ['/v1/runs', runOf(name)] as const,
  'run stream': (name: string) => ['/v1/runs:stream', runOf(name)] as const,
};

const names = Object.keys(mouths) as (keyof typeof mouths)[];

describe('the mock gateway keeps the contract that it is judged by', () => {
  let mock: MockGateway;
  const exchanges = new Map<string, Promise<Judgement>>();
  beforeAll(async () => {
    mock = await startMockGateway({ settings, journal: false });
    // All at once: what takes time are the pauses of the scenarios.
    for (const mouth of names) {
      for (const name of scenarios) {
        const [path, json] = mouths[mouth](name);
        exchanges.set(`${mouth} ${name}`, judged(mock, path, JSON.stringify(json)));
      }
    }
    await Promise.allSettled(exchanges.values());
  }, 30_000);
  afterAll(() => mock.close());

  describe.each(names)('%s', (mouth) => {
    test.each(scenarios)('%s', async (name) => {
      const judgement = await exchanges.get(`${mouth} ${name}`);
      expect(judgement?.findings.length).toBeGreaterThan(3);
      const allowed = OF_THE_MODEL[name] ?? [];
      const breaches = judgement?.findings.flatMap((finding) => finding.breaches) ?? [];
      expect(breaches.filter(({ requirement }) => !allowed.includes(requirement))).toEqual([]);
    });
  });

  test.each(['/v1/models', '/healthz', '/readyz', '/v2/nothing'])('GET %s', async (path) => {
    expect((await judged(mock, path, undefined)).findings.flatMap((finding) => finding.breaches)).toEqual([]);
  });
});

async function judged(mock: MockGateway, path: string, body: string | undefined): Promise<Judgement> {
  const headers = {
    Authorization: `Bearer ${mock.apiKey}`,
    'X-VAI-Version': '1',
    'X-Provider-Key-Anthropic': 'key-of-anthropic',
    'X-Provider-Key-Tavily': 'key-of-tavily',
    'X-Provider-Key-Firecrawl': 'key-of-firecrawl',
    'X-Provider-Key-Gemini': 'key-of-gemini',
    'X-Provider-Key-Cartesia': 'key-of-cartesia',
  };
  const began = performance.now();
  const response = await fetch(mock.baseUrl + path, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  const run = dialect.judge({
    request: {
      method: body === undefined ? 'GET' : 'POST',
      path,
      headers: Object.entries(headers),
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    },
    response: { status: response.status, headers: [...response.headers] },
    settings,
    secrets: Object.values(headers).map((value) => value.replace('Bearer ', '')),
  });
  for await (const piece of response.body ?? []) run.push(piece, performance.now() - began);
  return run.end('complete', performance.now() - began);
}
