import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pact } from './pact-file.js';
import { verifierCopy } from './verifier-copy.js';
import { isSaid, type VerifierJob, type VerifierSays } from './verifier-job.js';
import { failuresOf } from './verifier-results.js';

/** The verifier cannot be run. */
export class VerifierUnusable extends Error {
  override readonly name = 'VerifierUnusable';
  constructor(
    /** `missing`: the package is not installed; `broken`: it does not load here, or died. */
    readonly why: 'missing' | 'broken',
    message: string,
  ) {
    super(message);
  }
}

export interface VerifyTerms {
  /** The provider. */
  readonly baseUrl: string;
  readonly providerVersion?: string;
  readonly pacts: readonly Pact[];
  /** Request headers that are set in place of those of an interaction, by lower-case name. */
  headers(pact: Pact, interaction: number): Readonly<Record<string, string>>;
}

export interface Verified {
  /** Version of the library. */
  readonly version: string;
  /** Of each pact, for each interaction, what did not match; nothing where all did. */
  readonly failures: readonly (readonly (readonly string[])[])[];
  /** All that the verifier printed. It may hold secrets. */
  readonly printed: string;
}

/** A verification of this many interactions may take this long before it is given up. */
const START_MS = 30_000;
const INTERACTION_MS = 35_000;
/** These would send what goes to this machine elsewhere. */
const PROXIES = /^(https?|all)_proxy$/i;

/**
 * Verifies pacts with the real Verifier, in a process of its own. Throws `VerifierUnusable` where the package is not there, does
 * not load, or dies.
 */
export async function verify(terms: VerifyTerms): Promise<Verified> {
  const folder = mkdtempSync(join(tmpdir(), 'pacts-'));
  try {
    const job: VerifierJob = {
      baseUrl: terms.baseUrl,
      ...(terms.providerVersion === undefined ? {} : { providerVersion: terms.providerVersion }),
      pacts: terms.pacts.map((pact, index) => {
        const path = join(folder, `${index}.json`);
        writeFileSync(path, verifierCopy(pact), { mode: 0o600 });
        return { path, provider: pact.provider, headers: pact.interactions.map((_, at) => terms.headers(pact, at)) };
      }),
    };
    const count = terms.pacts.reduce((sum, { interactions }) => sum + interactions.length, 0);
    const { says, printed } = await inChild(job, START_MS + count * INTERACTION_MS);
    if ('cannot' in says) throw new VerifierUnusable(says.cannot, says.message);
    const failures = terms.pacts.map((pact, index) => judged(pact, says.results[index] ?? ''));
    return { version: says.version, failures, printed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judged(pact: Pact, results: string): readonly (readonly string[])[] {
  try {
    return failuresOf(pact, results);
  } catch (error) {
    throw new VerifierUnusable('broken', `${pact.file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function inChild(job: VerifierJob, patienceMs: number): Promise<{ says: VerifierSays; printed: string }> {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const inherited = Object.entries(process.env).filter(([name]) => !PROXIES.test(name));
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL(`./verifier-child${extension}`, import.meta.url)), {
      silent: true,
      timeout: patienceMs,
      killSignal: 'SIGKILL',
      env: { ...Object.fromEntries(inherited), PACT_DO_NOT_TRACK: 'true' },
    });
    const printed: string[] = [];
    let says: VerifierSays | undefined;
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
    child.on('message', (message: unknown) => {
      if (isSaid(message)) says = message;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (says !== undefined) resolve({ says, printed: printed.join('') });
      else {
        const end = printed.join('').trimEnd().split('\n').slice(-5).join('\n');
        reject(new VerifierUnusable('broken', `it ended with ${signal ?? `exit code ${code}`} and no result. ${end}`));
      }
    });
    child.send(job);
  });
}
