import type { ContractDialect } from '../contracts/dialect.js';
import type { HeaderList } from '../contracts/judge/exchange.js';
import type { Discovered, Discovery } from '../suites/discovery.js';
import type { SubjectKeys } from '../suites/plan.js';
import type { Exchange } from '../suites/probe/exchange.js';
import { ProbeFailure } from '../suites/probe/failure.js';
import { Prober } from '../suites/probe/http.js';
import { bodyOf, headersOf } from '../suites/request-headers.js';
import type { ProbeRequest } from '../suites/trial.js';
import { CannotJudge } from './exit.js';

/** A target elsewhere, before anything is known of it. */
export interface Callee {
  readonly baseUrl: string;
  readonly keys: SubjectKeys;
  readonly headers: HeaderList;
}

/** How long a target may take to show that it is there. */
const HEAD_PATIENCE_MS = 5_000;
/** How long a question of the discovery may take. */
const ANSWER_PATIENCE_MS = 10_000;
const RETRY_EVERY_MS = 250;
const MAX_BYTES = 1024 * 1024;

/** Checks the form of a target's URL and returns it without a trailing slash. */
export function baseUrlOf(target: string): string {
  let url: URL;
  try {
    url = new URL(target);
  } catch {
    throw new CannotJudge(`--target '${target}' is no URL.`, [
      'Write it like http://127.0.0.1:8080, or: --target mock',
    ]);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CannotJudge(`--target '${target}' has the scheme '${url.protocol}', not http or https.`, [
      `Write it like http://${url.host || target}`,
    ]);
  }
  if (url.username !== '' || url.password !== '') {
    throw new CannotJudge('--target holds a user name or password.', ['Secrets come from the environment.']);
  }
  if (url.search !== '' || url.hash !== '') {
    throw new CannotJudge(`--target '${target}' has a query or a fragment.`, [
      'Name the base URL that the routes are joined to.',
    ]);
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Asks a target questions, with its usual headers and keys. */
export class Preflight {
  readonly #prober = new Prober();

  constructor(
    readonly dialect: ContractDialect,
    readonly callee: Callee,
  ) {}

  async close(): Promise<void> {
    await this.#prober.close();
  }

  /** Waits until the target answers with an HTTP head; throws `CannotJudge` where it does not. */
  async reach(greeting: ProbeRequest, waitMs: number, patienceMs: number | null): Promise<void> {
    const until = Date.now() + waitMs;
    for (;;) {
      try {
        await this.#ask(greeting, patienceMs ?? HEAD_PATIENCE_MS, true);
        return;
      } catch (error) {
        if (!(error instanceof ProbeFailure)) throw error;
        // More headers than the prober reads are still an answer in HTTP; the suite judges it.
        if (error.afterHead || error.kind === 'head-too-large') return;
        if (error.kind !== 'tls' && Date.now() < until) {
          await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
          continue;
        }
        throw new CannotJudge(`The target cannot be judged: ${error.message}.`, advice(error, this.callee.baseUrl));
      }
    }
  }

  /** Lets the dialect find out what it faces. */
  discover(discovery: Discovery, model: string, patienceMs: number | null, closely: boolean): Promise<Discovered> {
    const ask = (request: ProbeRequest) => this.#ask(request, patienceMs ?? ANSWER_PATIENCE_MS, false);
    return discovery.discover(ask, { hasKey: this.callee.keys.gateway !== null, model, closely });
  }

  /** Asks one question and reads the whole answer, or only its head. */
  async #ask(request: ProbeRequest, timeoutMs: number, headOnly: boolean): Promise<Exchange> {
    const url = new URL(this.callee.baseUrl);
    const body = bodyOf(request);
    const open = await this.#prober.open(
      {
        origin: url.origin,
        method: request.method ?? (body ? 'POST' : 'GET'),
        path: url.pathname.replace(/\/$/, '') + request.path,
        headers: headersOf(this.dialect, this.callee.headers, this.callee.keys, request),
        body,
        timeoutMs,
        maxBytes: MAX_BYTES,
        maxEvents: 1_000,
        signal: new AbortController().signal,
      },
      () => ({ kind: '', events: 0, bytes: 0, findings: [] }),
    );
    return headOnly ? open.close() : open.finish();
  }
}

function advice(error: ProbeFailure, baseUrl: string): string[] {
  const port = new URL(baseUrl).port;
  switch (error.kind) {
    case 'unreachable':
      return [
        'Check that the gateway runs, and that host and port are right.',
        'A gateway that is still starting: add --wait 30s.',
      ];
    case 'tls':
      return [
        'Check the certificate: issuer, host name, dates. NODE_EXTRA_CA_CERTS=FILE adds an issuer.',
        `If the gateway speaks plain HTTP${port ? ` on port ${port}` : ''}, write http:// instead of https://.`,
      ];
    case 'not-http':
      return [
        'Check that the port is that of the gateway, and http:// or https:// is right: something else answers there.',
      ];
    case 'no-head':
      return ['The connection is accepted, but nothing is answered. Check that the gateway is not stuck.'];
    default:
      return ['The connection is accepted and closed. Check host, port, and http:// or https://.'];
  }
}
