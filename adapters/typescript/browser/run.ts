/**
 * Judges the client in a headless Chromium: serves the page, opens it there, and lets `vai-conformance sdk
 * --adapter-page` speak to it. Options of that command may follow. Needs the build (`npm run build`); ends with exit
 * code 77 where no Chromium is installed.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { installedChromium, startChromium } from './chromium.js';
import { servePage } from './page-server.js';

const SKIPPED = 77;
const COMMAND = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

const executable = installedChromium();
if (executable === undefined) {
  console.error('skipped: no Chromium is installed (apt-get install chromium, or CHROMIUM=PATH)');
  process.exit(SKIPPED);
}

const [served, browser, port] = await Promise.all([servePage(), startChromium(executable), freePort()]);
const address = new URL(served.url);
address.searchParams.set('relay', `http://127.0.0.1:${port}/${randomUUID()}`);
const page = await browser.newPage();
page.on('pageerror', (error) => console.error(error));
await page.goto(address.href);

const argv = [COMMAND, 'sdk', '--adapter-page', address.href, ...process.argv.slice(2)];
const judging = spawn(process.execPath, argv, { stdio: 'inherit' });
const [code] = await once(judging, 'exit');
await browser.close();
served.close();
process.exitCode = typeof code === 'number' ? code : 1;

/** A port for the relay, which is told to the page before the relay listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const bound = server.address();
  server.close();
  if (typeof bound !== 'object' || bound === null) throw new Error('No port is free.');
  return bound.port;
}
