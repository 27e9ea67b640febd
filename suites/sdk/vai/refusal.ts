import type { Call, CallOptions, SdkTrial } from '../trial.js';

/**
 * The SDK refuses what it is given before anything is sent: no request arrives, and the error is one of usage. The
 * same operation asked plainly must succeed beforehand, or a client that refuses everything would pass.
 */
export async function refused(t: SdkTrial, op: string, call: CallOptions, because: string): Promise<Call> {
  await t.control(op);
  const seen = await t.once(op, call);
  t.equal(seen.requests.length, 0, { what: `The number of requests that arrived, although ${because},`, in: seen });
  t.kind(seen, ['usage'], { what: `The refusal: ${because}`, in: seen });
  return seen;
}

/** Nothing of the answer, and nothing that the adapter wrote to stderr, contains the secret. */
export function keepsSecret(t: SdkTrial, call: Call, secret: string, what: string): void {
  const told = JSON.stringify([call.answer, call.lines]);
  t.that(!told.includes(secret), {
    what,
    in: call,
    expected: 'an answer without the secret',
    actual: 'an answer that quotes it',
    hint: 'Leave values of keys and URLs out of error texts.',
  });
}
