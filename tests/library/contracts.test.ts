import { describe, expect, test } from 'vitest';
import {
  automata,
  catalogue,
  checkExchange,
  checkRequest,
  checkStream,
  type MessageStreamEvent,
  schemas,
} from '../../contracts/vai/index.js';
import { startMockGateway } from '../../mock-gateway/library.js';

const HEADERS = { 'X-Provider-Key-Anthropic': 'any' };
const BODY = { model: 'anthropic/claude-sonnet-4', messages: [{ role: 'user', content: 'Hello' }] };

function frame(event: MessageStreamEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** What the mock streams. */
async function honest(): Promise<string> {
  await using gateway = await startMockGateway({ auth: 'disabled' });
  const response = await fetch(`${gateway.baseUrl}/v1/messages`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify({ ...BODY, stream: true }),
  });
  return await response.text();
}

describe('checkStream', () => {
  test('finds nothing wrong with an honest stream, in whatever form it comes', async () => {
    const text = await honest();
    const bytes = new TextEncoder().encode(text);
    for (const form of [text, bytes, new Blob([bytes]).stream()]) {
      const check = await checkStream(form);
      expect(check).toMatchObject({ ok: true, kind: 'message-stream', bytes: bytes.length, broken: [], text: '' });
      expect(check.kept.length).toBeGreaterThan(10);
    }
  });

  test('says which rule a stream breaks, where, and what would pass', async () => {
    const check = await checkStream((await honest()).split('event: message_stop')[0] ?? '');
    expect(check.ok).toBe(false);
    expect(check.broken[0]).toMatchObject({ id: 'VAI-GW-MST-013', level: 'MUST', source: expect.any(String) });
    expect(check.text).toMatch(/^MUST VAI-GW-MST-013 .*message_stop/);
    expect(check.text).toMatch(/ {2}at {5}event \d+/);
    expect(check.text).toMatch(/ {2}fix .*vai-conformance explain VAI-GW-MST-013/);
  });

  test('takes a stream that breaks off for what it is', async () => {
    async function* cut() {
      yield frame({ type: 'ping' });
      throw new Error('the connection broke');
    }
    const check = await checkStream(cut(), { kind: 'message-stream' });
    expect(check).toMatchObject({ ok: false, end: 'reset', text: expect.stringContaining('the connection broke') });
  });
});

describe('checkRequest', () => {
  const request = (body: unknown) => ({
    method: 'POST',
    path: '/v1/messages',
    headers: HEADERS,
    body: JSON.stringify(body),
  });

  test('finds nothing wrong with a plain request', async () => {
    expect(await checkRequest(request(BODY))).toEqual({ ok: true, faults: [], text: '' });
  });

  test('names the first fault and all others', async () => {
    const check = await checkRequest(request({ ...BODY, temprature: 1, messages: [{ role: 'ghost', content: '' }] }));
    expect(check).toMatchObject({ ok: false, fault: { status: 400, type: 'invalid_request_error' } });
    expect(check.faults.map(({ param }) => param)).toEqual(expect.arrayContaining(['temprature', 'messages[0].role']));
    expect(check.text).toContain('temprature');
  });

  test('takes a Request, which can still be sent', async () => {
    const sent = new Request('http://gateway.test/v1/messages', request({ ...BODY, model: '' }));
    expect((await checkRequest(sent)).ok).toBe(false);
    expect(await sent.json()).toMatchObject({ model: '' });
  });

  test('knows paths and methods', async () => {
    expect((await checkRequest({ method: 'GET', path: '/v1/messages' })).fault).toMatchObject({ status: 405 });
    expect((await checkRequest({ method: 'GET', path: 'http://g.test/v1/nothing' })).fault).toMatchObject({
      status: 404,
    });
  });

  test('says the same as the gateway that answers', async () => {
    await using gateway = await startMockGateway({ auth: 'disabled' });
    const body = JSON.stringify({ ...BODY, messages: [] });
    const answer = await fetch(`${gateway.baseUrl}/v1/messages`, { method: 'POST', headers: HEADERS, body });
    const { fault } = await checkRequest({ method: 'POST', path: '/v1/messages', headers: HEADERS, body });
    expect(await answer.json()).toMatchObject({ error: { type: fault?.type, param: fault?.param } });
    expect(gateway.requests[0]?.verdict).toMatchObject({ ok: false, fault: { rule: fault?.rule } });
  });
});

describe('checkExchange', () => {
  test('judges a Response with what was asked, and leaves it readable', async () => {
    await using gateway = await startMockGateway({ auth: 'disabled' });
    const asked = new Request(`${gateway.baseUrl}/v1/messages`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify(BODY),
    });
    const request = asked.clone();
    const response = await fetch(asked);
    const check = await checkExchange({ request, response });
    expect(check.text).toBe('');
    expect(check).toMatchObject({ ok: true, kind: 'message' });
    expect(await response.json()).toMatchObject({ type: 'message' });
  });

  test('judges an answer as plain values', async () => {
    const check = await checkExchange({
      request: { method: 'POST', path: '/v1/messages', headers: HEADERS, body: JSON.stringify(BODY) },
      response: { status: 500, headers: { 'Content-Type': 'text/html' } },
      body: '<h1>Oops</h1>',
    });
    expect(check.ok).toBe(false);
    expect(check.kind).toBe('error');
  });

  test('asks for the body of a Response that was read', async () => {
    const response = new Response('{}');
    await response.text();
    await expect(checkExchange({ response })).rejects.toThrow(/was read already.*`body`/);
  });
});

test('the contract is there as data', () => {
  expect(catalogue.find('VAI-GW-MST-013')?.level).toBe('MUST');
  expect(Object.keys(automata['run-stream'].states).length).toBeGreaterThan(3);
  expect(schemas.faults('usage', 'emit', {})).not.toEqual([]);
});
