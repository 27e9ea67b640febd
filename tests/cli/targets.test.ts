import { createServer, request as forward } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createRawServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MockGateway, startMockGateway } from '../../mock-gateway/index.js';
import { built, cli } from '../built.js';
import { SELF_SIGNED } from './certificate.js';

const KEY = 'vai_sk_of_the_target_test';
const withKey = { env: { VAI_GATEWAY_API_KEY: KEY } };
const quick = ['--only', 'ROUTE', '--quiet'];

const closing: (() => void)[] = [];
let gateway: MockGateway;

async function listening<T extends Server>(server: T): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  await built();
  gateway = await startMockGateway({ settings: { api_keys: KEY, rate_limit_rps: '0', max_concurrent_requests: '0' } });
}, 120_000);
afterAll(async () => {
  for (const close of closing) close();
  await gateway.close();
});

describe('a target that is there', () => {
  test('is judged', async () => {
    const run = await cli(['--target', gateway.baseUrl, ...quick], withKey);
    expect(run.stdout).toMatch(/^Partial run, no verdict on the whole: \d+ passed, 0 failed/);
    expect(run.code).toBe(0);
  });

  test.each(['/some/prefix', '/some/prefix/'])('is judged under the path %s', async (prefix) => {
    const target = new URL(gateway.baseUrl);
    const port = await listening(
      createServer((incoming, outgoing) => {
        const path = incoming.url ?? '';
        if (!path.startsWith('/some/prefix/')) return void outgoing.writeHead(418).end();
        const { method, rawHeaders } = incoming;
        const passed = forward({
          host: target.hostname,
          port: target.port,
          method,
          path: path.slice('/some/prefix'.length),
          headers: rawHeaders,
        });
        passed.on('response', (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
          answer.pipe(outgoing);
        });
        passed.on('error', () => outgoing.destroy());
        incoming.pipe(passed);
      }),
    );
    const run = await cli(['--target', `http://127.0.0.1:${port}${prefix}`, '--only', 'HDR', '--quiet'], withKey);
    expect(run.code, run.stdout + run.stderr).toBe(0);
  });

  test('is doubted where it answers in HTML, as a proxy does whose path is wrong', async () => {
    const port = await listening(
      createServer((_request, response) => void response.writeHead(404, { 'Content-Type': 'text/html' }).end('<h1>')),
    );
    const run = await cli(['--target', `http://127.0.0.1:${port}`, '--only', 'ROUTE'], withKey);
    expect(run.stdout).toMatch(
      /^note {3}http:\S+ answers 404 with text\/html, not with JSON\.\n\s+Is the base URL right/m,
    );
    expect(run.code).toBe(1);
    const doctor = await cli(['doctor', '--target', `http://127.0.0.1:${port}`], withKey);
    expect(doctor.stdout).toContain('Is the base URL right');
  });

  test('skips what needs other settings, and names them', async () => {
    const run = await cli(['--target', gateway.baseUrl, '--only', 'CORS', '--verbose'], withKey);
    expect(run.stdout).toContain('needs-configuration');
    expect(run.stdout).toContain('--setting cors_origins=');
  });
});

describe('a target that cannot be judged is exit code 2, with what to check', () => {
  const refused = async (args: readonly string[], words: RegExp, env: Record<string, string> = {}) => {
    const run = await cli(args, { env });
    expect(run.stderr).toMatch(words);
    expect(run.code).toBe(2);
  };

  test('nobody listens', () => refused(['--target', 'http://127.0.0.1:1'], /refused the connection[\s\S]*--wait 30s/));

  test('no such host', () => refused(['--target', 'http://no-such-host.invalid'], /host name/));

  test('not HTTP', async () => {
    const port = await listening(createRawServer((socket) => void socket.end('220 mail.example ESMTP\r\n')));
    await refused(['--target', `http://127.0.0.1:${port}`], /not HTTP|closed/);
  });

  test('a certificate that nobody vouches for', async () => {
    const port = await listening(createTlsServer(SELF_SIGNED, (_request, response) => void response.end('{}')));
    await refused(['--target', `https://127.0.0.1:${port}`], /TLS handshake[\s\S]*certificate/);
  });

  test('plain HTTP where TLS was asked for', async () => {
    await refused(
      ['--target', gateway.baseUrl.replace('http:', 'https:')],
      /TLS handshake[\s\S]*failed: wrong version number\.[\s\S]*http:\/\//,
    );
  });

  test('a key that is missing', () => refused(['--target', gateway.baseUrl], /VAI_GATEWAY_API_KEY/));

  test('a key that is refused', () =>
    refused(['--target', gateway.baseUrl], /refuses the gateway key/, { VAI_GATEWAY_API_KEY: 'vai_sk_of_nobody' }));

  test('a key in a variable that is not set', () =>
    refused(['--target', gateway.baseUrl, '--api-key-env', 'NOT_SET'], /NOT_SET/));

  test.each([
    ['ftp://127.0.0.1', /http/],
    ['http://user:secret@127.0.0.1', /user name or password/],
    ['http://127.0.0.1/?x=1', /query or a fragment/],
    ['nonsense', /no URL/],
  ])('the URL %s', (url, words) => refused(['--target', url], words));
});

test('a missing key is no matter where nothing that is asked needs one', async () => {
  const run = await cli(['--target', gateway.baseUrl, '--only', 'HLT', '--quiet']);
  expect(run.stderr).not.toContain('VAI_GATEWAY_API_KEY');
});

test('a target that is still starting is waited for', async () => {
  const port = await listening(createServer());
  closing.pop()?.();
  const late = (async () => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    return startMockGateway({ port, settings: { api_keys: KEY, rate_limit_rps: '0' } });
  })();
  const run = await cli(
    ['--target', `http://127.0.0.1:${port}`, '--wait', '10s', '--only', 'VAI-GW-ROUTE-006', '--quiet'],
    withKey,
  );
  await (await late).close();
  expect(run.code, run.stderr).toBe(0);
});
