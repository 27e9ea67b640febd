import { setImmediate as turn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { program, sseHead } from '../server/replies.js';
import type { Handler } from '../server/seen.js';
import type { Call, SdkTrial } from '../trial.js';
import { type Cuts, cutBytes } from './cuts.js';
import { type Split, shrink } from './shrink.js';

/** Streams in flight at once; more of them do not end sooner on two cores. */
const AT_ONCE = 8;
/** How many streams the search for the smallest failure may cost: a second or two. */
const TRIES = 600;
const SHOWN_CHARACTERS = 600;

/** What of a call must not depend on where its stream was cut. */
interface Heard {
  readonly events: unknown;
  readonly text: string;
  readonly end: unknown;
}

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
  const whole = await played(t, op, { bytes, cuts: [] });
  t.that(whole.call.lines.length >= expected, {
    what: 'The stream in one write',
    in: whole.call,
    expected: `at least ${expected} events`,
    actual: `${whole.call.lines.length}`,
  });
  const broken: { split: Split; call: Call }[] = [];
  await t.all(
    ways,
    async (cuts) => {
      if (broken.length > 0) return;
      const split = { bytes, cuts };
      const { call, heard } = await played(t, op, split);
      if (!isDeepStrictEqual(heard, whole.heard)) broken.push({ split, call });
    },
    AT_ONCE,
  );
  const [first] = broken;
  if (first !== undefined) await tell(t, op, first.split);
  t.proved(`${ways.length} ways to cut ${bytes.byteLength} bytes`);
}

/** Plays a split and its bytes uncut; whether the SDK heard two different things, though uncut it was no protocol error. */
export async function differs(t: SdkTrial, op: string, split: Split): Promise<boolean> {
  const whole = await played(t, op, { bytes: split.bytes, cuts: [] });
  if (whole.call.answer.type === 'error' && whole.call.answer.error.kind !== 'api') return false;
  const cut = await played(t, op, split);
  return !isDeepStrictEqual(cut.heard, whole.heard);
}

async function tell(t: SdkTrial, op: string, found: Split): Promise<never> {
  const smallest = t.shrinks ? await shrink(found, (candidate) => differs(t, op, candidate), { tries: TRIES }) : found;
  const whole = await played(t, op, { bytes: smallest.bytes, cuts: [] });
  const cut = await played(t, op, smallest);
  const pieces = cutBytes(smallest.bytes, smallest.cuts).map((piece) =>
    JSON.stringify(Buffer.from(piece).toString('latin1')),
  );
  const kept = t.keep(cut.call, smallest);
  return t.broken(`What the SDK hears depends on where the stream is cut: after byte ${smallest.cuts.join(' and ')}.`, {
    in: cut.call,
    expected: shown(whole.heard),
    actual: shown(cut.heard),
    hint: `The smallest stream that shows it is ${pieces.join(' | ')}.${kept === null ? '' : ` Ask again: ${kept}`}`,
  });
}

function shown(heard: Heard): string {
  const text = JSON.stringify(heard);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

async function played(t: SdkTrial, op: string, split: Split): Promise<{ call: Call; heard: Heard }> {
  const call = await t.once(op, { reply: inPieces(split) });
  t.that(call.requests.length > 0, { what: 'The request', in: call, expected: 'one', actual: 'none arrived' });
  return { call, heard: heardIn(t, op, call) };
}

/** Each piece is one write, and the writes are a turn of the loop apart. */
export function inPieces({ bytes, cuts }: Split): Handler {
  return () =>
    program(async function* () {
      yield sseHead();
      for (const piece of cutBytes(bytes, cuts)) {
        yield { step: 'write', bytes: piece };
        await turn();
      }
      yield { step: 'end' };
    });
}

function heardIn(t: SdkTrial, op: string, call: Call): Heard {
  const { answer } = call;
  const end =
    answer.type === 'result'
      ? { value: t.normal(op, answer.value), text: answer.text ?? null }
      : { kind: answer.error.kind, type: answer.error.type ?? null, message: apiMessage(answer.error) };
  return { events: t.normal('events', [...call.events]), text: call.text, end };
}

/** What a gateway said must come through; how an SDK words its own errors is its own matter, byte offsets included. */
function apiMessage({ kind, message }: { readonly kind: string; readonly message?: unknown }): unknown {
  return kind === 'api' ? message : null;
}
