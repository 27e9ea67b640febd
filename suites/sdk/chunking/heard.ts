import { program, sseHead } from '../server/replies.js';
import type { Handler } from '../server/seen.js';
import type { Call, SdkTrial } from '../trial.js';
import { cutBytes } from './cuts.js';
import type { Split } from './shrink.js';

/**
 * HTTP libraries join what they find in their buffers, so that a cut is none where both pieces have come before they
 * look: between two pieces the adapter has to answer something. One that does not do so at once is not waited for.
 */
const APART_MS = 20;

/** What of a call must not depend on where its stream was cut. */
export interface Heard {
  /** The events in the form in which they are compared. */
  readonly events: unknown;
  /** The pieces of text beside them, joined. */
  readonly text: string;
  /** The final value, or the error. */
  readonly end: unknown;
}

/** A call, and what was heard in it. */
export interface HeardCall {
  readonly call: Call;
  readonly heard: Heard;
}

/** Plays a split to an operation; a breach where no request for it arrives. */
export async function heardOf(t: SdkTrial, op: string, split: Split): Promise<HeardCall> {
  const call = await t.once(op, { reply: inPieces(t, split) });
  t.that(call.requests.length > 0, { what: 'The request', in: call, expected: 'one', actual: 'none arrived' });
  const { answer } = call;
  const end =
    answer.type === 'result'
      ? { value: t.normal(op, answer.value), text: answer.text ?? null }
      : { kind: answer.error.kind, type: answer.error.type ?? null, message: apiMessage(answer.error) };
  return { call, heard: { events: t.normal('events', [...call.events]), text: call.text, end } };
}

/** What a gateway said must come through; how an SDK words its own errors is its own matter, byte offsets included. */
function apiMessage({ kind, message }: { readonly kind: string; readonly message?: unknown }): unknown {
  return kind === 'api' ? message : null;
}

/** Each piece is one write, and between them the SDK has had a turn in which to read what was written. */
function inPieces(t: SdkTrial, { bytes, cuts }: Split): Handler {
  return () =>
    program(async function* () {
      yield sseHead();
      for (const [index, piece] of cutBytes(bytes, cuts).entries()) {
        if (index > 0) await t.roundTrip(APART_MS);
        yield { step: 'write', bytes: piece };
      }
      yield { step: 'end' };
    });
}
