import { AdapterDied, AdapterFault } from './faults.js';
import { tooLong } from './line-faults.js';
import { LineReader } from './line-reader.js';
import type { AdapterEnd, Transport, TransportEvents } from './transport.js';

/** How much of an answer that is no stream of lines is quoted. */
const QUOTED = 1024;

/** An adapter that listens: one POST is one request, and the lines of its answer are the answer's. */
export class HttpTransport implements Transport {
  readonly #open = new Map<string, AbortController>();
  readonly #ended: AdapterEnd = { exit: null, signal: null, killed: false };

  constructor(
    private readonly url: string,
    private readonly events: TransportEvents,
  ) {}

  send(id: string, line: string): void {
    const controller = new AbortController();
    this.#open.set(id, controller);
    this.#exchange(id, line, controller.signal).finally(() => this.#open.delete(id));
  }

  /** The adapter aborts what nobody listens to. */
  giveUp(id: string): void {
    this.#open.get(id)?.abort();
  }

  stderr(): string {
    return '';
  }

  async memory(): Promise<null> {
    return null;
  }

  async close(): Promise<AdapterEnd> {
    for (const controller of this.#open.values()) controller.abort();
    return this.#ended;
  }

  async #exchange(id: string, line: string, signal: AbortSignal): Promise<void> {
    const { events } = this;
    const reader = new LineReader({ line: events.line, tooLong: (start) => events.fault(tooLong(start)) });
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: line,
        signal,
        redirect: 'error',
      });
      const type = response.headers.get('content-type') ?? 'none';
      if (response.status !== 200 || !/^application\/(x-ndjson|json)\b/i.test(type)) {
        events.lost(id, await notLines(response, type));
        return;
      }
      for await (const chunk of response.body ?? []) reader.push(Buffer.from(chunk));
      const rest = reader.rest();
      if (rest.length > 0) events.line(rest);
      // Ignored where the operation has had its final answer.
      const hint = 'Keep the answer open until the final line was written.';
      events.unanswered(id, new AdapterFault('The answer to a POST ended without a final line.', null, hint));
    } catch (error) {
      if (!signal.aborted) events.lost(id, new AdapterDied(null, `none: ${reasonOf(error)}`, ''));
    }
  }
}

async function notLines(response: Response, type: string): Promise<AdapterFault> {
  const start = (await response.text()).slice(0, QUOTED);
  return new AdapterFault(
    `The adapter answered a POST with status ${response.status} and content type ${type}.`,
    start,
    'Answer 200 with application/x-ndjson, a line for each event and one for the final answer.',
  );
}

/** What `fetch` hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
