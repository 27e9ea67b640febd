import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { RequirementBroken } from '../../assertions.js';
import type { SdkTrial } from '../trial.js';
import { type Cuts, cutBytes } from './cuts.js';
import { type Heard, type HeardCall, heardOf } from './heard.js';
import { type Split, shrink } from './shrink.js';

/** Streams in flight at once; more of them do not end sooner on two cores. */
const AT_ONCE = 8;
/** What the search for the smallest failure may cost: a second or two, and more only where the SDK hangs. */
const BUDGET = { tries: 600, ms: 8_000 };
const SHOWN_CHARACTERS = 600;

/**
 * The rule of all chunk boundaries: what the SDK hands over does not depend on them. The body is played in one write,
 * and then cut in each of these ways; `expected` is how many events the one write must give at least, so that an SDK
 * which hears nothing at all does not pass. A failure is shrunk, kept as a recording, and shown.
 */
export async function unchangedByCuts(
  t: SdkTrial,
  op: string,
  bytes: Uint8Array,
  ways: readonly Cuts[],
  expected: number,
): Promise<void> {
  const whole = await heardOf(t, op, { bytes, cuts: [] });
  t.that(whole.call.lines.length >= expected, {
    what: 'The stream in one write',
    in: whole.call,
    expected: `at least ${expected} events`,
    actual: `${whole.call.lines.length}`,
  });
  const broken: Split[] = [];
  await t.all(
    ways,
    async (cuts) => {
      if (broken.length > 0) return;
      const split = { bytes, cuts };
      if (!isDeepStrictEqual((await whatever(t, op, split)).heard, whole.heard)) broken.push(split);
    },
    AT_ONCE,
  );
  const [first] = broken;
  if (first !== undefined) await tell(t, op, first);
  t.proved(`${ways.length} ways to cut ${bytes.byteLength} bytes`);
}

/** Plays a split and its bytes uncut; whether the SDK heard two different things, though uncut it was no protocol error. */
export async function differs(t: SdkTrial, op: string, split: Split): Promise<boolean> {
  // What is no text at all shows a cut no better, and a reader nothing.
  if (!isUtf8(split.bytes)) return false;
  const whole = await whatever(t, op, { bytes: split.bytes, cuts: [] });
  const answer = whole.call?.answer;
  if (answer === undefined || (answer.type === 'error' && answer.error.kind !== 'api')) return false;
  return !isDeepStrictEqual((await whatever(t, op, split)).heard, whole.heard);
}

/** What was heard, also where that was nothing: an operation that hangs is a difference like any other. */
async function whatever(t: SdkTrial, op: string, split: Split): Promise<Partial<HeardCall> & Pick<HeardCall, 'heard'>> {
  try {
    return await heardOf(t, op, split);
  } catch (error) {
    if (!(error instanceof RequirementBroken)) throw error;
    return { heard: { events: null, text: '', end: error.message } };
  }
}

async function tell(t: SdkTrial, op: string, found: Split): Promise<never> {
  const budget = { tries: BUDGET.tries, until: performance.now() + BUDGET.ms };
  const smallest = t.shrinks ? await shrink(found, (candidate) => differs(t, op, candidate), budget) : found;
  const whole = await whatever(t, op, { bytes: smallest.bytes, cuts: [] });
  const cut = await whatever(t, op, smallest);
  const pieces = cutBytes(smallest.bytes, smallest.cuts).map((piece) =>
    JSON.stringify(Buffer.from(piece).toString('latin1')),
  );
  const call = cut.call ?? whole.call;
  const kept = call === undefined ? null : t.keep(call, smallest);
  return t.broken(`What the SDK hears depends on where the stream is cut: after byte ${smallest.cuts.join(' and ')}.`, {
    ...(call === undefined ? {} : { in: call }),
    expected: shown(whole.heard),
    actual: shown(cut.heard),
    hint: `The smallest stream that shows it is ${pieces.join(' | ')}.${kept === null ? '' : ` Ask again: ${kept}`}`,
  });
}

function shown(heard: Heard): string {
  const text = JSON.stringify(heard);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
