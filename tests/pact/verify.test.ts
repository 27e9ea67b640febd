import { beforeAll, describe, expect, test } from 'vitest';
import { startMockGateway } from '../../mock-gateway/index.js';
import { built, cli } from '../built.js';
import { fileWith, type Interaction, interaction, pactOf } from './interaction.js';
import { hasVerifier } from './native.js';

beforeAll(built, 120_000);

const SSE_RULE = '^(event: \\w+\\ndata: [^\\n]*\\n\\n)+$';
const regexRule = (regex: string) => ({ body: { $: { combine: 'AND', matchers: [{ match: 'regex', regex }] } } });
const anyText = { body: { '$.content[0].text': { combine: 'AND', matchers: [{ match: 'type' }] } } };

/** Verifies pacts of these interactions against the mock. */
const verify = (...interactions: readonly Interaction[]) => cli(['pact', 'verify', fileWith(pactOf(...interactions))]);

describe.skipIf(!hasVerifier)('the Verifier against the mock', () => {
  test('passes what the mock says, and a state selects the scenario', async () => {
    const run = await verify(
      interaction({ response: { content: [{ type: 'text', text: 'x' }] }, rules: anyText }),
      interaction({
        description: 'a tool call',
        state: 'the model plays the scenario client-tool',
        request: {
          tools: [{ type: 'function', name: 'clock', description: 'The time', input_schema: { type: 'object' } }],
        },
        response: { stop_reason: 'tool_use' },
      }),
    );
    expect(run.stdout).toMatch(/^2 interactions: 2 kept; .* verified by the Verifier of Pact 16\./m);
    expect(run.code).toBe(0);
  });

  test('fails what the mock does not say, with the place', async () => {
    const run = await verify(
      interaction({ response: { stop_reason: 'max_tokens' } }),
      interaction({ description: 'kept' }),
    );
    expect(run.stdout).toMatch(
      /FAILED {2}a message .*\n.*interactions\[0\]: POST \/v1\/messages\n {4}verifier \$\.stop_reason: /,
    );
    expect(run.stdout).toMatch(/ok {6}kept/);
    expect(run.stdout).toContain('1 kept, 1 failed');
    expect(run.code).toBe(1);
  });

  test('fails what no gateway may send, with the field, from both', async () => {
    const run = await verify(interaction({ response: { answer: 'noon' } }));
    expect(run.stdout).toContain('contract response answer: the contract names no such member');
    expect(run.stdout).toMatch(/verifier \$: .*answer/);
    expect(run.code).toBe(1);
  });

  test('fails what every gateway must refuse, with the field', async () => {
    const run = await verify(interaction({ request: { messages: [{ role: 'narrator', content: 'x' }] } }));
    expect(run.stdout).toContain('contract request messages[0].role: every gateway must refuse this');
    expect(run.stdout).toMatch(/verifier .*400/);
    expect(run.code).toBe(1);
  });

  test('compares an event stream that was declared as text', async () => {
    const stream = [
      {
        type: 'message_start',
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'anthropic/claude-sonnet-4',
          content: [],
          stop_reason: '',
          usage: { input_tokens: 1, output_tokens: 0, total_tokens: 1 },
        },
      },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn' },
        usage: { input_tokens: 1, output_tokens: 0, total_tokens: 1 },
      },
      { type: 'message_stop' },
    ];
    const run = await verify(
      interaction({
        request: { stream: true },
        response: stream.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
        responseHeaders: { 'Content-Type': ['text/event-stream'] },
        rules: regexRule(SSE_RULE),
      }),
    );
    expect(run.code, run.stdout).toBe(0);
  });

  test('says of a scenario that there is not what was meant', async () => {
    const run = await verify(interaction({ state: 'scenario txt' }));
    expect(run.stdout).toContain("the scenario 'txt', which the mock has not. Did you mean text?");
    expect(run.code).toBe(1);
  });

  test('reads pacts of version 2', async () => {
    const v2 = {
      consumer: { name: 'old-sdk' },
      provider: { name: 'gateway' },
      interactions: [
        {
          description: 'the probe',
          providerState: 'up',
          request: { method: 'get', path: '/healthz' },
          response: {
            status: 200,
            body: 'ok',
            headers: { 'Content-Type': 'text/plain' },
            matchingRules: { '$.body': { match: 'regex', regex: '^ok\\s*$' } },
          },
        },
      ],
      metadata: { pactSpecification: { version: '2.0.0' } },
    };
    const run = await cli(['pact', 'verify', fileWith(JSON.stringify(v2))]);
    expect(run.stdout).toContain('(old-sdk → gateway, pact 2.0.0)');
    expect(run.code, run.stdout).toBe(0);
  });

  test('verifies another gateway, with the key from the environment, and finds its lie', async () => {
    const settings = { api_keys: 'a-key-of-this-gateway' };
    const honest = await startMockGateway({ settings });
    const lying = await startMockGateway({
      settings,
      mutation: { reply: async (request, next) => ({ ...(await next(request)), status: 202 }) },
    });
    const file = fileWith(pactOf(interaction()));
    const against = (gateway: { readonly baseUrl: string }) =>
      cli(['pact', 'verify', file, '--target', gateway.baseUrl, '--verbose', '--provider-version', '1.2.3'], {
        env: { VAI_GATEWAY_API_KEY: settings.api_keys },
      });
    try {
      const [kept, broken] = [await against(honest), await against(lying)];
      expect(kept.code, kept.stdout).toBe(0);
      expect(kept.stdout).toContain('has a matching body');
      expect(broken.stdout).toMatch(/verifier .*expected 200 but was 202/);
      expect(broken.code).toBe(1);
    } finally {
      await honest.close();
      await lying.close();
    }
  });

  test('prints no key, neither of the pact nor of the environment', async () => {
    const secret = 'sk-live-4f9d2c7b1a';
    const gateway = await startMockGateway({ settings: { api_keys: 'gw-3c8e7712ff' } });
    const headers = { Authorization: `Bearer ${secret}`, 'X-Provider-Key-Anthropic': 'pk-90ab17ccd3' };
    const pact = pactOf(interaction({ headers, response: { id: secret, model: 'gw-3c8e7712ff' } }));
    try {
      const run = await cli(['pact', 'verify', fileWith(pact), '--target', gateway.baseUrl, '--verbose'], {
        env: { VAI_GATEWAY_API_KEY: 'gw-3c8e7712ff' },
      });
      expect(run.code).toBe(1);
      expect(run.stdout).toContain('***');
      expect(run.stdout + run.stderr).not.toMatch(/4f9d2c7b1a|3c8e7712ff|90ab17ccd3/);
    } finally {
      await gateway.close();
    }
  });
});

describe('what cannot be judged', () => {
  test.each([
    ['a file that is not there', ['no-such-pact.json'], /no-such-pact\.json: cannot be read \(ENOENT\)/],
    ['a folder', [import.meta.dirname], /cannot be read \(EISDIR\)/],
    ['no file at all', [], /missing required argument/],
    [
      'a target elsewhere',
      [() => fileWith(pactOf(interaction())), '--target', 'https://gateway.example'],
      /is not on this machine[\s\S]*--remote/,
    ],
    ['a target that is no URL', [() => fileWith(pactOf(interaction())), '--target', 'nowhere'], /is no URL/],
    [
      'a setting that there is not',
      [() => fileWith(pactOf(interaction())), '--setting', 'auth_mod=optional'],
      /Did you mean auth_mode\?/,
    ],
  ])('%s', async (_, args, said) => {
    const run = await cli(['pact', 'verify', ...args.map((arg) => (typeof arg === 'string' ? arg : arg()))]);
    expect(run.stderr).toMatch(said);
    expect(run.code).toBe(2);
  });

  test.each([
    ['half a file', '{"consumer": {"name": "x"}, "inter', /:1:\d+: is not JSON: expected/],
    ['a list', '[]', /is no pact: expected a JSON object/],
    ['another document', '{"openapi": "3.1.0"}', /expected "interactions", came members openapi/],
    ['no interactions', '{"interactions": []}', /there is nothing to verify/],
    ['no consumer', '{"interactions": [{}]}', /names no consumer/],
    [
      'a version of tomorrow',
      pactOf(interaction()).replace('"4.0"', '"5.0"'),
      /specification 5\.0\. Expected 2, 3 or 4/,
    ],
    [
      'an interaction without a response',
      pactOf({ description: 'x', request: { method: 'GET', path: '/' } }),
      /interactions\[0\] has no response/,
    ],
  ])('%s', async (_, text, said) => {
    const run = await cli(['pact', 'verify', fileWith(text)]);
    expect(run.stderr).toMatch(said);
    expect(run.code).toBe(2);
  });

  test('a bad file beside a good one: the good one is judged all the same', async () => {
    const run = await cli(['pact', 'verify', '--contract-only', fileWith(pactOf(interaction())), 'no-such-pact.json']);
    expect(run.stdout).toContain('1 interaction: 1 kept');
    expect(run.code).toBe(2);
  });
});

test('the contract alone is asked without the Verifier', async () => {
  const kept = await cli(['pact', 'verify', '--contract-only', fileWith(pactOf(interaction()))]);
  expect(kept).toMatchObject({ code: 0, stdout: expect.stringContaining('1 kept; held against the contract\n') });
  const broken = await cli([
    'pact',
    'verify',
    '--contract-only',
    fileWith(pactOf(interaction({ response: { answer: 1 } }))),
  ]);
  expect(broken).toMatchObject({ code: 1, stdout: expect.stringContaining('response answer:') });
});
