/**
 * The adapter whose client runs in a headless Chromium: lines come in on standard input, go to the page, and what the
 * page answers goes out on standard output. Ends with exit code 77 where no Chromium is installed.
 */

import type { Page } from 'playwright-core';
import { LineReader } from '../adapter/lines.js';
import { writeText } from '../adapter/stdout.js';
import { installedChromium, startChromium } from './chromium.js';
import { servePage } from './page-server.js';

const executable = installedChromium();
if (executable === undefined) {
  console.error('No Chromium is installed: apt-get install chromium, or set CHROMIUM to its path.');
  process.exit(77);
}

const [served, browser] = await Promise.all([servePage(), startChromium(executable)]);
const page = await browser.newPage();
page.on('pageerror', (error) => console.error(error));
await page.exposeFunction('writeText', writeText);
await page.goto(served.url);
await page.waitForFunction('session !== undefined');

const lines = new LineReader((line) => void answer(page, line));
process.stdin.on('data', (chunk: Buffer) => lines.push(chunk));
process.stdin.on('end', () => void browser.close().finally(() => process.exit(0)));

/** Hands a request to the page. The page's own answers come through `writeText`, in their order. */
async function answer(inPage: Page, line: string): Promise<void> {
  const asked = `JSON.parse(${JSON.stringify(line)})`;
  await inPage.evaluate(`void session.handle(${asked}, (answer) => void writeText(JSON.stringify(answer)))`);
}
