import type { AdapterLink } from './adapter/index.js';
import { LoopbackServer, type ServerTerms } from './server/script-server.js';

/** A server and the name of a client that one operation at a time has to itself. */
export interface Lane {
  readonly server: LoopbackServer;
  /** Undefined where the SDK cannot share clients. */
  readonly share: string | undefined;
  /** The adapter's process that holds the client. */
  readonly process: number;
}

/** Nothing that a lane's server says unasked. */
const NOTHING = () => [];

/**
 * Servers and shared clients that operations use one after the other: a client made anew for each call costs up to 30
 * ms. A lane on which anything out of the ordinary happened is not used again.
 */
export class Lanes {
  readonly #free: Lane[] = [];
  readonly #all = new Set<Lane>();
  #made = 0;

  constructor(
    private readonly link: AdapterLink,
    private readonly shares: boolean,
    private readonly terms: ServerTerms,
  ) {}

  /** A lane that nobody else uses. */
  async take(): Promise<Lane> {
    for (let lane = this.#free.pop(); lane !== undefined; lane = this.#free.pop()) {
      // A client that died with its process cannot be used, nor can one that a request came from when nobody asked.
      if (lane.process === this.link.restarts && !lane.server.spoiled) return lane;
      this.#drop(lane);
    }
    const server = await LoopbackServer.start(NOTHING, {}, this.terms);
    const share = this.shares ? `lane-${++this.#made}` : undefined;
    const lane = { server, share, process: this.link.restarts };
    this.#all.add(lane);
    return lane;
  }

  /** Gives a lane back; `clean`: its operation ended as it should. */
  release(lane: Lane, clean: boolean): void {
    lane.server.use(NOTHING);
    lane.server.hush();
    if (clean && !lane.server.spoiled && lane.process === this.link.restarts) this.#free.push(lane);
    else this.#drop(lane);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((lane) => lane.server.close()));
  }

  #drop(lane: Lane): void {
    this.#all.delete(lane);
    lane.server.close();
    if (lane.share === undefined || lane.process !== this.link.restarts) return;
    // The answer is of no interest: a client that cannot be forgotten is never used again all the same.
    this.link.start('forget', { share: lane.share }).answer.catch(() => {});
  }
}
