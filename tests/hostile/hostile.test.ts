import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Results } from '../../contracts/results.js';
import { built, cli } from '../built.js';
import { behaviours, hostile } from './servers.js';

/** Short, so that the file ends soon; the run's own clock is what is tested. */
const DEADLINE_S = 6;
/** Start-up, and the time that a worker may take to break its tests off. */
const SLACK_S = 6;
/** A run takes 200 to 340 MiB, as the collector likes it; without the caps the endless targets cost gigabytes. */
const MEMORY = 512 * 1024 * 1024;

/** A target that never completes an HTTP head cannot be judged; one that answers HTTP and misbehaves is judged. */
const CODES: Readonly<Record<string, 1 | 2>> = {
  'accepts and never answers': 2,
  resets: 2,
  'drips one byte a second': 2,
  'answers with HTTP/0.9 noise': 2,
  'endless pings': 1,
  'endless bytes': 1,
  'a line of 64 MB': 1,
  'a gzip bomb': 1,
  'ten thousand headers': 1,
  'invalid UTF-8': 1,
  'a Content-Length that is too long': 1,
  'closes after the headers': 1,
  'headers, then silence': 1,
};

let folder: string;
beforeAll(async () => {
  await built();
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a hostile target ends as a verdict', () => {
  test('every behaviour has an expected exit code', () => {
    expect(Object.keys(behaviours).sort()).toEqual(Object.keys(CODES).sort());
  });

  for (const [name, behaviour] of Object.entries(behaviours)) {
    test(name, { timeout: 40_000 }, async () => {
      const server = await hostile(behaviour);
      const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.json`);
      try {
        const run = await cli(
          [
            '--target',
            server.url,
            '--deadline',
            `${DEADLINE_S}s`,
            '--timeout',
            '2s',
            '--report',
            `json=${file}`,
            '--quiet',
          ],
          { env: { VAI_GATEWAY_API_KEY: 'canary-of-the-hostile-test' } },
        );
        expect.soft(run.code, run.stderr + run.stdout).toBe(CODES[name]);
        expect.soft(run.wallMs).toBeLessThan((DEADLINE_S + SLACK_S) * 1_000);
        expect.soft(run.peakBytes).toBeLessThan(MEMORY);
        const results: Results = JSON.parse(readFileSync(file, 'utf8'));
        expect(results.requirements.length).toBeGreaterThan(200);
        expect(results.requirements.filter((one) => one.status === 'passed' && one.level === 'MUST')).toEqual([]);
        expect(results.requirements.every((one) => one.status.length > 0)).toBe(true);
        expect(results.requirements.filter((one) => one.attribution === 'suite')).toEqual([]);
      } finally {
        server.close();
      }
    });
  }
});
