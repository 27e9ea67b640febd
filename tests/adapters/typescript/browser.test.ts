import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { installedChromium } from '../../../adapters/typescript/browser/chromium.js';
import { packageRoot } from '../../../contracts/package-root.js';
import { built } from '../../built.js';

const chromium = installedChromium();

beforeAll(built, 120_000);

test.skipIf(chromium === undefined)('the client is judged in a headless Chromium', { timeout: 120_000 }, async () => {
  const script = join(packageRoot, 'adapters/typescript/browser/run.ts');
  const argv = ['--import', 'tsx', script, '--only', 'VAI-SDK-MST-001', '--only', 'VAI-SDK-ABT-004'];
  const run = spawn(process.execPath, argv, { cwd: packageRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  run.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const [code] = await once(run, 'close');
  expect(told).toMatch(/\(browser\)[\s\S]*2 passed, 0 failed/);
  expect(code).toBe(0);
});
