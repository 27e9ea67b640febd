import type { Exchange, SeenEvent, Trial } from '../../trial.js';
import { member } from './client.js';
import { type Ask, asked } from './scenarios.js';

/** An answer that came as asked for, ready to be looked into. */
export interface Answer {
  readonly exchange: Exchange;
  /** A member of the message, or of the run's result: `content[0].text`, `steps[0].tool_calls`. */
  at(path: string): unknown;
  /** Asserts what a member is. */
  is(path: string, expected: unknown, hint?: string): void;
  /** Asserts what the objects of an array hold; a gateway may put members into them that are not asked about. */
  lists(path: string, expected: readonly object[]): void;
}

/** Asks for a blocking message or run, which must succeed. */
export async function answered(t: Trial, ask: Ask): Promise<Answer> {
  const exchange = await asked(t, ask);
  t.equal(exchange.status, 200, { what: `the status of scenario '${ask.scenario}'`, in: exchange });
  return looking(t, exchange, ask.mouth === 'run' ? member(exchange.json(), 'result') : exchange.json());
}

/** Asks for a run stream, which must come to its end, and looks into its result. */
export async function completed(t: Trial, ask: Ask): Promise<Answer> {
  const exchange = await asked(t, ask);
  return looking(t, exchange, only(t, exchange, 'run_complete').data.result);
}

function looking(t: Trial, exchange: Exchange, value: unknown): Answer {
  return {
    exchange,
    at: (path) => member(value, path),
    is(path, expected, hint) {
      t.equal(member(value, path), expected, {
        what: path,
        in: exchange,
        path,
        ...(hint === undefined ? {} : { hint }),
      });
    },
    lists(path, expected) {
      const found = listOf(member(value, path)).map((one, i) => {
        const asked = Object.keys(expected[i] ?? {});
        return Object.fromEntries(Object.entries(recordOf(one)).filter(([name]) => asked.includes(name)));
      });
      t.equal(found, expected, { what: path, in: exchange, path });
    },
  };
}

/** The events of a type, in order. */
export function eventsOf(exchange: Exchange, type: string): readonly SeenEvent[] {
  return exchange.events.filter((event) => event.type === type);
}

/** The one event of this type that the stream has. */
export function only(t: Trial, exchange: Exchange, type: string): SeenEvent {
  const [event, second] = eventsOf(exchange, type);
  if (event && !second) return event;
  const types = exchange.events.map((one) => one.type).filter((name) => name !== 'stream_event' && name !== 'ping');
  return t.broken(`The stream has not just one ${type}.`, {
    in: exchange,
    expected: `one ${type}`,
    actual: types.length > 0 ? types.join(', ') : `status ${exchange.status}, no events`,
  });
}

/** The events of a run stream by name, what the model says and pings left out: the skeleton of the run. */
export function skeleton(exchange: Exchange): readonly string[] {
  return exchange.events.filter(({ type }) => type !== 'stream_event' && type !== 'ping').map(nameOf);
}

function nameOf({ type, data }: SeenEvent): string {
  return typeof data.index === 'number' ? `${type} ${data.index}` : type;
}

/** What the model's events of one step of a run stream were. */
export function innerEvents(exchange: Exchange): readonly Record<string, unknown>[] {
  return eventsOf(exchange, 'stream_event').map(({ data }) => recordOf(data.event));
}

/** A JSON object, or an empty one where the value is none. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A JSON array, or an empty one where the value is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
