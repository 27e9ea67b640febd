import { beforeAll, describe, expect, test } from 'vitest';
import { startMockGateway } from '../../mock-gateway/index.js';
import { built, cli } from '../built.js';

beforeAll(() => built(), 120_000);

describe('vai-conformance mock', () => {
  test('says where it is, takes the key it prints, and ends cleanly on SIGTERM', async () => {
    let child: { kill(signal: NodeJS.Signals): boolean } | undefined;
    const ended = cli(['mock', '--port', '0'], {
      started: (process) => {
        child = process;
      },
      async heard(stdout) {
        if (!stdout.includes('SIGTERM')) return;
        const base = /base URL\s+(\S+)/.exec(stdout)?.[1];
        const key = /key\s+(\S+)/.exec(stdout)?.[1];
        const answer = await fetch(`${base}/v1/models`, { headers: { Authorization: `Bearer ${key}` } });
        expect(answer.status).toBe(200);
        child?.kill('SIGTERM');
      },
    });
    const run = await ended;
    expect(run.stdout).toMatch(/curl -sSN http/);
    expect(run.code).toBe(0);
  });

  test('ends its streams whole on SIGTERM', async () => {
    let child: { kill(signal: NodeJS.Signals): boolean } | undefined;
    let told = Promise.resolve('');
    const args = ['mock', '--port', '0', '--auth', 'disabled', '--setting', 'shutdown_grace_period=100ms'];
    const run = await cli(args, {
      started: (process) => {
        child = process;
      },
      async heard(stdout) {
        if (!stdout.includes('SIGTERM')) return;
        const answer = await fetch(`${/base URL\s+(\S+)/.exec(stdout)?.[1]}/v1/messages`, {
          method: 'POST',
          headers: { 'X-Provider-Key-Anthropic': 'any' },
          body: JSON.stringify({
            model: 'anthropic/claude-sonnet-4',
            stream: true,
            messages: [{ role: 'user', content: '[[scenario:silence]] hi' }],
          }),
        });
        child?.kill('SIGTERM');
        // Rejects where the connection breaks before the body's end.
        told = answer.text();
        await told;
      },
    });
    expect(run.code, run.stderr).toBe(0);
    expect(await told).toMatch(/event: error[\s\S]*shutting down[\s\S]*\n\n$/);
  });

  test('replays a recording, at once with --speed 0', async () => {
    let child: { kill(signal: NodeJS.Signals): boolean } | undefined;
    const run = await cli(
      ['mock', '--port', '0', '--auth', 'disabled', '--replay', 'fixtures/vai/recordings', '--speed', '0'],
      {
        started: (process) => {
          child = process;
        },
        async heard(stdout) {
          if (!stdout.includes('SIGTERM')) return;
          const answer = await fetch(`${/base URL\s+(\S+)/.exec(stdout)?.[1]}/healthz`);
          // A mock that asks nobody for a token would say `ok`; the gateway that was recorded did ask.
          expect(answer.status).toBe(401);
          child?.kill('SIGTERM');
        },
      },
    );
    expect(run.code, run.stderr).toBe(0);
  });

  test('--fault is said, and happens as often as was asked', async () => {
    let child: { kill(signal: NodeJS.Signals): boolean } | undefined;
    const run = await cli(
      ['mock', '--port', '0', '--auth', 'disabled', '--fault', 'status=503,times=1', '--fault', 'bom'],
      {
        started: (process) => {
          child = process;
        },
        async heard(stdout) {
          if (!stdout.includes('SIGTERM')) return;
          const url = `${/base URL\s+(\S+)/.exec(stdout)?.[1]}/v1/models`;
          expect([(await fetch(url)).status, (await fetch(url)).status]).toEqual([503, 200]);
          child?.kill('SIGTERM');
        },
      },
    );
    expect(run.stdout).toMatch(/fault\s+status=503,times=1\n\s+fault\s+bom\n/);
    expect(run.code).toBe(0);
  });

  test('--help lists the faults', async () => {
    const run = await cli(['mock', '--help']);
    expect(run.stdout).toMatch(/--fault <spec>[\s\S]*KIND\[=VALUE\][\s\S]*stall=2s@event:3[\s\S]*bad-chunk/);
    expect(run.code).toBe(0);
  });

  test('says that its port is taken', async () => {
    const taken = await startMockGateway({});
    const run = await cli(['mock', '--port', new URL(taken.baseUrl).port]);
    await taken.close();
    expect(run.stderr).toMatch(/in use[\s\S]*--port/);
    expect(run.code).toBe(2);
  });

  test.each([
    [['--port', '70000'], /no port/],
    [['--auth', 'maybe'], /required, optional, disabled/],
    [['--setting', 'rate_limit_rpz=1'], /Did you mean rate_limit_rps/],
    [['--setting', 'sse_ping_interval=soon'], /sse_ping_interval/],
    [['--scenarios', '/no/such/folder'], /no folder/],
    [['--replay', '/no/such/folder'], /no folder/],
    [['--replay', 'fixtures/vai/scenarios'], /holds no recording \(\*\.exchange\.jsonl\)/],
    [['--speed', 'fast'], /no number/],
    [['--mutant', 'no-such-mutant'], /no such mutant/],
    [['--fault', 'explode'], /no kind "explode"[\s\S]*Kinds: [\s\S]*status=503/],
    [['--fault', 'delay=soon'], /500ms/],
  ])('refuses %j', async (args, words) => {
    const run = await cli(['mock', ...args]);
    expect(run.stderr).toMatch(words);
    expect(run.code).toBe(2);
  });
});
