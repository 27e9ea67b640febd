import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  AdapterDied,
  AdapterFault,
  type AdapterSpec,
  AdapterWouldNotStart,
} from '../../../../suites/sdk/adapter/index.js';
import { openLink } from '../../../../suites/sdk/adapter/open.js';
import { smoke } from '../../../../suites/sdk/adapter/smoke.js';
import { LoopbackServer } from '../../../../suites/sdk/server/script-server.js';
import { DEMO, MADE_UP } from './made-up.js';

const OPTIONS = { dialect: 'demo', startTimeoutMs: 20_000 };

function run(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [MADE_UP, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill();
  });
  return child;
}

async function listening(): Promise<AdapterSpec> {
  const { stdout } = run('listens');
  const [chunk] = stdout === null ? [] : await once(stdout, 'data');
  return { kind: 'url', url: String(chunk).trim() };
}

describe('an adapter that listens', { timeout: 60_000 }, () => {
  test('passes the smoke test', async () => {
    const { checks } = await smoke(await listening(), { dialect: DEMO, startTimeoutMs: 20_000 });
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.length).toBeGreaterThan(9);
  });

  test('answers that are no lines, or end too early, fail their operation', async () => {
    const link = await openLink(await listening(), OPTIONS);
    onTestFinished(async () => void (await link.close()));
    const early = link.start('breaks-off', {});
    await expect(early.answer).rejects.toThrow(/ended without a final line/);
    expect(early.events).toHaveLength(1);
    const html = link.start('no-lines', {});
    await expect(html.answer).rejects.toBeInstanceOf(AdapterFault);
    await expect(html.answer).rejects.toThrow(/status 502 and content type text\/html.*<h1>Bad gateway/s);
  });

  test('that is not there would not start; one that goes away has died', async () => {
    const server = await LoopbackServer.start(() => []);
    const gone = `${server.origin}/`;
    await server.close();
    await expect(openLink({ kind: 'url', url: gone }, OPTIONS)).rejects.toBeInstanceOf(AdapterWouldNotStart);
    const spec = await listening();
    const link = await openLink(spec, OPTIONS);
    const held = await LoopbackServer.start(() => new Promise(() => {}));
    onTestFinished(() => held.close());
    const operation = link.start('talk.create', { client: { base_url: held.origin }, request: {} });
    await held.request(1);
    expect(operation.ended).toBe(false);
    await link.close();
    await expect(held.requests[0]?.left).resolves.toBeUndefined();
    await expect(operation.answer).rejects.toBeInstanceOf(Error);
  });
});

describe('an adapter that is a page', { timeout: 60_000 }, () => {
  test('passes the smoke test, and stops when it is over', async () => {
    let page: ChildProcess | undefined;
    const announce = (text: string) => {
      page = run('polls', /\S+relay=\S+/.exec(text)?.[0] ?? '');
    };
    const spec = { kind: 'page' as const, url: 'http://127.0.0.1:1/page?x=1' };
    const { checks } = await smoke(spec, { dialect: DEMO, startTimeoutMs: 20_000, announce });
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    if (page?.exitCode === null) await once(page, 'exit');
    expect(page?.exitCode).toBe(0);
  });

  test('may come from any origin, but has to know the address', async () => {
    let relay = '';
    const announce = (text: string) => {
      relay = new URL(/http:\/\/\S+/.exec(text)?.[0] ?? '').searchParams.get('relay') ?? '';
    };
    const opening = openLink(
      { kind: 'page', url: 'http://127.0.0.1:1/' },
      { ...OPTIONS, announce, startTimeoutMs: 3_000 },
    );
    opening.catch(() => {});
    await expect.poll(() => relay).not.toBe('');
    expect((await fetch(new URL('/other', relay))).status).toBe(404);
    const preflight = await fetch(relay, { method: 'OPTIONS' });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    const response = await fetch(relay);
    expect(await response.json()).toMatchObject({ op: 'describe' });
    await expect(opening).rejects.toThrow(/did not describe itself/);
    await expect(fetch(relay)).rejects.toThrow();
  });
});

test('an adapter over HTTP that breaks the connection has died', async () => {
  const adapter = await LoopbackServer.start((request) =>
    request.text.includes('describe')
      ? [
          { step: 'head', status: 200, headers: [['Content-Type', 'application/x-ndjson']] },
          { step: 'write', bytes: Buffer.from(described(request.text)) },
          { step: 'end' },
        ]
      : [{ step: 'reset' }],
  );
  onTestFinished(() => adapter.close());
  const link = await openLink({ kind: 'url', url: adapter.origin }, OPTIONS);
  await expect(link.start('talk.create', {}).answer).rejects.toBeInstanceOf(AdapterDied);
});

function described(request: string): string {
  const { id } = JSON.parse(request);
  const sdk = { name: 'a', version: '1', language: 'b' };
  const line = { id, type: 'described', protocol: 1, dialect: 'demo', runtime: 'other', sdk, operations: [] };
  return `${JSON.stringify(line)}\n`;
}
