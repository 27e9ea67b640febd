import { MatchersV3, PactV4 } from '@pact-foundation/pact';
import { expect, test } from 'vitest';
import { ask, askAloud, type Gateway, Refused } from '../src/tides.js';

const { eachLike, integer, like, regex } = MatchersV3;
const pact = new PactV4({ consumer: 'tides-app', provider: 'vai-gateway', dir: 'pacts', logLevel: 'error' });

const gatewayAt = (baseUrl: string): Gateway => ({ baseUrl, key: 'any-key', providerKey: 'any-provider-key' });
const headers = {
  Authorization: regex(/^Bearer \S+$/, 'Bearer any-key'),
  'X-VAI-Version': '1',
  'Content-Type': 'application/json',
  'X-Provider-Key-Anthropic': like('any-provider-key'),
};
const question = 'When is high water?';
const request = (stream: boolean) => ({
  model: 'anthropic/claude-sonnet-4',
  max_tokens: 256,
  stream,
  messages: [{ role: 'user', content: question }],
});

/** Each event once, and any number of deltas: texts and ids are the gateway's own. */
const anyStream = `^(event: \\w+\\ndata: \\{[^\\n]*\\}\\n\\n)+event: message_stop\\ndata: \\{[^\\n]*\\}\\n\\n$`;

test('the answer is the text of the message', async () => {
  await pact
    .addInteraction()
    .given('the model plays the scenario text')
    .uponReceiving('a question about the tides')
    .withRequest('POST', '/v1/messages', (builder) => builder.headers(headers).jsonBody(request(false)))
    .willRespondWith(200, (builder) =>
      builder.jsonBody({
        type: 'message',
        content: eachLike({ type: 'text', text: like('At noon.') }),
        stop_reason: 'end_turn',
        usage: { output_tokens: integer(3) },
      }),
    )
    .executeTest(async ({ url }) => {
      expect(await ask(gatewayAt(url), question)).toBe('At noon.');
    });
});

test('the answer comes piece by piece', async () => {
  const frames = [
    {
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'anthropic/claude-sonnet-4',
        content: [],
        stop_reason: '',
        usage: { input_tokens: 9, output_tokens: 0, total_tokens: 9 },
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'At ' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'noon.' } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage: { input_tokens: 9, output_tokens: 3, total_tokens: 12 },
    },
    { type: 'message_stop' },
  ];
  const stream = frames.map((data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`).join('');
  await pact
    .addInteraction()
    .given('the model plays the scenario text')
    .uponReceiving('a question about the tides, answered aloud')
    .withRequest('POST', '/v1/messages', (builder) => builder.headers(headers).jsonBody(request(true)))
    .willRespondWith(200, (builder) =>
      builder
        // The body is declared as text: Pact has no notion of event streams. `pact verify` compares it as what the header says.
        .body('text/plain', Buffer.from(stream))
        .headers({ 'Content-Type': 'text/event-stream' })
        .matchingRules({ body: { path: '$', rules: [regex(anyStream, stream)] } }),
    )
    .executeTest(async ({ url }) => {
      const pieces: string[] = [];
      for await (const piece of askAloud(gatewayAt(url), question)) pieces.push(piece);
      expect(pieces).toEqual(['At ', 'noon.']);
    });
});

test('a refusal says when to try again', async () => {
  await pact
    .addInteraction()
    .given('the model plays the scenario upstream-429')
    .uponReceiving('a question that the provider refuses for its rate')
    .withRequest('POST', '/v1/messages', (builder) => builder.headers(headers).jsonBody(request(false)))
    .willRespondWith(429, (builder) =>
      builder.jsonBody({ error: { type: 'rate_limit_error', message: like('slow down'), retry_after: integer(7) } }),
    )
    .executeTest(async ({ url }) => {
      const refusal = await ask(gatewayAt(url), question).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(Refused);
      expect(refusal).toMatchObject({ status: 429, type: 'rate_limit_error', retryAfter: 7 });
    });
});
