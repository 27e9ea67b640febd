import type { StreamEvent } from '../mock-gateway/engine/exchange.js';
import type { Mutation } from '../mock-gateway/engine/mutation.js';
import { askOf, isObject, type JsonObject, jsonBytes, parsed, type When, withBody } from './edge.js';

/** What becomes of one JSON object, wherever it stands. */
export type DeepLie = (object: JsonObject) => JsonObject;

/** Applies a lie to every object of a JSON value, the inner ones first. */
function deeply(value: unknown, lie: DeepLie): unknown {
  if (Array.isArray(value)) return value.map((each) => deeply(each, lie));
  if (!isObject(value)) return value;
  return lie(deepMembers(value, lie));
}

function deepMembers(object: JsonObject, lie: DeepLie): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, deeply(value, lie)]));
}

/**
 * Tells the same lie wherever an object of the kind is told: in blocking answers, in events, and in what later
 * events repeat. So the lie is consistent, and only the rule about the object itself is broken.
 */
export function retellsDeeply(when: When, begin: (ask: ReturnType<typeof askOf>) => DeepLie): Mutation {
  return {
    async reply(request, next) {
      const reply = await next(request);
      const ask = askOf(request);
      if (!when(ask) || !(reply.body instanceof Uint8Array)) return reply;
      const json = parsed(reply.body);
      return json === undefined ? reply : withBody(reply, jsonBytes(deeply(json, begin(ask))));
    },
    async *events(events, request) {
      const ask = askOf(request);
      const lie = begin(ask);
      for await (const event of events) yield when(ask) && !(event instanceof Uint8Array) ? told(event, lie) : event;
    },
  };
}

function told(event: StreamEvent, lie: DeepLie): StreamEvent {
  return { ...event, ...lie(deepMembers(event, lie)) };
}
