import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../contracts/package-root.js';
import type { Results } from '../../contracts/results.js';
import { built, cli } from '../built.js';
import { docker, type Engine, engine } from './engine.js';

const IMAGE = 'vai-conformance-mock:test';
const BASE = 'local-node:test';
/** No image registry can be reached, so testcontainers' own helper container cannot be fetched. */
const RYUK = { TESTCONTAINERS_RYUK_DISABLED: 'true' };

const found = await engine();
const folder = mkdtempSync(join(tmpdir(), 'image-'));
afterAll(async () => {
  if (typeof found !== 'string') await found.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

describe.skipIf(typeof found === 'string')(
  `in a container (${typeof found === 'string' ? found : found.version})`,
  () => {
    const there = found as Engine;

    beforeAll(async () => {
      await built();
      const base = spawnSync(process.execPath, ['scripts/local-base.mjs'], { cwd: packageRoot, maxBuffer: 1024 ** 3 });
      docker(there, ['import', '--change', 'ENV PATH=/usr/local/bin:/bin', '-', BASE], base.stdout);
      docker(there, ['build', '-q', '--build-arg', `BASE=${BASE}`, '-t', IMAGE, packageRoot]);
    }, 180_000);

    test('the image runs as nobody in particular, and is small', () => {
      const image = JSON.parse(docker(there, ['image', 'inspect', IMAGE]))[0];
      expect(image.Config.User).toBe('1000:1000');
      expect(image.Config.Healthcheck.Test[0]).toBe('CMD');
      const base = JSON.parse(docker(there, ['image', 'inspect', BASE]))[0];
      expect(image.Size - base.Size).toBeLessThan(12 * 1024 * 1024);
    });

    test('it becomes healthy, answers, and ends cleanly on SIGTERM', async () => {
      const id = docker(there, ['run', '-d', '--network', 'host', '-e', 'VAI_CONFORMANCE_PORT=8080', IMAGE]);
      try {
        const health = () => docker(there, ['inspect', '--format', '{{.State.Health.Status}}', id]);
        await expect.poll(health, { timeout: 30_000, interval: 250 }).toBe('healthy');
        docker(there, ['stop', '--time', '10', id]);
        expect(docker(there, ['inspect', '--format', '{{.State.ExitCode}}', id])).toBe('0');
      } finally {
        docker(there, ['rm', '-f', id]);
      }
    }, 60_000);

    test('--image judges it: the verdict of --target mock, and the container is gone', async () => {
      const port = await freePort();
      const file = join(folder, 'image.json');
      const run = await cli(
        [
          ...['--image', IMAGE, '--image-network', 'host', '--image-port', String(port)],
          ...['--image-env', `VAI_CONFORMANCE_PORT=${port}`, '--quiet', '--report', `json=${file}`],
        ],
        { env: { ...there.env, ...RYUK, VAI_GATEWAY_API_KEY: 'vai_sk_mock' } },
      );
      expect(run.code, run.stderr + run.stdout).toBe(0);
      const results: Results = JSON.parse(readFileSync(file, 'utf8'));
      expect(results.summary.verdict).toBe('conformant');
      expect(results.subject.target).toBe(IMAGE);
      expect(results.summary.passed).toBeGreaterThan(300);
      expect(docker(there, ['ps', '-aq'])).toBe('');
    }, 120_000);

    test('a container that never gets ready ends with its log and exit code 2', async () => {
      const run = await cli(
        [
          ...['--image', IMAGE, '--image-network', 'host', '--image-port', String(await freePort())],
          ...['--image-env', 'VAI_CONFORMANCE_PORT=0', '--wait', '2s', '--quiet'],
        ],
        { env: { ...there.env, ...RYUK, VAI_GATEWAY_API_KEY: 'vai_sk_mock' } },
      );
      expect(run.code).toBe(2);
      expect(run.stderr).toContain('What the container printed');
      expect(run.stderr).toContain('base URL');
      expect(docker(there, ['ps', '-aq'])).toBe('');
    }, 60_000);
  },
);

describe('--image without a container', () => {
  test('says that it does not start, with exit code 2', async () => {
    await built();
    const run = await cli(['--image', 'no-such-image:ever', '--quiet'], {
      env: { DOCKER_HOST: 'unix:///nowhere/docker.sock', ...RYUK, VAI_GATEWAY_API_KEY: 'x' },
    });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/did not start|no container/i);
  }, 60_000);

  test('two targets are one too many', async () => {
    await built();
    const run = await cli(['--image', 'a', '--target', 'mock']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--target and --image');
  });
});
