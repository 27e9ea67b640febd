import { test as base, describe, expect } from 'vitest';
import { startMockGateway } from '../../mock-gateway/library.js';
import { gatewayFixture, matchers } from '../../mock-gateway/vitest.js';

expect.extend(matchers);
const test = base.extend({ gateway: gatewayFixture({ auth: 'disabled' }) });

const HEADERS = { 'X-Provider-Key-Anthropic': 'any' };
const BODY = { model: 'anthropic/claude-sonnet-4', messages: [{ role: 'user', content: 'Hello' }] };

function request(baseUrl: string, more: Record<string, unknown> = {}): Request {
  const body = JSON.stringify({ ...BODY, ...more });
  return new Request(`${baseUrl}/v1/messages`, { method: 'POST', headers: HEADERS, body });
}

const urls: string[] = [];

describe('the fixture', () => {
  test('gives a gateway', async ({ gateway }) => {
    urls.push(gateway.baseUrl);
    expect((await fetch(`${gateway.baseUrl}/healthz`)).status).toBe(200);
    expect(gateway.requests).toHaveLength(1);
  });

  test('gives each test its own, and ends it', async ({ gateway }) => {
    expect(gateway.requests).toHaveLength(0);
    expect(urls).not.toContain(gateway.baseUrl);
    await expect(fetch(`${urls[0]}/healthz`)).rejects.toThrow();
  });
});

describe('toKeepContract', () => {
  test('takes a request that a gateway got', async ({ gateway }) => {
    await (await fetch(request(gateway.baseUrl))).text();
    await (await fetch(request(gateway.baseUrl, { temprature: 1 }))).text();
    await expect(gateway.requests[0]).toKeepContract();
    await expect(gateway.requests[1]).not.toKeepContract();
    await expect(expect(gateway.requests[1]).toKeepContract()).rejects.toThrow(
      /expected POST \/v1\/messages to keep the contract\n\n {2}\S+ at temprature: .*\n {4}answer 400/,
    );
  });

  test('takes a request that was not sent yet', async () => {
    await expect(request('http://gateway.test')).toKeepContract();
    await expect(request('http://gateway.test', { messages: [] })).not.toKeepContract();
  });

  test('takes an answer, alone or with what was asked', async ({ gateway }) => {
    const response = await fetch(request(gateway.baseUrl));
    await expect(response).toKeepContract();
    await expect({ request: request(gateway.baseUrl), response }).toKeepContract();
    await expect(response.json()).resolves.toMatchObject({ type: 'message' });
  });

  test('says which rule an answer breaks', async () => {
    const response = Response.json({ id: 'msg_1', type: 'message' });
    const failing = expect({ request: request('http://gateway.test'), response }).toKeepContract();
    await expect(failing).rejects.toThrow(/MUST VAI-GW-MSG-\d+ .*\n {4}at {5}/);
  });

  test('fails on a SHOULD only where it is told to', async ({ gateway }) => {
    const response = await fetch(request(gateway.baseUrl));
    const headers = { ...Object.fromEntries(response.headers), 'content-type': 'application/json' };
    const exchange = { response: { status: 200, headers }, body: await response.text() };
    await expect(exchange).toKeepContract();
    await expect(expect(exchange).toKeepContract({ strict: true })).rejects.toThrow(/SHOULD VAI-GW-HDR-003/);
  });

  test('says what it takes', async () => {
    await expect(expect(42).toKeepContract()).rejects.toThrow(/takes a Request.*it got a number/);
  });
});

describe('toBeConformantStream', () => {
  test('takes a stream in any form', async ({ gateway }) => {
    const response = await fetch(request(gateway.baseUrl, { stream: true }));
    await expect(response).toBeConformantStream();
    const text = await response.text();
    await expect(text).toBeConformantStream();
    await expect(new Blob([text]).stream()).toBeConformantStream({ kind: 'message-stream' });
  });

  test('says rule, event and excerpt of what is broken', async () => {
    await using broken = await startMockGateway({ auth: 'disabled', faults: ['duplicate@event:1'] });
    const response = await fetch(request(broken.baseUrl, { stream: true }));
    await expect(expect(response).toBeConformantStream()).rejects.toThrow(
      /MUST VAI-GW-MST-002 .*\n {4}at {5}event 1.*\n {4}wants.*one message_start(.|\n)* {4}bytes {2}.*message_start/,
    );
  });

  test('is no matter of course: what holds no event is no stream', async () => {
    await expect('').not.toBeConformantStream();
    await expect('{"type":"message"}').not.toBeConformantStream();
  });
});
