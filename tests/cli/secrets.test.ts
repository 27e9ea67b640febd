import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MockGateway, startMockGateway } from '../../mock-gateway/index.js';
import { built, cli } from '../built.js';

const CANARIES = {
  VAI_GATEWAY_API_KEY: 'canaryGatewayKey7Qx',
  VAI_PROVIDER_KEY_ANTHROPIC: 'canaryAnthropicKey8Wz',
  VAI_PROVIDER_KEY_OPENAI: 'canaryOpenaiKey9Yv',
  VAI_PROVIDER_KEY_TAVILY: 'canaryTavilyKey1Pt',
};

let folder: string;
let gateway: MockGateway;
beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  // The worst gateway there is: it repeats every header and the body of what it was sent, and refuses it.
  gateway = await startMockGateway({
    settings: {
      api_keys: CANARIES.VAI_GATEWAY_API_KEY,
      rate_limit_rps: '0',
      max_concurrent_requests: '0',
      max_streams_per_principal: '0',
    },
    mutation: {
      async reply(request, next) {
        const reply = await next(request);
        if (reply.status < 400) return reply;
        const message = `${JSON.stringify(request.headers)} ${Buffer.from(request.body).toString('utf8')}`;
        const headers: [string, string][] = [
          ...request.headers.map(([name, value]): [string, string] => [`X-Echo-${name}`, value]),
          ['Content-Type', 'application/json'],
        ];
        return { ...reply, headers, body: Buffer.from(JSON.stringify({ error: { type: 'api_error', message } })) };
      },
    },
  });
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await gateway.close();
});

test('the whole suite against a gateway that repeats every secret writes none of them down', {
  timeout: 120_000,
}, async () => {
  const reports = ['json', 'ndjson', 'junit'].flatMap((name) => ['--report', `${name}=${name}.out`]);
  const run = await cli(['--target', gateway.baseUrl, '--out', folder, ...reports, '--verbose'], { env: CANARIES });
  expect(run.code).toBe(1);
  const written = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(written).toHaveLength(3);
  const everything = [run.stdout, run.stderr, ...written];
  for (const secret of Object.values(CANARIES)) {
    for (const form of [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ]) {
      expect(
        everything
          .filter((text) => text.includes(form))
          .map((text) => text.slice(Math.max(0, text.indexOf(form) - 80), text.indexOf(form) + 20)),
      ).toEqual([]);
    }
  }
  expect(run.stdout).toContain('$VAI_GATEWAY_API_KEY');
  expect(everything.join('')).toContain('***');
});
