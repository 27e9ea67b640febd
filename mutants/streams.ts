import type { StreamEvent, StreamItem } from '../mock-gateway/engine/exchange.js';
import type { Mutation } from '../mock-gateway/engine/mutation.js';
import { encodeFrame } from '../mock-gateway/engine/sse.js';
import { type Ask, always, askOf, type When } from './edge.js';

// What these lies see of a request is its head alone: when events are told, the server has let go of the body.

/** Picks events of a stream: by their type, or by looking at them. */
export type Pick = string | ((event: StreamEvent) => boolean);

/** What becomes of one event: nothing, itself, another one, or several. */
export type Retell = (event: StreamEvent, ask: Ask) => readonly StreamEvent[];

/** Whether the pick takes the event. */
export function picks(pick: Pick, event: StreamEvent): boolean {
  return typeof pick === 'string' ? event.type === pick : pick(event);
}

/**
 * Retells a stream event by event. `begin` is called once a stream, so that what it keeps belongs to that stream;
 * `atEnd` gives what is still to be said when the gateway has said its last event.
 */
export function retellsStream(
  when: When,
  begin: (ask: Ask) => { readonly each: Retell; readonly atEnd?: () => readonly StreamEvent[] },
): Mutation {
  return {
    async *events(events, request) {
      const ask = askOf(request);
      if (!when(ask)) {
        yield* events;
        return;
      }
      const { each, atEnd } = begin(ask);
      for await (const event of events) {
        if (event instanceof Uint8Array) yield event;
        else yield* each(event, ask);
      }
      if (atEnd !== undefined) yield* atEnd();
    },
  };
}

/** Retells every event that is picked. */
export function retellsEvents(pick: Pick, retell: Retell, when: When = always): Mutation {
  return retellsStream(when, () => ({
    each: (event, ask) => (picks(pick, event) ? retell(event, ask) : [event]),
  }));
}

/** Retells the first picked event of each stream. */
export function retellsFirst(pick: Pick, retell: Retell, when: When = always): Mutation {
  return retellsStream(when, () => {
    let seen = false;
    return {
      each(event, ask) {
        if (seen || !picks(pick, event)) return [event];
        seen = true;
        return retell(event, ask);
      },
    };
  });
}

/** Leaves picked events out. */
export function drops(pick: Pick, when: When = always): Mutation {
  return retellsEvents(pick, () => [], when);
}

/** Sends the first picked event twice. */
export function repeats(pick: Pick, when: When = always): Mutation {
  return retellsFirst(pick, (event) => [event, event], when);
}

/** Says something of its own before the first picked event. */
export function inserts(
  pick: Pick,
  extra: (event: StreamEvent, ask: Ask) => StreamEvent,
  when: When = always,
): Mutation {
  return retellsFirst(pick, (event, ask) => [extra(event, ask), event], when);
}

/** Says something of its own after the first picked event. */
export function appends(
  pick: Pick,
  extra: (event: StreamEvent, ask: Ask) => StreamEvent,
  when: When = always,
): Mutation {
  return retellsFirst(pick, (event, ask) => [event, extra(event, ask)], when);
}

/** Holds the first picked event back until just after the next event that `until` picks, or the end. */
export function delays(pick: Pick, until: Pick, when: When = always): Mutation {
  return retellsStream(when, () => {
    let held: StreamEvent | undefined;
    let done = false;
    return {
      each(event) {
        if (held === undefined && !done && picks(pick, event)) {
          held = event;
          return [];
        }
        if (held !== undefined && picks(until, event)) {
          const late = held;
          held = undefined;
          done = true;
          return [event, late];
        }
        return [event];
      },
      atEnd: () => (held === undefined ? [] : [held]),
    };
  });
}

/** Goes on after the last event. */
export function goesOn(extra: (ask: Ask) => readonly StreamEvent[], when: When = always): Mutation {
  return retellsStream(when, (ask) => ({ each: (event) => [event], atEnd: () => extra(ask) }));
}

/** Breaks the connection at the first picked event: in its place, or just after it. */
export function cuts(pick: Pick, place: 'before' | 'after', when: When = always): Mutation {
  return {
    async *events(events, request) {
      const told = when(askOf(request));
      for await (const event of events) {
        const here = told && !(event instanceof Uint8Array) && picks(pick, event);
        if (!here || place === 'after') yield event;
        // The server resets the connection of a stream that fails.
        if (here) throw new Error('cut on purpose');
      }
    },
  };
}

/** Writes picked frames as other bytes. */
export function reframes(pick: Pick, frame: (bytes: string, event: StreamEvent) => string | Uint8Array): Mutation {
  return {
    frame(bytes, event) {
      if (!picks(pick, event)) return bytes;
      const told = frame(Buffer.from(bytes).toString('utf8'), event);
      return typeof told === 'string' ? Buffer.from(told) : told;
    },
  };
}

/** The bytes of a whole stream, once it is over. */
export async function wholeStream(items: AsyncIterable<StreamItem>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const item of items) pieces.push(item instanceof Uint8Array ? item : encodeFrame(item));
  return Buffer.concat(pieces);
}
