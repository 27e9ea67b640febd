import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawExchange } from './raw-http.js';
import { messageBody, Talk } from './talk.js';

const ORIGIN = 'https://app.example';
let talk: Talk;
beforeAll(async () => {
  talk = await Talk.with({ cors_origins: `${ORIGIN},https://second.example`, api_keys: 'vai_sk_one,vai_sk_two' });
});
afterAll(() => talk.close());

describe('routes', () => {
  test.each([
    ['GET', '/v2/messages', 404, 'not_found_error', undefined],
    ['GET', '/v1/messages', 405, 'invalid_request_error', 'method_not_allowed'],
    ['POST', '/v1/messages/', 404, 'not_found_error', undefined],
    ['POST', '/v1/Messages', 404, 'not_found_error', undefined],
    ['DELETE', '/v1/runs', 405, 'invalid_request_error', 'method_not_allowed'],
    ['POST', '/v1/models', 405, 'invalid_request_error', 'method_not_allowed'],
    ['GET', '/v1/live', 400, 'invalid_request_error', 'ws_upgrade_required'],
    ['GET', '/metrics', 404, 'not_found_error', undefined],
  ])('%s %s is %i', async (method, path, status, type, code) => {
    const { json, headers, ...answer } = await talk.send(method, path);
    expect(answer.status).toBe(status);
    expect(json.error).toMatchObject({ type, request_id: headers.get('x-request-id'), ...(code ? { code } : {}) });
    expect(code === undefined && 'code' in json.error).toBe(false);
  });

  test('an encoded octet is decoded, a query is ignored', async () => {
    const body = { request: messageBody('text') };
    expect((await talk.send('POST', '/v1/runs%3Astream?x=1', body)).frames.at(-1)?.type).toBe('run_complete');
    expect((await talk.send('POST', '/v1%2Fruns', body)).status).toBe(404);
  });

  test('health, readiness and models', async () => {
    const health = await talk.send('GET', '/healthz', undefined, {});
    expect([health.status, health.text, health.headers.get('content-type')]).toEqual([
      200,
      'ok\n',
      'text/plain; charset=utf-8',
    ]);
    const ready = await talk.send('POST', '/readyz', undefined, {});
    expect(ready.json).toEqual({ ok: true, auth_mode: 'required', allowlist_enabled: false, limits_enabled: false });
    const models = await talk.send('GET', '/v1/models');
    expect(models.json.models).toHaveLength(13);
    expect(models.headers.get('cache-control')).toBe('public, max-age=300');
  });

  test('an allowlist is listed by id, privately, and nothing else is served', async () => {
    const own = await Talk.with({ model_allowlist: 'openai/gpt-4o,acme/own,anthropic/claude-sonnet-4' });
    const models = await own.send('GET', '/v1/models');
    const refused = await own.message('text', { model: 'groq/llama-3.3-70b-versatile' });
    await own.close();
    expect(models.headers.get('cache-control')).toBe('private, max-age=300');
    expect(models.json.models.map(({ id }: { id: string }) => id)).toEqual([
      'acme/own',
      'anthropic/claude-sonnet-4',
      'openai/gpt-4o',
    ]);
    expect(models.json.models[0]).toEqual({ id: 'acme/own', provider: 'acme', name: 'own', capabilities: {} });
    expect([refused.status, refused.json.error.param]).toEqual([403, 'model']);
  });
});

describe('gateway key', () => {
  const ask = (to: Talk, authorization?: string) => {
    const headers = { ...to.headers(), ...(authorization === undefined ? {} : { Authorization: authorization }) };
    if (authorization === undefined) Reflect.deleteProperty(headers, 'Authorization');
    return to.message('text', {}, headers);
  };
  const missing = [401, 'Authorization'];
  const invalid = [401, undefined];
  const passes = [200, undefined];
  const table = {
    required: [missing, passes, passes, invalid, missing, missing, invalid],
    optional: [passes, passes, passes, invalid, missing, missing, invalid],
    disabled: [passes, passes, passes, passes, passes, passes, passes],
  };
  const tokens = [
    undefined,
    'Bearer vai_sk_two',
    'bearer   vai_sk_one',
    'Bearer nobody',
    'Basic dTpw',
    'Bearer ',
    'Bearer vai_sk_on',
  ];

  test.each(Object.entries(table))('%s', async (auth_mode, expected) => {
    const own = await Talk.with({ auth_mode, api_keys: 'vai_sk_one,vai_sk_two' });
    const got = [];
    for (const token of tokens) {
      const { status, json } = await ask(own, token);
      got.push([status, json.error?.param]);
    }
    await own.close();
    expect(got).toEqual(expected);
  });

  test('is asked for before the body is read', async () => {
    const half = 'POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"mod';
    expect((await rawExchange(talk.gateway.baseUrl, half)).statusLine).toBe('HTTP/1.1 401 Unauthorized');
  });
});

describe('version and request id', () => {
  test.each([
    ['1', 200],
    ['1, 1', 200],
    [' ', 200],
    ['2', 400],
    ['1,2', 400],
  ])('version %o is %i', async (version, status) => {
    const answer = await talk.message('text', {}, talk.headers({ 'X-VAI-Version': version }));
    expect(answer.status).toBe(status);
    if (status === 400)
      expect(answer.json.error).toMatchObject({ code: 'unsupported_version', param: 'X-VAI-Version' });
  });

  test('the version comes before the token', async () => {
    expect((await talk.message('text', {}, { 'X-VAI-Version': '9' })).status).toBe(400);
  });

  test('a request id is echoed, else made up and never twice', async () => {
    const own = await talk.message('text', {}, talk.headers({ 'X-Request-ID': ' mine ' }));
    expect(own.headers.get('x-request-id')).toBe('mine');
    const made = await Promise.all([talk.message('text'), talk.message('text')]);
    const ids = made.map(({ headers }) => headers.get('x-request-id'));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^req_[0-9a-f]{20}$/);
  });
});

describe('CORS', () => {
  const preflight = (origin: string, asked: string) =>
    talk.send('OPTIONS', '/nowhere', undefined, {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': asked,
    });

  test('a preflight of an allowed origin', async () => {
    const { status, headers, text } = await preflight(
      ORIGIN,
      'authorization, X-Provider-Key-VertexAI,x-secret, AUTHORIZATION',
    );
    expect([status, text]).toEqual([204, '']);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('access-control-allow-headers')).toBe('authorization, X-Provider-Key-VertexAI');
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS');
    expect(headers.get('access-control-max-age')).toBe('600');
    expect(headers.get('vary')).toBe('Origin, Access-Control-Request-Headers');
    expect(headers.get('x-request-id')).not.toBeNull();
  });

  test('a preflight of another origin', async () => {
    const { status, headers, text } = await preflight('https://evil.example', 'authorization');
    expect([status, text]).toEqual([403, 'cors preflight not allowed\n']);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each([
    ['an answer', () => talk.message('text', {}, talk.headers({ Origin: ORIGIN }))],
    ['a stream', () => talk.stream('text', {}, talk.headers({ Origin: ORIGIN }))],
    ['an error', () => talk.message('text', {}, { Origin: ORIGIN })],
  ])('%s for an allowed origin', async (_what, ask) => {
    const { headers } = await ask();
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('vary')).toBe('Origin');
    expect(headers.get('access-control-expose-headers')).toContain('X-Request-ID');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('another origin is served without', async () => {
    const { status, headers } = await talk.message('text', {}, talk.headers({ Origin: 'https://evil.example' }));
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});
