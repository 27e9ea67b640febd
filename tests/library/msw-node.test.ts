import https from 'node:https';
import { createRequire } from 'node:module';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startMockGateway } from '../../mock-gateway/library.js';
import { handlers, mswGateway } from '../../mock-gateway/msw.js';
import { eventsOf, messageStream, requestOf, runStream } from './asked.js';

const baseUrl = 'https://gateway.test/prefix';
const gateway = mswGateway({ baseUrl, auth: 'disabled' });
const server = setupServer(...gateway.handlers);
const { version } = createRequire(import.meta.url)('msw/package.json') as { version: string };

beforeAll(() => {
  server.listen({
    onUnhandledRequest: ({ url }, { error }) => {
      if (!url.startsWith('http://127.0.0.1')) error();
    },
  });
});
afterEach(() => {
  server.resetHandlers();
  gateway.reset();
});
afterAll(() => server.close());

/** Puts a gateway with faults in front of the usual one, for one test. */
function instead(faults: readonly string[]): void {
  server.use(...handlers({ baseUrl, auth: 'disabled', faults }));
}

describe(`msw ${version} in node ${process.version}`, () => {
  test('answers global fetch chunk by chunk', async () => {
    const response = await fetch(requestOf(messageStream('text'), baseUrl));
    let pieces = 0;
    for await (const _ of response.body ?? []) pieces += 1;
    expect(pieces).toBeGreaterThan(5);
  });

  test('says what the same scenario says over HTTP, and to a caller in this process', async () => {
    await using socket = await startMockGateway({ auth: 'disabled' });
    for (const asked of [messageStream('text'), messageStream('thinking-tool'), runStream('search-once')]) {
      const overHttp = await (await fetch(requestOf(asked, socket.baseUrl))).text();
      const throughMsw = await (await fetch(requestOf(asked, baseUrl))).text();
      const inProcess = await (await gateway.fetch(requestOf(asked, baseUrl))).text();
      const ids = (text: string) => eventsOf(text.replaceAll(/(req|msg)_[0-9a-f]+/g, '$1_'));
      expect(ids(overHttp).length).toBeGreaterThan(3);
      expect(ids(throughMsw)).toEqual(ids(overHttp));
      expect(ids(inProcess)).toEqual(ids(overHttp));
    }
  });

  test('lets an app leave', async () => {
    gateway.use('slow-ticks');
    const controller = new AbortController();
    const response = await fetch(requestOf(messageStream(), baseUrl, controller.signal));
    const reader = response.body?.getReader();
    await reader?.read();
    controller.abort();
    await expect(reader?.read()).rejects.toThrow(/abort/i);
    await expect.poll(() => gateway.sent.at(-1)?.end).toBe('client-left');
  });

  test('fails on demand', async () => {
    instead(['status=429,retry-after=2']);
    const limited = await fetch(requestOf(messageStream(), baseUrl));
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
    instead(['refuse']);
    await expect(fetch(requestOf(messageStream(), baseUrl))).rejects.toThrow(TypeError);
    instead(['reset@event:2']);
    await expect((await fetch(requestOf(messageStream('text'), baseUrl))).text()).rejects.toThrow();
    instead(['split=1']);
    const whole = await (await fetch(requestOf(messageStream('unicode'), baseUrl))).text();
    expect(eventsOf(whole).at(-1)).toEqual({ type: 'message_stop' });
  });

  test('keeps to its base URL', async () => {
    await expect(fetch('https://gateway.test/elsewhere')).rejects.toThrow();
    await expect(fetch('https://gateway.testing/prefix/healthz')).rejects.toThrow();
    expect((await fetch(`${baseUrl}/healthz`)).status).toBe(200);
  });

  test('answers node:https too', async () => {
    const status = await new Promise((resolve, reject) => {
      https.get(`${baseUrl}/healthz`, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
    expect(status).toBe(200);
  });
});

describe('undici in the place of global fetch', () => {
  const { fetch: builtIn } = globalThis;
  const undicis = setupServer(...handlers({ baseUrl, auth: 'disabled' }));
  beforeAll(async () => {
    server.close();
    // Its types are those of its own Request and Response, which are not the global ones.
    Object.assign(globalThis, { fetch: (await import('undici')).fetch });
    undicis.listen({ onUnhandledRequest: 'error' });
  });
  afterAll(() => {
    undicis.close();
    Object.assign(globalThis, { fetch: builtIn });
  });

  test('is answered the same', async () => {
    const { path, body } = messageStream('text');
    const headers = { 'X-Provider-Key-Anthropic': 'any' };
    const response = await fetch(`${baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(eventsOf(await response.text()).at(-1)).toEqual({ type: 'message_stop' });
  });
});
