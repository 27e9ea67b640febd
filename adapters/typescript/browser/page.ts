import type { Fields } from '../adapter/asked.js';
import { Session } from '../adapter/session.js';

/** How long a page that was opened before its relay listens waits until it asks again. */
const RETRY_MS = 100;

/**
 * The adapter as a page. A page cannot listen: it asks the relay of the harness for requests, a line each, and posts
 * the lines of its answers to it.
 */
class RelayedPage {
  readonly #relay: string;
  readonly #session = new Session({
    runtime: 'browser',
    hasEnvironment: false,
    print: (value) => [String(value), JSON.stringify(value) ?? ''],
  });
  #unsent: string[] = [];
  #posting = false;

  constructor(relay: string) {
    this.#relay = relay;
  }

  /** Works until the relay says that the suite is over. */
  async work(): Promise<void> {
    for (;;) {
      const poll = await fetch(this.#relay).catch(() => undefined);
      if (poll === undefined) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      else if (poll.status === 410) return;
      else if (poll.status === 200) this.#take(await poll.text());
    }
  }

  #take(lines: string): void {
    for (const line of lines.split('\n')) {
      if (line !== '') void this.#session.handle(JSON.parse(line), (answer) => this.#write(answer));
    }
  }

  async #write(answer: Fields): Promise<void> {
    this.#unsent.push(JSON.stringify(answer));
    if (!this.#posting) void this.#post();
  }

  /** One request at a time, so that lines arrive in their order. */
  async #post(): Promise<void> {
    this.#posting = true;
    while (this.#unsent.length > 0) {
      const body = this.#unsent.splice(0).join('\n');
      // A relay that has gone has nobody left to tell.
      await fetch(this.#relay, { method: 'POST', body }).catch(() => undefined);
    }
    this.#posting = false;
  }
}

/** The page's address names its relay: `?relay=http://127.0.0.1:PORT/PATH`. */
const { searchParams } = new URL(String(Reflect.get(globalThis, 'location')));
void new RelayedPage(searchParams.get('relay') ?? '').work();
