import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressBlocked, domainCovers } from '../../mock-gateway/vai/tools/destination.js';
import { cut } from '../../mock-gateway/vai/tools/tool.js';
import { type Answer, Talk } from './talk.js';

let talk: Talk;
beforeAll(async () => {
  talk = await Talk.with();
});
afterAll(() => talk.close());

const configured = (tool: string, config: Record<string, unknown>) => ({
  server_tools: [tool],
  server_tool_config: { [tool]: config },
});
const execute = (tool: string, input: unknown, config: Record<string, unknown>) =>
  talk.send('POST', '/v1/server-tools:execute', { tool, input, server_tool_config: { [tool]: config } });
const told = ({ json }: Answer) => JSON.parse(json.content[0].text);
const results = (answer: Answer) => answer.frames.filter(({ type }) => type === 'tool_result');

describe('web search', () => {
  test('tells its provider and hits', async () => {
    const answer = await execute('vai_web_search', { query: 'tides', max_results: 2 }, { provider: 'TAVILY' });
    expect(told(answer).provider).toBe('tavily');
    expect(told(answer).results).toHaveLength(2);
    expect(Object.keys(told(answer).results[0])).toEqual(['title', 'url', 'snippet', 'published_at', 'source']);
  });

  test.each([
    [{}, {}, 5],
    [{ max_results: 50 }, {}, 10],
    [{ max_results: 9 }, { max_results: 3 }, 3],
    [{}, { max_results: 7 }, 7],
  ])('input %o with %o gives %i hits', async (input, config, hits) => {
    const answer = await execute('vai_web_search', { query: 'tides', ...input }, { provider: 'tavily', ...config });
    expect(told(answer).results).toHaveLength(hits);
  });

  test('keeps to domains', async () => {
    const hosts = async (config: Record<string, unknown>) => {
      const answer = await execute(
        'vai_web_search',
        { query: 'tides', max_results: 10 },
        { provider: 'tavily', ...config },
      );
      return new Set(told(answer).results.map(({ url }: { url: string }) => new URL(url).hostname));
    };
    expect(await hosts({ allowed_domains: ['example.org'] })).toEqual(new Set(['www.example.org', 'docs.example.org']));
    expect(await hosts({ blocked_domains: ['example.org', 'example.com'] })).toEqual(new Set(['news.example.net']));
  });

  test.each([
    [{}, 'query'],
    [{ query: ' ' }, 'query'],
    [{ query: 'x', max_results: 'many' }, 'input'],
    [{ query: 'x', page: 2 }, 'input'],
  ])('%o is refused at %s', async (input, param) => {
    const { status, json } = await execute('vai_web_search', input, { provider: 'tavily' });
    expect([status, json.error.code, json.error.param]).toEqual([400, 'run_validation_failed', param]);
  });

  test('a provider that fails is the HTTP error of its type', async () => {
    const { status, json } = await execute(
      'vai_web_search',
      { query: '[[scenario:tool-fails]]' },
      { provider: 'tavily' },
    );
    expect([status, json.error.type, json.error.code]).toEqual([500, 'api_error', 'tool_provider_error']);
  });
});

describe('web fetch', () => {
  test.each(['text', 'markdown', 'html'])('gives the page as %s', async (format) => {
    const answer = await talk.runStream('fetch-once', configured('vai_web_fetch', { provider: 'firecrawl', format }));
    const page = JSON.parse(results(answer)[0]?.content[0].text);
    expect(Object.keys(page)).toEqual(['provider', 'url', 'title', 'format', 'content']);
    expect(page.format).toBe(format);
    expect(page.content).toContain({ text: 'High water at noon', markdown: '*noon*', html: '<em>noon</em>' }[format]);
  });

  test.each(['fetch-private-url', 'fetch-zero-url'])('%s is refused', async (scenario) => {
    const answer = await talk.runStream(scenario, configured('vai_web_fetch', { provider: 'firecrawl' }));
    expect(results(answer).length).toBeGreaterThan(1);
    for (const { error } of results(answer))
      expect([error?.code, error?.param]).toEqual(['run_validation_failed', 'url']);
  });

  test('keeps to domains', async () => {
    const of = (config: Record<string, unknown>) =>
      execute('vai_web_fetch', { url: 'https://www.example.org/a' }, { provider: 'firecrawl', ...config });
    expect((await of({ allowed_domains: ['example.org'] })).status).toBe(200);
    expect((await of({ allowed_domains: ['ample.org'] })).json.error.param).toBe('url');
    expect((await of({ blocked_domains: ['www.example.org'] })).json.error.param).toBe('url');
  });

  test.each([
    ['0.0.0.0', true],
    ['10.1.2.3', true],
    ['100.64.0.1', true],
    ['100.128.0.1', false],
    ['127.8.8.8', true],
    ['169.254.169.254', true],
    ['172.15.0.1', false],
    ['172.31.255.255', true],
    ['192.168.0.1', true],
    ['224.0.0.1', true],
    ['1.1.1.1', false],
    ['[::]', true],
    ['[::1]', true],
    ['[::ffff:7f00:1]', true],
    ['[fd00::1]', true],
    ['[fe80::1]', true],
    ['[2606:4700::1111]', false],
    ['localhost', true],
    ['api.localhost.', true],
    ['example.org', false],
  ])('%s: %s', (host, blocked) => expect(addressBlocked(host)).toBe(blocked));

  test('notations of one address are one address', () => {
    for (const url of ['http://2130706433/', 'http://0x7f.1/', 'http://127.1/', 'http://[0:0:0:0:0:ffff:127.0.0.1]/']) {
      expect(addressBlocked(new URL(url).hostname)).toBe(true);
    }
  });

  test('domains cover what lies under them', () => {
    expect([domainCovers('example.org', 'a.example.org'), domainCovers('*.example.org', 'a.example.org')]).toEqual([
      true,
      true,
    ]);
    expect([domainCovers('example.org', 'badexample.org'), domainCovers('', 'example.org')]).toEqual([false, false]);
  });
});

describe('images', () => {
  test('come as a text block that names them, and a block each', async () => {
    const answer = await talk.runStream('image-once', configured('vai_image', { provider: 'gem-dev' }));
    const [frame] = results(answer);
    expect(JSON.parse(frame?.content[0].text)).toMatchObject({ tool: 'vai_image', generated_image_ids: ['img-01'] });
    expect(frame?.content[1]).toMatchObject({ type: 'image', source: { type: 'base64', media_type: 'image/png' } });
    const history = answer.frames.filter(({ type }) => type === 'history_delta')[0]?.append[1].content[0];
    expect(history.content).toEqual(frame?.content);
  });

  test.each([
    [{ prompt: '' }, 'prompt'],
    [{ prompt: 'x', size: '8K' }, 'size'],
    [{ prompt: 'x', aspect_ratio: 'wide' }, 'aspect_ratio'],
    [{ prompt: 'x', images: [{ id: 'img-01' }] }, 'images[0].id'],
  ])('%o is refused at %s', async (input, param) => {
    const { json } = await execute('vai_image', input, { provider: 'gem-dev' });
    expect([json.error.code, json.error.param]).toEqual(['run_validation_failed', param]);
  });
});

test('long texts are cut by bytes, never inside a character', () => {
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abcdef', 5)).toBe('ab...');
  expect(cut('ééééé', 8)).toBe('éé...');
  expect(Buffer.byteLength(cut('🚀'.repeat(100), 50))).toBeLessThanOrEqual(50);
});
