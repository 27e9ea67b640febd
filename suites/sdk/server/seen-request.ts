import type { IncomingMessage } from 'node:http';
import type { HeaderList } from '../../../contracts/judge/exchange.js';
import type { Stop } from '../../../mock-gateway/engine/stop.js';
import { brokenBecause } from '../../assertions.js';
import type { SeenRequest } from './seen.js';
import type { Written } from './written.js';

/** A request that arrived; the server gives it its body and tells it when the client has left. */
export class ArrivedRequest implements SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
  readonly left: Promise<void>;
  /** Given when the body is whole. */
  index = -1;
  #body: Buffer = Buffer.alloc(0);
  #hasLeft = false;
  #leave: () => void = () => {};

  constructor(
    { method = '', url = '', rawHeaders }: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>,
    readonly connection: number,
    readonly at: number,
    private readonly stop: Stop,
    private readonly written: Written,
  ) {
    this.method = method;
    this.target = url;
    this.headers = Array.from({ length: rawHeaders.length >> 1 }, (_, n) => [
      rawHeaders[2 * n] ?? '',
      rawHeaders[2 * n + 1] ?? '',
    ]);
    this.left = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  header(name: string): string | undefined {
    return this.headerAll(name)[0];
  }

  headerAll(name: string): readonly string[] {
    const lower = name.toLowerCase();
    return this.headers.flatMap(([each, value]) => (each.toLowerCase() === lower ? [value] : []));
  }

  get body(): Uint8Array {
    return this.#body;
  }

  get text(): string {
    return this.#body.toString('utf8');
  }

  json(): unknown {
    try {
      return JSON.parse(this.text);
    } catch (error) {
      throw brokenBecause('The request body is no JSON.', {
        expected: 'a JSON body',
        actual: `${this.#body.byteLength} bytes: ${this.text.slice(0, 200)} (${error instanceof Error ? error.message : error})`,
      });
    }
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  wrote(): string {
    return this.written.text();
  }

  /** The body is whole. */
  received(body: Buffer, index: number): void {
    this.#body = body;
    this.index = index;
  }

  /** The client closed its end before the answer was complete. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.stop.stop('client-left');
    this.#leave();
  }
}
