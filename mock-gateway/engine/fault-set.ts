import type { Socket } from 'node:net';
import type { GatewayApp } from './app.js';
import { now, waitUntil } from './clock.js';
import type { IncomingRequest, Reply } from './exchange.js';
import { FaultPlayer } from './fault-player.js';
import { type Fault, parseFault, printFault } from './fault-spec.js';
import { FaultDesk, type Hit, noted } from './faults.js';
import type { Journal, JournalPage } from './journal.js';
import type { Playing, Refusing } from './playing.js';
import { encodeFrame } from './sse.js';
import type { Stop } from './stop.js';

/** One exchange, as faults get at it. */
export interface BesetExchange {
  readonly app: GatewayApp;
  readonly page: JournalPage | undefined;
  readonly player: Playing & Refusing;
  readonly stop: Stop;
  /** Resolves when the client has left. */
  gone(): Promise<void>;
  /** Takes what broke in here. */
  failed(error: unknown): void;
}

/** What faults make of one exchange. */
export interface Beset {
  /** Where the answer is said: in front of the exchange's own player where faults may bend it. */
  readonly player: Playing;
  /** Lives through what comes before the answer. Resolves to an answer, to `over` where none may follow, or to `go-on`. */
  before(): Promise<Reply | 'over' | 'go-on'>;
}

/** The faults of one server. */
export class FaultSet {
  /** Their specs in canonical form. */
  readonly specs: readonly string[];
  readonly #desk: FaultDesk;

  /** Throws `FaultSpecError`. */
  constructor(specs: readonly string[], seed: number) {
    const faults = specs.map(parseFault);
    this.specs = faults.map(printFault);
    this.#desk = new FaultDesk(faults, seed);
  }

  /** Resets a connection that was accepted, if it is hit. The journal has a page for it, without a request. */
  accept(socket: Socket, journal: Journal | undefined): void {
    const fault = this.#desk.connection();
    if (fault === undefined) return;
    const page = journal?.open({ method: '', url: '', rawHeaders: [] }, now());
    for (const hit of noted([fault], page)) hit.firing();
    page?.ended('reset', now());
    socket.resetAndDestroy();
  }

  /** Decides what a request meets. */
  meet(request: IncomingRequest, exchange: BesetExchange): Beset {
    const { app, page, player } = exchange;
    const met = this.#desk.request(request, app.isHealthCheck(request));
    if (met === undefined) return { player, before: async () => 'go-on' };
    const early = noted(met.early, page);
    // What answers HEAD has no body to bend.
    const late = (streams: boolean) => (request.method === 'HEAD' ? [] : noted(met.late(streams), page));
    return {
      player: met.mayBend ? new FaultPlayer(player, late, edgeOf(exchange), exchange.failed) : player,
      before: () => before(early, request, exchange),
    };
  }
}

async function before(
  hits: readonly Hit[],
  request: IncomingRequest,
  exchange: BesetExchange,
): Promise<Reply | 'over' | 'go-on'> {
  const { app, player, stop } = exchange;
  for (const { fault, firing } of hits) {
    firing();
    const { kind, value = 0, retryAfter }: Fault = fault;
    if (kind === 'status') return app.failure(request, value, retryAfter);
    if (kind === 'delay') await waitUntil(now() + value, stop);
    if (kind === 'silence') await exchange.gone();
    if (kind === 'refuse') player.refuse();
    if (player.over) return 'over';
  }
  return 'go-on';
}

function edgeOf(exchange: BesetExchange) {
  const { probe } = exchange.app;
  const keepAlive = probe instanceof Uint8Array ? Buffer.from(probe) : encodeFrame(probe);
  return {
    stop: exchange.stop,
    isIdle: (frame: Buffer) => frame.equals(keepAlive) || !/^data/m.test(frame.toString('latin1')),
    gone: () => exchange.gone(),
  };
}
