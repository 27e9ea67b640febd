import { setTimeout as pause } from 'node:timers/promises';
import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import type { WireStep } from '../../../mock-gateway/engine/wire.js';
import { type Frame, program, sse, sseHead, write } from '../server/replies.js';
import type { Call, CallOptions, Running, Script, SdkTrial } from '../trial.js';
import { objectOf } from './operations.js';

/** How long a script waits for an event that has to come out before it goes on writing without it. */
const PATIENCE_MS = 500;
/** How long a stream goes on coming byte by byte. */
const BYTES_MS = 3_000;
const LARGER_PIECE = 32;

/** A stream was read: the operation succeeds, and hands over just these events, hidden pings aside. */
export async function delivers(
  t: SdkTrial,
  op: string,
  reply: Script,
  events: readonly StreamEvent[],
  what: string,
  call: Omit<CallOptions, 'reply'> = {},
): Promise<Call> {
  const seen = await t.once(op, { ...call, reply });
  seen.result();
  t.same('events', [...seen.events], events, { what: `The events of ${what}`, in: seen });
  return seen;
}

/** The final value of a stream of these events; the operation must succeed. */
export async function finalOf(
  t: SdkTrial,
  op: string,
  events: readonly StreamEvent[],
  call: Omit<CallOptions, 'reply'> = {},
): Promise<{ readonly call: Call; readonly final: Readonly<Record<string, unknown>> }> {
  const seen = await t.once(op, { ...call, reply: sse(events) });
  const { value } = seen.result();
  return { call: seen, final: objectOf(value) };
}

/** Where the final value is claimed, it is this one. */
export function endsAs(t: SdkTrial, call: Call, expected: unknown, what: string): void {
  if (!t.has('final', call.op)) return;
  t.same(call.op, call.result().value, expected, { what: `The final value of ${what}`, in: call });
}

/**
 * Each byte in a write of its own, a millisecond apart: HTTP libraries join what has come before they look. Where a
 * millisecond takes much longer, the rest comes in larger pieces, lest its silence looks like a hang.
 */
export function byteByByte(body: Uint8Array): Script {
  return () =>
    program(async function* () {
      yield sseHead();
      const until = performance.now() + BYTES_MS;
      for (let at = 0; at < body.byteLength; ) {
        const size = performance.now() < until ? 1 : LARGER_PIECE;
        yield write(body.subarray(at, at + size));
        at += size;
        await pause(1);
      }
      yield { step: 'end' };
    });
}

/** What a script may wait for while it writes. */
export interface Onlooker {
  /** Whether the n-th event (from 1) came out of the SDK within the time. */
  saw(n: number, withinMs?: number): Promise<boolean>;
  /** Whether the operation ended within the time. */
  ended(withinMs: number): Promise<boolean>;
}

/** A call whose server looks at what the SDK has handed over so far: its steps may wait for that. */
export async function watched(
  t: SdkTrial,
  op: string,
  steps: (onlooker: Onlooker) => AsyncIterable<WireStep>,
  call: Omit<CallOptions, 'reply'> = {},
): Promise<Call> {
  // The request cannot arrive before `start` has returned its promise.
  const running: Promise<Running> = t.start(op, {
    ...call,
    reply: () =>
      program(() =>
        steps({
          saw: async (n, withinMs = PATIENCE_MS) => within((await running).event(n), withinMs),
          ended: async (withinMs) => within((await running).done, withinMs),
        }),
      ),
  });
  return (await running).done;
}

/**
 * A stream in two chunks for certain: the first begins with a whole frame, and the second is written once its event has
 * come out.
 */
export function inTwo(t: SdkTrial, op: string, first: Frame, second: Frame): Promise<Call> {
  return watched(t, op, async function* (onlooker) {
    yield sseHead();
    yield write(first);
    await onlooker.saw(1);
    yield write(second);
    yield { step: 'end' };
  });
}

/** Whether a promise came to something, whatever it was, within the time. */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const came = promise.then(
    (value) => value !== undefined,
    () => true,
  );
  const first = await Promise.race([came, late]);
  clearTimeout(timer);
  return first;
}
