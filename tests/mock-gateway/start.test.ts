import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mockDialects, startMockGateway } from '../../mock-gateway/index.js';
import { Talk } from './talk.js';

const folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
afterAll(() => rmSync(folder, { recursive: true }));
const said = {
  purpose: 'one of the tests own',
  model: {
    turns: [
      {
        content: [{ type: 'text', deltas: ['Ahoy.'] }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    ],
  },
};

describe('starting', () => {
  test('without a word serves the own dialect', async () => {
    expect(mockDialects()).toContain('vai');
    const gateway = await startMockGateway();
    expect(gateway.apiKey).toBe('vai_sk_mock');
    expect((await fetch(`${gateway.baseUrl}/healthz`)).status).toBe(200);
    await gateway.close();
    await expect(fetch(`${gateway.baseUrl}/healthz`)).rejects.toThrow();
  });

  test.each([
    ['a dialect that is not spoken', { dialect: 'klingon' }, /does not speak "klingon"; it speaks .*vai/],
    [
      'a setting that does not exist',
      { settings: { max_mesages: '3' } },
      /no setting "max_mesages"; there are .*max_messages/,
    ],
    [
      'a duration without a unit',
      { settings: { read_timeout: '30' } },
      /read_timeout: expected a duration .* came "30"/,
    ],
    [
      'a mode that does not exist',
      { settings: { auth_mode: 'maybe' } },
      /auth_mode: expected required, optional, disabled/,
    ],
    [
      'a rule that does not exist',
      { mutation: { rules: { gravity: () => 0 } } },
      /no rule "gravity"; there are overlook/,
    ],
    ['a rule that is no function', { mutation: { rules: { overlook: true } } }, /rule overlook: expected a function/],
  ])('%s is told', async (_what, options, message) => {
    await expect(startMockGateway(options)).rejects.toThrow(message);
  });

  test('a port in use is told by Node', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startMockGateway({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
  });
});

describe('own scenarios', () => {
  test('come before those that ship, and beside them', async () => {
    writeFileSync(join(folder, 'text.json'), JSON.stringify(said));
    const talk = await Talk.with({}, { scenariosDir: folder });
    expect((await talk.message('text')).json.content[0].text).toBe('Ahoy.');
    expect((await talk.message('hello')).json.content[0].text).toBe('Hello from the mock gateway.');
    await talk.close();
  });

  test.each([
    ['{"purpose":', /odd\.json is no JSON/],
    ['{"purpose":"has no model at all"}', /odd\.json breaks the scenario schema at "\/": .*model/],
  ])('%s is told with its file', async (text, message) => {
    writeFileSync(join(folder, 'odd.json'), text);
    await expect(startMockGateway({ scenariosDir: folder })).rejects.toThrow(message);
    rmSync(join(folder, 'odd.json'));
  });
});

describe('a mutation', () => {
  test('bends the request, the reply, the events, the frames and the rules', async () => {
    const talk = await Talk.with(
      {},
      {
        mutation: {
          request: (request) => ({ ...request, body: Buffer.from(String(request.body).replace('please', 'thanks')) }),
          reply: async (request, next) => {
            const reply = await next(request);
            return { ...reply, headers: [...reply.headers, ['X-Bent', 'yes']] };
          },
          async *events(events) {
            for await (const event of events)
              if (event instanceof Uint8Array || event.type !== 'message_delta') yield event;
          },
          frame: (bytes, event) => (event.type === 'message_stop' ? [bytes.subarray(0, 9), bytes.subarray(9)] : bytes),
          rules: { report: (fault: { status: number }) => ({ ...fault, status: 418 }) },
        },
      },
    );
    const streamed = await talk.stream('echo-request');
    expect(streamed.text).toContain('last=thanks');
    expect(streamed.headers.get('x-bent')).toBe('yes');
    expect(streamed.frames.some(({ type }) => type === 'message_delta')).toBe(false);
    expect(talk.gateway.journal.entries()[0]?.writeCount).toBe(streamed.frames.length + 1);
    expect((await talk.message('text', { max_tokens: 'x' })).status).toBe(418);
    await talk.close();
  });

  test('that breaks cuts its own stream off, and no other', async () => {
    const talk = await Talk.with(
      {},
      {
        mutation: {
          async *events(events, request) {
            yield* events;
            if (request.header('x-break') !== undefined) throw new Error('broken');
          },
        },
      },
    );
    expect((await talk.stream('text', {}, talk.headers({ 'X-Break': '1' }))).complete).toBe(false);
    expect((await talk.stream('text')).complete).toBe(true);
    await talk.close();
  });
});
