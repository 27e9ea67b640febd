import type { AdapterLink, Described, EventLine, FinalLine, Operation } from '../../../suites/sdk/adapter/index.js';

type Fields = Readonly<Record<string, unknown>>;

/** What an SDK does with an operation; `say` hands over an event. Throwing is an adapter that dies, hangs or babbles. */
export type Behaviour = (
  op: string,
  fields: Fields,
  say: (event: Fields, text?: string) => void,
) => Promise<Omit<FinalLine, 'id'>>;

/** An adapter in this process, for tests of what is behind the link. */
export class FakeLink implements AdapterLink {
  readonly faults = [];
  restarts = 0;
  closed = false;
  /** Operations in flight now, and at most. */
  readonly flight = { now: 0, most: 0 };
  readonly asked: { readonly op: string; readonly fields: Fields }[] = [];
  #next = 0;

  constructor(
    private readonly behaviour: Behaviour,
    readonly described: Described = describedAs(),
  ) {}

  start(op: string, fields: Fields): Operation {
    this.asked.push({ op, fields });
    const id = String(++this.#next);
    const events: EventLine[] = [];
    const waiting: (() => void)[] = [];
    const state = { ended: false };
    const wake = () => {
      for (const go of waiting.splice(0)) go();
    };
    const say = (event: Fields, text?: string) => {
      events.push({ id, type: 'event', event, ...(text === undefined ? {} : { text }) });
      wake();
    };
    this.flight.now++;
    this.flight.most = Math.max(this.flight.most, this.flight.now);
    const answer = this.behaviour(op, fields, say)
      .then((line) => ({ ...line, id }) as FinalLine)
      .finally(() => {
        this.flight.now--;
        state.ended = true;
        wake();
      });
    answer.catch(() => {});
    return {
      id,
      op,
      events,
      answer,
      async event(n) {
        while (events.length < n && !state.ended) await new Promise<void>((go) => waiting.push(go));
        return events[n - 1];
      },
      abort: async () => ({ id, type: 'result' }),
      requestArrived() {},
      scriptEnded() {},
      lastSign: 0,
      get ended() {
        return state.ended;
      },
    };
  }

  stderr(): string {
    return '';
  }

  async memory(): Promise<number | null> {
    return null;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** An SDK that claims little. */
export function describedAs(claims: Partial<Described> = {}): Described {
  return {
    protocol: 1,
    dialect: 'toy',
    runtime: 'node',
    sdk: { name: 'toy-sdk', version: '1.2.3', language: 'none' },
    operations: ['things.get'],
    features: new Map([['share', 'all' as const]]),
    errorFields: new Set(['message']),
    resultFields: new Set(['value']),
    mergedKinds: [],
    env: [],
    streamTimeout: null,
    unknownFeatures: [],
    ...claims,
  };
}
