import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Results } from '../../contracts/results.js';
import { html } from '../../reports/html/index.js';
import { EVERYTHING, hostileResults, PAYLOADS } from './hostile.js';
import { failedResult, result, results } from './sample.js';

const CHROMIUM = '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What runs in the page is text: these tests are compiled for node, which knows no document.
const OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true";

const everyStatus = results([
  failedResult({ deviations: ['D-04'] }),
  result({ id: 'X-GW-AREA-002' }),
  result({
    id: 'X-GW-OTHER-001',
    level: 'SHOULD',
    status: 'untestable',
    reason: 'prerequisite',
    detail: 'why',
    tests: [],
  }),
  result({ id: 'X-GW-OTHER-002', status: 'error', reason: 'suite', detail: 'x', attribution: 'suite', tests: [] }),
  result({ id: 'X-GW-OTHER-003', status: 'expected-failure', detail: 'known', tests: [] }),
  result({ id: 'X-GW-OTHER-004', level: 'MAY', status: 'unexpected-pass', scored: false, tests: [] }),
  result({ id: 'X-GW-OTHER-005', status: 'skipped', reason: 'slow', detail: 'asked with --slow', tests: [] }),
]);
const drawn = results([
  failedResult({ tests: hostileResults('plain words').requirements[0]?.tests ?? [] }),
  result({ id: 'X-GW-AREA-002' }),
]);

/** The page over HTTP, where a browser asks for more than of a file: every request is kept. */
class Host {
  readonly asked: string[] = [];
  page = '';
  readonly #server: Server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    response.setHeader('content-type', 'text/html; charset=utf-8').end(this.page);
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

describe.skipIf(!existsSync(CHROMIUM))(`in ${CHROMIUM} (skipped where there is none)`, () => {
  const host = new Host();
  let browser: Browser;
  beforeAll(async () => {
    await host.open();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    host.close();
  });

  async function shown(
    runs: readonly [Results, ...Results[]],
    options: Parameters<Browser['newPage']>[0] = {},
    hash = '',
  ): Promise<Page> {
    host.page = html.render(...runs);
    host.asked.length = 0;
    const page = await browser.newPage(options);
    await page.goto(`${host.url}${hash}`);
    return page;
  }

  describe('what a subject says', () => {
    test('runs nowhere, asks for nothing, and stands there to be read', async () => {
      const page = await shown([hostileResults(), hostileResults(), everyStatus]);
      const errors: string[] = [];
      page
        .on('dialog', (dialog) => errors.push(dialog.message()))
        .on('pageerror', (error) => errors.push(error.message));
      await page.evaluate(OPEN_ALL);
      await page.mouse.move(200, 300);
      await page.keyboard.press('Tab');
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(host.asked).toEqual(['/']);
      expect(page.url()).toBe(host.url);
      expect(errors).toEqual([]);
      const count = (selector: string) => page.locator(selector).count();
      expect([await count('script'), await count('style'), await count('form')]).toEqual([1, 1, 1]);
      expect(
        await count('img, iframe, link, a, base, object, embed, meta[http-equiv=refresh], [style], [onload]'),
      ).toBe(0);
      const text = await page.locator('body').textContent();
      for (const payload of PAYLOADS.slice(0, -1)) expect(text).toContain(payload);
      await page.close();
    });

    test('could do nothing even if it stood there as markup', async () => {
      const page = await shown([everyStatus]);
      const markup = EVERYTHING.replace(/<meta[^>]*>/, '');
      await page.evaluate(`(() => {
        const place = document.createElement('div');
        document.body.append(place);
        place.innerHTML = ${JSON.stringify(markup)};
        const script = document.createElement('script');
        script.textContent = 'window.pwned = 10';
        document.body.append(script);
        new Image().src = '/leak/picture';
        fetch('/leak/fetch').catch(() => {});
        navigator.sendBeacon('/leak/beacon');
      })()`);
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(host.asked).toEqual(['/']);
      await page.close();
    });
  });

  describe('the reader', () => {
    const visible = (page: Page) => page.locator('details.row:visible').count();

    test('filters by status, level, area and text, and is told how much is left', async () => {
      const page = await shown([everyStatus]);
      expect(await page.locator('#shown').textContent()).toBe('7 of 7 requirements shown');
      await page.getByLabel('failed', { exact: true }).uncheck();
      expect(await page.locator('#shown').textContent()).toBe('6 of 7 requirements shown');
      await page.getByRole('button', { name: 'Reset' }).click();
      await page.getByLabel('Area').selectOption('OTHER');
      await expect.poll(() => visible(page)).toBe(5);
      await page.getByLabel('MAY').uncheck();
      expect(await visible(page)).toBe(4);
      await page.keyboard.press('Escape');
      await page.getByLabel('Text').fill('--slow');
      expect(await visible(page)).toBe(1);
      await page.getByLabel('Text').fill('nowhere to be found');
      expect(await page.locator('#nothing').isVisible()).toBe(true);
      await page.close();
    });

    test('filters by what one of several subjects did', async () => {
      const page = await shown([results([failedResult()]), results([result()], 'conformant')]);
      await page.locator('select[name=subject]').selectOption('2');
      await page.getByLabel('passed', { exact: true }).uncheck();
      expect(await visible(page)).toBe(0);
      await page.locator('select[name=subject]').selectOption('1');
      expect(await visible(page)).toBe(1);
      await page.close();
    });

    test('goes everywhere by keyboard: search with /, rows with Tab, open with Enter', async () => {
      const page = await shown([everyStatus]);
      await page.keyboard.press('/');
      await page.keyboard.type('X-GW-AREA-001');
      expect(await page.getByLabel('Text').inputValue()).toBe('X-GW-AREA-001');
      const row = page.locator('details.row:visible');
      for (let tabs = 0; tabs < 12; tabs++) {
        if ((await row.locator('> summary:focus').count()) > 0) break;
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      expect(await row.getAttribute('open')).toBe('');
      await page.close();
    });

    test('is led to a requirement by the address', async () => {
      const page = await shown([everyStatus], {}, '#X-GW-AREA-002');
      expect(await page.locator('#X-GW-AREA-002 .body').isVisible()).toBe(true);
      await page.close();
    });

    test('copies the command', async () => {
      const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
      host.page = html.render(everyStatus);
      const page = await context.newPage();
      await page.goto(`${host.url}#X-GW-AREA-001`);
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
        `curl -sS -X POST 'http://x/y' --data-binary '{}'`,
      );
      await context.close();
    });

    test('gets on paper what broke, opened, and no filters', async () => {
      const page = await shown([everyStatus]);
      await page.emulateMedia({ media: 'print' });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await page.locator('#X-GW-AREA-001 .failure').isVisible()).toBe(true);
      expect(await page.locator('#filters').isVisible()).toBe(false);
      await page.close();
    });

    test('sees everything without scripts too', async () => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      host.page = html.render(everyStatus);
      const page = await context.newPage();
      await page.goto(host.url);
      expect(await page.locator('#filters').isVisible()).toBe(false);
      expect(await page.locator('#X-GW-AREA-001').isVisible()).toBe(true);
      await context.close();
    });
  });

  test.each([
    ['one subject, wide, light', [everyStatus], 1400, 'light'],
    ['one subject, narrow, dark', [everyStatus], 390, 'dark'],
    ['a timeline, wide, dark', [drawn], 1400, 'dark'],
    ['a timeline, narrow, light', [drawn], 390, 'light'],
    ['several subjects, wide, light', [everyStatus, drawn], 1400, 'light'],
    ['several subjects, narrow, dark', [everyStatus, drawn], 390, 'dark'],
  ] as const)('no violation that axe knows: %s', async (_name, runs, width, colorScheme) => {
    const page = await shown([...runs] as [Results, ...Results[]], { viewport: { width, height: 900 }, colorScheme });
    await page.evaluate(OPEN_ALL);
    await page.evaluate(axe);
    const found = (await page.evaluate('axe.run()')) as {
      violations: { id: string; nodes: { html: string }[] }[];
      passes: unknown[];
    };
    expect(
      found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120))}`),
    ).toEqual([]);
    expect(found.passes.length).toBeGreaterThan(20);
    // Nothing is wider than the window: who reads on a narrow one scrolls in one direction.
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await page.close();
  });
});
