import { now } from '../../mock-gateway/engine/clock.js';
import { brokenBecause, NotAsked, RequirementBroken } from '../assertions.js';
import { AdapterDied, AdapterHung, type EventLine, type FinalLine, type Operation } from './adapter/index.js';
import { type CallParts, EndedCall, type SeenCall } from './call.js';
import type { Lane } from './lanes.js';
import { LoopbackServer } from './server/script-server.js';
import type { Script, ScriptServer, SeenRequest } from './server/seen.js';
import type { Session } from './session.js';
import type { Call, CallOptions, Running } from './trial.js';

/** What a test's calls leave behind. */
export interface CallLog {
  /** How often anything was asserted. */
  assertions: number;
  /** The call that was begun or ended last. */
  last: SeenCall | undefined;
  /** The process died while an operation of this test was in flight. */
  died: AdapterDied | undefined;
  /** The first thing that a script of this test threw. */
  scriptError: unknown;
  /** Frees what the test holds; run when it has ended. */
  readonly cleanup: (() => void | Promise<void>)[];
}

/** Where an operation is sent. */
interface Place {
  readonly server: ScriptServer;
  readonly own: LoopbackServer | undefined;
  readonly lane: Lane | undefined;
}

/** Starts operations of one test and follows them to their end. */
export class Calls {
  constructor(
    private readonly session: Session,
    readonly log: CallLog,
  ) {}

  /** A server of the test. */
  async serve(script: Script, host?: '127.0.0.1' | '::1'): Promise<LoopbackServer> {
    const server = await LoopbackServer.start(script, host === undefined ? {} : { host }, this.session.servers);
    server.onPlayed((_request, error) => this.#threw(error));
    this.log.cleanup.push(() => server.close());
    return server;
  }

  async start(op: string, call: CallOptions): Promise<RunningCall> {
    const { dialect } = this.session.terms;
    if (this.session.isMute) throw mute(op);
    const place = await this.#place(op, call);
    const client = this.#client(op, call, place);
    const request = call.request === undefined ? dialect.request(op) : call.request;
    const { options } = call;
    const from = place.server.requests.length;
    const fields = { client, request, ...(options === undefined ? {} : { options }) };
    // Of a shared client only the name counts.
    const operation = this.session.link.start(op, op === 'forget' ? { share: client.share } : fields);
    const running = new RunningCall(op, operation, place.server, from, {
      asked: { request, client, ...(options === undefined ? {} : { options }) },
      sends: dialect.target(op) !== null,
      looked: () => {
        this.log.assertions++;
      },
    });
    this.log.last = running;
    this.#follow(running, operation, place, from);
    return running;
  }

  #threw(error: unknown): void {
    this.log.scriptError ??= error;
  }

  async #place(op: string, call: CallOptions): Promise<Place> {
    const script = call.reply ?? this.session.terms.dialect.reply(op);
    if (call.server !== undefined) return { server: call.server, own: undefined, lane: undefined };
    const { client, base, baseUrl, fresh } = call;
    if (fresh || client !== undefined || base !== undefined || baseUrl !== undefined) {
      const own = await this.serve(script);
      return { server: own, own, lane: undefined };
    }
    const lane = await this.session.lanes.take();
    lane.server.use(script);
    return { server: lane.server, own: lane.server, lane };
  }

  /** The constructor's fields: the usual ones as far as the SDK claims them, and what the call says about them. */
  #client(op: string, call: CallOptions, { server, lane }: Place): Record<string, unknown> {
    const { canaries, dialect } = this.session.terms;
    const usual = { base_url: call.baseUrl ?? server.origin + (call.base ?? ''), ...canaries.client };
    const client: Record<string, unknown> = {};
    for (const [name, value] of Object.entries({ ...usual, ...call.client })) {
      const feature = dialect.clientFeatures[name];
      const passed = feature === undefined || this.session.has(feature, op) || name in (call.client ?? {});
      if (value !== null && value !== undefined && passed) client[name] = value;
    }
    if (lane?.share !== undefined) client.share = lane.share;
    return client;
  }

  #follow(running: RunningCall, operation: Operation, { server, own, lane }: Place, from: number): void {
    const { log, session } = this;
    const stop = own?.onPlayed((request, error) => {
      if (lane !== undefined) this.#threw(error);
      if (request.index >= from && endsForGood(request)) operation.scriptEnded();
    });
    let ended = false;
    const finished = running.done.then(
      (call) => {
        log.last = call;
        session.ended(true);
        return true;
      },
      (error) => {
        if (error instanceof AdapterDied) log.died = error;
        if (error instanceof RequirementBroken || error instanceof AdapterDied) session.ended(false);
        return false;
      },
    );
    const over = finished.then((clean) => {
      ended = true;
      stop?.();
      if (lane === undefined) return;
      // The test may still want to see the SDK close a connection whose answer is not complete.
      if (lane.server.busy) log.cleanup.push(() => session.lanes.release(lane, false));
      else session.lanes.release(lane, clean);
    });
    log.cleanup.push(() => {
      if (ended) return;
      // Nobody waits for it any more: its server goes away, and the link sees to it that it ends.
      if (server instanceof LoopbackServer) server.hush();
      operation.scriptEnded();
      return over;
    });
  }
}

/** Whether the SDK has all that it will get for this request, and may not ask again. */
function endsForGood(request: SeenRequest): boolean {
  const status = /^\d+/.exec(request.wrote())?.[0];
  return request.method !== 'GET' && (status === undefined || status.startsWith('2'));
}

/** An operation under way. */
export class RunningCall implements Running, SeenCall {
  answer: FinalLine | undefined;
  readonly requested: Promise<SeenRequest>;
  readonly done: Promise<Call>;
  readonly #startedAt = now();

  constructor(
    readonly op: string,
    private readonly operation: Operation,
    readonly server: ScriptServer,
    private readonly from: number,
    private readonly facts: Pick<CallParts, 'asked' | 'sends' | 'looked'>,
  ) {
    this.requested = this.#requested();
    this.done = this.#done();
    // Whoever waits for them sees them fail; a test may wait for neither.
    this.requested.catch(() => {});
    this.done.catch(() => {});
  }

  get asked(): Call['asked'] {
    return this.facts.asked;
  }

  get requests(): readonly SeenRequest[] {
    return this.server.requests.slice(this.from);
  }

  get lines(): readonly EventLine[] {
    return this.operation.events;
  }

  event(n: number): Promise<EventLine | undefined> {
    return this.operation.event(n);
  }

  abort(how?: 'signal' | 'close'): Promise<FinalLine> {
    return this.operation.abort(how);
  }

  async #requested(): Promise<SeenRequest> {
    const { op, server, from, operation } = this;
    const request = server.request(from + 1);
    // Lost where the operation ends first: the server may be gone by then.
    request.catch(() => {});
    const first = await Promise.race([request, operation.answer]);
    if ('method' in first) {
      operation.requestArrived();
      return first;
    }
    // Both may have come in the same turn.
    const late = server.requests[from];
    if (late !== undefined) return late;
    throw brokenBecause(`${op} ended without a request.`, {
      expected: 'a request',
      actual: `none arrived at the server; the answer was ${JSON.stringify(first)}`,
    });
  }

  async #done(): Promise<Call> {
    const { op, operation, server, facts } = this;
    let answer: FinalLine;
    try {
      answer = await operation.answer;
    } catch (error) {
      throw error instanceof AdapterHung ? hung(error) : error;
    }
    this.answer = answer;
    const { requests } = this;
    const since = requests[0]?.at ?? this.#startedAt;
    const call = new EndedCall({
      ...facts,
      op,
      lines: operation.events,
      answer,
      requests,
      server,
      tookMs: now() - since,
    });
    if (answer.type === 'error' && answer.error.kind === 'unsupported') {
      const what = answer.error.param ?? answer.error.message ?? 'this';
      throw new NotAsked('skipped', 'capability-not-declared', `the SDK has no place for ${what} in ${op}`);
    }
    return call;
  }
}

/** An operation that hangs breaks whatever rule it was asked for. */
export function hung(error: AdapterHung): RequirementBroken {
  return brokenBecause(`${error.op} did not come to an end.`, {
    expected: 'a result or an error',
    actual: error.message,
    hint: 'End the call, or the iteration, once the answer is over.',
  });
}

function mute(op: string): Error {
  return brokenBecause(`${op} was not asked any more: no operation of this SDK has ever come to an end.`, {
    expected: 'a result or an error',
    actual: 'nothing, to any operation before',
    hint: 'Ask one operation alone: --smoke.',
  });
}
