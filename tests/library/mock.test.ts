import { describe, expect, test } from 'vitest';
import { startMockGateway, type TestGateway } from '../../mock-gateway/library.js';

const KEY = 'canary-provider-key';
const SCENARIO = {
  purpose: 'Says what this test wants to hear.',
  model: {
    turns: [
      {
        content: [{ type: 'text', deltas: ['One of ', 'our own.'] }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 1, output_tokens: 2 },
      },
    ],
  },
};

/** A plain message of an app that knows nothing of scenarios. */
function ask(gateway: TestGateway, more: Record<string, unknown> = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${gateway.baseUrl}/v1/messages`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${gateway.apiKey}`, 'X-Provider-Key-Anthropic': KEY },
    body: JSON.stringify({
      model: 'anthropic/claude-sonnet-4',
      messages: [{ role: 'user', content: 'Hello' }],
      ...more,
    }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function said(response: Response): Promise<string> {
  const { content } = (await response.json()) as { content: { text: string }[] };
  return content.map(({ text }) => text).join('');
}

describe('a gateway for one test', () => {
  test('is gone when its scope ends', async () => {
    let url: string;
    {
      await using gateway = await startMockGateway();
      url = `${gateway.baseUrl}/healthz`;
      expect(gateway.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect((await fetch(url)).status).toBe(200);
    }
    await expect(fetch(url)).rejects.toThrow();
  });

  test('shows each request with its verdict', async () => {
    await using gateway = await startMockGateway();
    await (await ask(gateway)).text();
    await (await ask(gateway, { temprature: 1 })).text();
    const [good, bad] = gateway.requests;
    expect(good).toMatchObject({ number: 0, method: 'POST', path: '/v1/messages', verdict: { ok: true } });
    expect(good?.json()).toMatchObject({ model: 'anthropic/claude-sonnet-4' });
    expect(bad?.verdict).toMatchObject({ ok: false, fault: { status: 400, param: 'temprature' } });
  });

  test('masks secrets in what is printed, and gives them to who asks', async () => {
    await using gateway = await startMockGateway();
    await (await ask(gateway)).text();
    const [request] = gateway.requests;
    expect(JSON.stringify(request)).not.toContain(KEY);
    expect(request?.header('x-provider-key-anthropic')).toBe(KEY);
  });

  test('says of a request that a fault kept from it that nobody judged it', async () => {
    await using gateway = await startMockGateway({ faults: ['status=503,times=1'] });
    expect((await ask(gateway, { temprature: 1 })).status).toBe(503);
    expect(gateway.requests[0]?.verdict).toMatchObject({ ok: null });
  });

  test('shows what was written, and that the client took it', async () => {
    await using gateway = await startMockGateway();
    const text = await (await ask(gateway, { stream: true })).text();
    const [answer] = gateway.sent;
    expect(answer).toMatchObject({ status: 200, body: text, end: 'complete', bytesWritten: Buffer.byteLength(text) });
    expect(answer?.bytesTaken).toBe(answer?.bytesWritten);
    expect(answer?.writes.length).toBeGreaterThan(3);
  });

  test('shows that a client left', async () => {
    await using gateway = await startMockGateway({ scenario: 'slow-ticks' });
    const controller = new AbortController();
    const response = await ask(gateway, { stream: true }, controller.signal);
    await response.body?.getReader().read();
    controller.abort();
    await expect.poll(() => gateway.sent[0]?.end).toBe('client-left');
  });
});

describe('what the model says', () => {
  test('is a scenario by name, for one test', async () => {
    await using gateway = await startMockGateway();
    const usual = await said(await ask(gateway));
    gateway.use('text');
    expect(await said(await ask(gateway))).not.toBe(usual);
    gateway.reset();
    expect(await said(await ask(gateway))).toBe(usual);
  });

  test('is a scenario of the test itself', async () => {
    await using gateway = await startMockGateway({ scenarios: { mine: SCENARIO } });
    gateway.use('mine');
    expect(await said(await ask(gateway))).toBe('One of our own.');
    gateway.use({ ...SCENARIO, model: { turns: [{ ...SCENARIO.model.turns[0], content: [] }] } });
    expect(await said(await ask(gateway))).toBe('');
  });

  test('is refused where the schema does not allow it, or where there is none of that name', async () => {
    await using gateway = await startMockGateway();
    expect(() => gateway.use({ purpose: 'No model at all.' })).toThrow(/breaks the scenario schema at "\/".*model/);
    expect(() => gateway.use('no-such-one')).toThrow(/there is no scenario "no-such-one"; there are .*hello/);
    await expect(startMockGateway({ scenarios: { mine: { purpose: 'x' } } })).rejects.toThrow(/scenario "mine" breaks/);
  });

  test('is no business of another gateway', async () => {
    await using one = await startMockGateway({ scenario: SCENARIO });
    await using other = await startMockGateway();
    expect(await said(await ask(other))).not.toBe('One of our own.');
    expect(await said(await ask(one))).toBe('One of our own.');
    expect([one.requests.length, other.requests.length]).toEqual([1, 1]);
    expect((await ask(one, {}, undefined)).status).toBe(200);
    expect(other.requests).toHaveLength(1);
  });

  test('needs no key where the gateway is told so', async () => {
    await using gateway = await startMockGateway({ auth: 'disabled' });
    const models = await fetch(`${gateway.baseUrl}/v1/models`);
    expect(models.status).toBe(200);
  });
});
