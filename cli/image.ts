import { CannotJudge } from './exit.js';
import type { ImageTerms } from './settled.js';

/** A container that serves the target. */
export interface Served {
  /** Base URL, loopback. */
  readonly baseUrl: string;
  /** The end of what the container has printed. */
  log(): string;
  /** Stops and removes the container. */
  stop(): Promise<void>;
}

/** Where the container's port is: published by the engine, or on the machine's own network. */
const HOST_NETWORK = 'host';
const LOG_CHARACTERS = 64 * 1024;
const START_MS = 120_000;

/**
 * Starts the image of `--image` through testcontainers, which a user installs beside this package. Whether the gateway
 * inside is ready is found out as for any other target. Throws `CannotJudge` where there is no library, no engine or
 * no such image.
 */
export async function serveImage({ name, environment, port, network }: ImageTerms): Promise<Served> {
  // On the machine's own network the host is known; testcontainers would look for a bridge that may not be there.
  if (network === HOST_NETWORK) process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1';
  const { GenericContainer } = await library();
  let said = '';
  const container = new GenericContainer(name)
    .withEnvironment(environment)
    .withStartupTimeout(START_MS)
    .withLogConsumer((lines) => {
      lines.on('data', (line: unknown) => {
        said = (said + String(line)).slice(-LOG_CHARACTERS);
      });
    });
  const placed = network === HOST_NETWORK ? container.withNetworkMode(HOST_NETWORK) : container.withExposedPorts(port);
  try {
    const started = await placed.start();
    const where =
      network === HOST_NETWORK ? `127.0.0.1:${port}` : `${started.getHost()}:${started.getMappedPort(port)}`;
    return {
      baseUrl: `http://${where}`,
      log: () => said,
      stop: async () => {
        await started.stop({ remove: true });
      },
    };
  } catch (error) {
    throw new CannotJudge(`The container of ${name} did not start: ${textOf(error)}`, [
      `Is a container engine running, and is the image there? Try: docker run --rm ${name}`,
      ...(said === '' ? [] : ['What the container printed:', ...said.trimEnd().split('\n').slice(-20)]),
    ]);
  }
}

async function library(): Promise<typeof import('testcontainers')> {
  try {
    return await import('testcontainers');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new CannotJudge('--image needs the package testcontainers, which is not installed.', [
        'npm install --save-dev testcontainers@11',
      ]);
    }
    throw error;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
