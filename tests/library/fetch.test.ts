import { describe, expect, test } from 'vitest';
import { type FetchGatewayOptions, type MswGateway, mswGateway } from '../../mock-gateway/msw.js';
import { messageStream, requestOf } from './asked.js';

const baseUrl = 'https://gateway.test/prefix';

/** A gateway that is asked in this process, with no msw in between. */
function gatewayWith(options: Partial<FetchGatewayOptions> = {}): MswGateway {
  return mswGateway({ baseUrl, auth: 'disabled', ...options });
}

async function chunks(response: Response): Promise<string[]> {
  const all: string[] = [];
  for await (const piece of response.body ?? []) all.push(Buffer.from(piece).toString('latin1'));
  return all;
}

describe('a gateway without a socket', () => {
  test('streams one chunk per event', async () => {
    const gateway = gatewayWith();
    const response = await gateway.fetch(requestOf(messageStream('text'), baseUrl));
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const pieces = await chunks(response);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.every((piece) => /^event: .*\ndata: .*\n\n$/.test(piece))).toBe(true);
  });

  test('splits and joins as it is told', async () => {
    const split = gatewayWith({ faults: ['split=7'] });
    const pieces = await chunks(await split.fetch(requestOf(messageStream('text'), baseUrl)));
    expect(Math.max(...pieces.map(({ length }) => length))).toBe(7);
    const whole = gatewayWith({ chunking: 'coalesced' });
    expect(await chunks(await whole.fetch(requestOf(messageStream('text'), baseUrl)))).toHaveLength(1);
  });

  test('knows what the client took, and when it left', async () => {
    const gateway = gatewayWith({ scenario: 'slow-ticks' });
    const controller = new AbortController();
    const response = await gateway.fetch(requestOf(messageStream(), baseUrl, controller.signal));
    const reader = response.body?.getReader();
    const first = await reader?.read();
    controller.abort();
    await expect(reader?.read()).rejects.toThrow();
    expect(gateway.sent[0]).toMatchObject({ end: 'client-left', bytesTaken: first?.value?.byteLength });
  });

  test('knows that a reader cancelled', async () => {
    const gateway = gatewayWith({ scenario: 'slow-ticks' });
    const response = await gateway.fetch(requestOf(messageStream(), baseUrl));
    await response.body?.cancel();
    expect(gateway.sent[0]?.end).toBe('client-left');
  });

  test('waits for a reader that is slow', async () => {
    const gateway = gatewayWith({ scenario: 'large-delta' });
    const response = await gateway.fetch(requestOf(messageStream(), baseUrl));
    await new Promise((resolve) => setImmediate(resolve));
    expect(gateway.sent[0]?.bytesTaken).toBe(0);
    const text = await response.text();
    expect(gateway.sent[0]).toMatchObject({ bytesTaken: Buffer.byteLength(text), end: 'complete' });
  });

  test('fails the body where a socket would be reset', async () => {
    for (const [fault, end] of [
      ['reset@event:2', 'reset'],
      ['truncate@event:2', 'truncated'],
      ['bad-chunk@event:2', 'reset'],
    ] as const) {
      const gateway = gatewayWith({ faults: [fault] });
      const response = await gateway.fetch(requestOf(messageStream('text'), baseUrl));
      const reader = response.body?.getReader();
      expect((await reader?.read())?.done, fault).toBe(false);
      expect((await reader?.read())?.done, fault).toBe(false);
      await expect(reader?.read(), fault).rejects.toThrow(TypeError);
      expect(gateway.sent[0]?.end, fault).toBe(end);
    }
  });

  test('rejects where there would be no answer', async () => {
    const gateway = gatewayWith({ faults: ['refuse'] });
    await expect(gateway.fetch(requestOf(messageStream(), baseUrl))).rejects.toThrow(TypeError);
    const silent = gatewayWith({ faults: ['silence'] });
    const controller = new AbortController();
    const asked = silent.fetch(requestOf(messageStream(), baseUrl, controller.signal));
    controller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });

  test('answers what needs no body', async () => {
    const gateway = gatewayWith({ settings: { cors_origins: 'https://app.test' } });
    const preflight = new Request(`${baseUrl}/v1/messages`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.test', 'Access-Control-Request-Method': 'POST' },
    });
    const response = await gateway.fetch(preflight);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect((await gateway.fetch(new Request(`${baseUrl}/healthz`, { method: 'HEAD' }))).body).toBeNull();
  });

  test('judges requests, and uses scenarios as the one with a socket', async () => {
    const gateway = mswGateway({ baseUrl });
    expect((await gateway.fetch(requestOf(messageStream(), baseUrl))).status).toBe(401);
    expect(gateway.requests[0]?.verdict).toMatchObject({ ok: false, fault: { rule: 'auth' } });
    expect(() => gateway.use('no-such-one')).toThrow(/no scenario "no-such-one"/);
    expect(() => mswGateway({ baseUrl: 'gateway.test' })).toThrow(/no http or https URL/);
    expect(() => mswGateway({ baseUrl, faults: ['no-such-fault'] })).toThrow(/there is no kind/);
  });

  test('ends what is still said', async () => {
    const gateway = gatewayWith({ scenario: 'slow-ticks' });
    const response = await gateway.fetch(requestOf(messageStream(), baseUrl));
    gateway.close();
    await expect(response.text()).rejects.toThrow(TypeError);
  });
});
