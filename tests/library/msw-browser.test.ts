import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { installedChromium, startChromium } from '../../adapters/typescript/browser/chromium.js';
import { packageRoot } from '../../contracts/package-root.js';
import { startMockGateway } from '../../mock-gateway/library.js';
import { mswGateway, type SentAnswer } from '../../mock-gateway/msw.js';
import { built } from '../built.js';
import { type Asked, eventsOf, KEY_HEADERS, messageStream, requestOf, runStream } from './asked.js';

const worker = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js');
const executable = installedChromium();

let server: Server;
let browser: Browser;
let page: Page;
const failures: string[] = [];

/** An answer as the page read it. */
interface Read {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly chunks: number;
}

/** Calls what the page offers; see page.mjs. */
function lab<T>(name: string, ...args: readonly unknown[]): Promise<T> {
  const given = args.map((arg) => (arg === undefined ? 'undefined' : JSON.stringify(arg))).join(', ');
  return page.evaluate<T>(`lab.${name}(${given})`);
}

function asked(one: Asked) {
  return { ...one, headers: { 'Content-Type': 'application/json', ...KEY_HEADERS } };
}

/** The page's script, with the package as it is built: what stands in for Node is in it. */
async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.mjs', import.meta.url))],
    alias: { 'vai-conformance/msw': `${packageRoot}/dist/mock-gateway/msw.js` },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

describe.skipIf(executable === undefined)('msw in a browser (skipped where there is no Chromium)', () => {
  beforeAll(async () => {
    await built();
    const files = new Map<string, readonly [string, string]>([
      ['/', ['text/html', '<!doctype html><title>app</title><script type="module" src="/page.js"></script>']],
      ['/page.js', ['text/javascript', await pageScript()]],
      ['/mockServiceWorker.js', ['text/javascript', readFileSync(worker, 'utf8')]],
    ]);
    server = createServer((request, response) => {
      const [type, text] = files.get(request.url ?? '') ?? ['text/plain', ''];
      response.writeHead(text === '' ? 404 : 200, { 'Content-Type': type }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await startChromium(executable ?? '');
    page = await browser.newPage();
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('globalThis.lab !== undefined');
    expect(await page.evaluate('lab.ready')).toBe(true);
    console.log(`msw's worker in Chromium ${browser.version()}`);
  }, 300_000);
  afterEach(() => lab('reset'));
  afterAll(async () => {
    await browser?.close();
    server?.close();
    expect(failures).toEqual([]);
  });

  test('the same scenario says the same in the browser, over HTTP and in process', async () => {
    await using socket = await startMockGateway({ auth: 'disabled' });
    const here = mswGateway({ baseUrl: 'http://gateway.test', auth: 'disabled' });
    for (const one of [messageStream('text'), messageStream('thinking-tool'), runStream('search-once')]) {
      const inBrowser = await lab<Read>('read', asked(one));
      const overHttp = await (await fetch(requestOf(one, socket.baseUrl))).text();
      const inProcess = await (await here.fetch(requestOf(one, here.baseUrl))).text();
      const events = (text: string) => eventsOf(text.replaceAll(/(req|msg)_[0-9a-f]+/g, '$1_'));
      expect(events(overHttp).length).toBeGreaterThan(3);
      expect(events(inBrowser.text)).toEqual(events(overHttp));
      expect(events(inProcess)).toEqual(events(overHttp));
    }
  });

  // How many chunks a page sees is the browser's affair: its pipe joins what comes close together.
  test('streams, and splits what it writes', async () => {
    const answer = await lab<Read>('read', asked(messageStream('text')));
    expect(answer).toMatchObject({ status: 200, type: 'text/event-stream; charset=utf-8' });
    const [sent] = (await lab<SentAnswer[]>('sent')).slice(-1);
    expect(sent?.writes.length).toBe(eventsOf(answer.text).length);
    expect(sent?.bytesTaken).toBe(Buffer.byteLength(answer.text));
    await lab('faults', ['split=1']);
    const split = await lab<Read>('read', asked(messageStream('unicode')));
    expect(eventsOf(split.text).at(-1)).toEqual({ type: 'message_stop' });
    expect(split.chunks).toBeGreaterThan(0);
  });

  test('lets an app leave', async () => {
    expect(await lab('leave', asked(messageStream()), 'slow-ticks')).toBe('AbortError');
    await expect
      .poll(async () => (await lab<SentAnswer[]>('sent')).at(-1)?.end, { timeout: 10_000 })
      .toBe('client-left');
  });

  test('fails on demand', async () => {
    await lab('faults', ['status=429,retry-after=2']);
    expect(await lab<Read>('read', asked(messageStream()))).toMatchObject({ status: 429 });
    await lab('faults', ['refuse']);
    expect(await lab('fails', asked(messageStream()))).toBe('TypeError');
    await lab('faults', ['reset@event:2']);
    expect(await lab('breaks', asked(messageStream('text')))).toBe('TypeError');
  });

  test('takes settings: a gateway that drains, whose timers are those of a browser', async () => {
    await lab('faults', [], { draining: 'true' });
    const answer = await lab<Read>('read', asked(messageStream()));
    expect(answer.status).toBe(529);
  });

  test('judges what the app asked', async () => {
    const { path, body } = messageStream();
    await lab('read', asked({ path, body: { ...body, temprature: 1 } }));
    const verdicts = await lab<unknown[]>('verdicts');
    expect(verdicts.at(-1)).toMatchObject({ ok: false, fault: { param: 'temprature' } });
  });
});
