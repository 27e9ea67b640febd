import { EventStream } from '../engine/channel.js';
import { now } from '../engine/clock.js';
import type { Reply } from '../engine/exchange.js';
import { Stop } from '../engine/stop.js';
import { type Exchange, refusal, streamReply } from './answer.js';
import type { Limits } from './limits.js';
import type { Rules } from './rules.js';
import type { Settings } from './settings.js';

/** What a gateway that ends stops its streams with: they may still say so. */
export const GRACE_OVER = 'grace-over';

/** Which of the two kinds of stream. */
export type StreamKind = 'messages' | 'runs';

export const PING = { type: 'ping' } as const;

/** The streams that are open: how many there may be, their pings, and their end when the gateway ends. */
export class OpenStreams {
  readonly #work = new Set<Stop>();
  #drainedAt: number | undefined;
  #graceTimer: NodeJS.Timeout | undefined;
  #drainTimer: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly rules: Rules,
    private readonly limits: Limits,
  ) {
    if (settings.draining) this.drain();
  }

  get draining(): boolean {
    return this.#drainedAt !== undefined;
  }

  /**
   * Opens a stream and lets it be spoken. `speak` is done when nothing more is to be said; `stop` tells it that no one
   * listens any more, or, with `GRACE_OVER`, that the gateway ends and it has to come to its end at once.
   */
  open(kind: StreamKind, exchange: Exchange, speak: (stream: EventStream, stop: Stop) => Promise<void>): Reply {
    if (this.draining) {
      return refusal(exchange, 529, 'overloaded_error', 'gateway is draining', { code: 'draining' });
    }
    const free = this.limits.openStream(kind, exchange.principal);
    if (free === undefined) {
      return refusal(exchange, 429, 'rate_limit_error', 'too many concurrent streams', { retry_after: 1 });
    }
    const stream = new EventStream();
    const stop = Stop.under(exchange.controls.stop);
    const pings = this.#pings(kind, stream);
    this.#work.add(stop);
    let isOver = false;
    const over = (how: 'ended' | 'client-left') => {
      // A stream that was left ends, too: the first reason counts.
      if (isOver) return;
      isOver = true;
      clearInterval(pings);
      free(how);
      this.#left(stop);
    };
    stop.onStop((reason) => {
      if (reason !== GRACE_OVER) over('client-left');
    });
    if (this.settings.drain_after > 0) {
      this.#drainTimer ??= setTimeout(() => this.drain(), this.settings.drain_after);
    }
    speak(stream, stop)
      // What breaks here is the mock itself: the client sees its stream cut off, and nothing else stops.
      .catch(() => {})
      .finally(() => {
        over('ended');
        stream.end();
      });
    return streamReply(exchange, stream);
  }

  /** Behaves as after SIGTERM: no new streams, and those that run end with the grace period. Resolves when none is left. */
  drain(): Promise<void> {
    if (this.#drainedAt === undefined) {
      this.#drainedAt = now();
      this.#graceTimer = setTimeout(() => {
        for (const stop of this.#work) stop.stop(GRACE_OVER);
      }, this.settings.shutdown_grace_period);
      // A gateway that was started draining must not be kept alive by it. In browsers a timer is a number.
      this.#graceTimer.unref?.();
    }
    return this.#work.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    clearTimeout(this.#graceTimer);
    clearTimeout(this.#drainTimer);
  }

  #pings(kind: StreamKind, stream: EventStream): NodeJS.Timeout {
    const interval = this.settings.sse_ping_interval;
    stream.lastAt = now();
    return setInterval(
      () => {
        if (this.rules.pingDue(kind, now() - stream.lastAt, interval)) stream.push(PING);
      },
      Math.max(1, interval),
    );
  }

  #left(stop: Stop): void {
    this.#work.delete(stop);
    if (this.#work.size > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }
}
