import { now } from './clock.js';
import type { IncomingRequest } from './exchange.js';
import { FAULT_NAMES, kindOf } from './fault-kinds.js';
import { type Fault, printFault } from './fault-spec.js';
import type { JournalPage } from './journal.js';

/** A fault that will hit one exchange, and is in its journal already. */
export interface Hit {
  readonly fault: Fault;
  /** Notes that it happens now. */
  firing(): void;
}

const BEFORE_REQUEST = ['refuse-connection'];
const BEFORE_ANSWER = ['delay', 'silence', 'refuse', 'status'];

interface Counted {
  readonly fault: Fault;
  readonly index: number;
  hits: number;
}

/** The faults of one server: decides which requests each of them hits. */
export class FaultDesk {
  readonly #faults: readonly Counted[];
  #requests = 0;
  #connections = 0;

  /** Faults act in the order of their kinds, those of one kind in the order given. */
  constructor(
    faults: readonly Fault[],
    private readonly seed: number,
  ) {
    this.#faults = faults
      .map((fault, index) => ({ fault, index, hits: 0 }))
      .sort((one, other) => FAULT_NAMES.indexOf(one.fault.kind) - FAULT_NAMES.indexOf(other.fault.kind));
  }

  /** What happens to a connection that was just accepted. */
  connection(): Fault | undefined {
    this.#connections += 1;
    return this.#chosen(this.#of(BEFORE_REQUEST), this.#connections)[0];
  }

  /** Looks at a request. Preflights are never hit: a browser that gets no answer to one does not send the request. */
  request(request: IncomingRequest, isHealthCheck: boolean): RequestFaults | undefined {
    if (request.method === 'OPTIONS' && request.header('access-control-request-method') !== undefined) return undefined;
    const concerned = this.#faults.filter(({ fault: { path } }) =>
      path === undefined ? !isHealthCheck : matches(path, request.path),
    );
    if (concerned.length === 0) return undefined;
    this.#requests += 1;
    const number = this.#requests;
    const early = this.#chosen(
      concerned.filter(({ fault }) => BEFORE_ANSWER.includes(fault.kind)),
      number,
    );
    const late = concerned.filter(({ fault: { kind } }) => ![...BEFORE_REQUEST, ...BEFORE_ANSWER].includes(kind));
    return {
      early,
      mayBend: late.length > 0,
      late: (streams) =>
        this.#chosen(
          late.filter(({ fault }) => streams || (kindOf(fault.kind).streams !== true && fault.at?.unit !== 'event')),
          number,
        ),
    };
  }

  #of(kinds: readonly string[]): readonly Counted[] {
    return this.#faults.filter(({ fault }) => kinds.includes(fault.kind));
  }

  /** Those of the candidates that hit, by the seed and the number of the request; each is counted. */
  #chosen(candidates: readonly Counted[], number: number): Fault[] {
    return candidates
      .filter((each) => {
        const { times = Number.POSITIVE_INFINITY, rate = 1 } = each.fault;
        const hit = each.hits < times && share(this.seed, each.index, number) < rate;
        if (hit) each.hits += 1;
        return hit;
      })
      .map(({ fault }) => fault);
  }
}

/** The faults that one request meets. */
export interface RequestFaults {
  /** Those that act before there is an answer. */
  readonly early: readonly Fault[];
  /** Whether there are any that act on answers. */
  readonly mayBend: boolean;
  /** Those that act on the answer, decided once its head is known. */
  late(streams: boolean): readonly Fault[];
}

/** Writes faults into the journal of an exchange, before any of them acts. */
export function noted(faults: readonly Fault[], page: JournalPage | undefined): Hit[] {
  return faults.map((fault) => {
    const fired = page?.decided(printFault(fault), now());
    return { fault, firing: () => fired?.(now()) };
  });
}

function matches(glob: string, path: string): boolean {
  const pattern = glob
    .split('*')
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`, 's').test(path);
}

/** A number from 0 to under 1 that depends on all three and on nothing else. */
function share(seed: number, index: number, number: number): number {
  let hash =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35) ^ Math.imul(number, 0x27d4eb2f);
  for (const by of [0x85ebca6b, 0xc2b2ae35]) hash = Math.imul(hash ^ (hash >>> 15), by);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
