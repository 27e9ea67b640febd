// A process of its own around the real Verifier: its library is native, prints to the standard output by itself, and takes
// the process with it where it fails.
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { INTERACTION_HEADER } from './verifier-copy.js';
import { isJob, type VerifierJob, type VerifierSays } from './verifier-job.js';

/** How long the provider may take for one answer. */
const ANSWER_MS = 30_000;

process.once('message', (job: unknown) => {
  if (!isJob(job)) throw new Error('Expected a job of verifier.ts.');
  run(job).then(
    (says) => process.send?.(says, () => process.disconnect()),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});

async function run(job: VerifierJob): Promise<VerifierSays> {
  const library = await load();
  if ('cannot' in library) return library;
  const results: string[] = [];
  for (const pact of job.pacts) {
    const verifier = new library.Verifier({
      provider: pact.provider,
      providerBaseUrl: job.baseUrl,
      pactUrls: [pact.path],
      logLevel: 'error',
      timeout: ANSWER_MS,
      ...(job.providerVersion === undefined ? {} : { providerVersion: job.providerVersion }),
      requestFilter(request: IncomingMessage, _response: unknown, next: () => void) {
        const name = INTERACTION_HEADER.toLowerCase();
        const number = Number(request.headers[name]);
        delete request.headers[name];
        for (const [header, value] of Object.entries(pact.headers[number] ?? {})) request.headers[header] = value;
        next();
      },
    });
    results.push(await verifier.verifyProvider().catch(resultsIn));
  }
  return { version: library.version, results };
}

/** A verification that did not succeed is thrown, its results as JSON in the message; any other text says why there are none. */
function resultsIn(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The library, or why it cannot be had. */
type Library =
  | { readonly Verifier: typeof import('@pact-foundation/pact').Verifier; readonly version: string }
  | { readonly cannot: 'missing' | 'broken'; readonly message: string };

async function load(): Promise<Library> {
  try {
    const { Verifier } = await import('@pact-foundation/pact');
    const manifest: unknown = createRequire(import.meta.url)('@pact-foundation/pact/package.json');
    const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '?';
    return { Verifier, version: String(version) };
  } catch (error) {
    const isMissing =
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
      error.message.includes('@pact-foundation/pact');
    return {
      cannot: isMissing ? 'missing' : 'broken',
      message: error instanceof Error ? error.message : String(error),
    };
  }
}
