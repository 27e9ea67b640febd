import { nextTurn, now, waitUntil } from './clock.js';
import { eventDamage, type FrameChange, Frames } from './fault-events.js';
import type { Fault, FaultPoint } from './fault-spec.js';
import type { Stop } from './stop.js';
import type { WireStep } from './wire.js';

/** What the stages of one answer know of it. */
export interface FaultEdge {
  readonly stop: Stop;
  /** Whether a frame says nothing, a keep-alive or a comment: events are counted without. */
  isIdle(frame: Buffer): boolean;
  /** Resolves when the client has left. */
  gone(): Promise<void>;
}

type Steps = AsyncIterable<WireStep>;

/** What a stream claims to be long whose length no one knows, in bytes. */
const STREAM_CLAIM = 1_000_000_000;
const CLAIM_MORE = 16;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/**
 * Clients on libuv take a reset that comes together with data for a good end (a partial read and a hang-up in one poll),
 * so it comes later: without a pause after the head a client in Node saw it in none of 12 tries, with it in all.
 */
const RESET_AFTER_MS = 10;
const NO_SIZE = Buffer.from('xyz\r\n');

/**
 * Bends the steps of one answer by one fault. `firing` is called before the first byte that is not as it would have been.
 */
export function bend(fault: Fault, steps: Steps, edge: FaultEdge, firing: () => void): Steps {
  const { kind, value = 0, at = { unit: 'byte', count: 0 } } = fault;
  switch (kind) {
    case 'crlf':
      return bytewise(steps, firing, crlf());
    case 'bom':
      return interrupted(steps, { unit: 'byte', count: 0 }, edge, firing, () => once({ step: 'write', bytes: BOM }));
    case 'stall':
      return interrupted(steps, at, edge, firing, () => silence(fault.value, edge));
    case 'truncate':
      return interrupted(steps, at, edge, firing, () => once({ step: 'truncate' }));
    case 'reset':
      return interrupted(steps, at, edge, firing, () => lateReset(edge));
    case 'bad-chunk':
      return interrupted(chunked(steps), at, edge, firing, () => once({ step: 'raw', bytes: NO_SIZE }));
    case 'length-lie':
      return lengthLie(steps, fault.value ?? CLAIM_MORE, firing);
    case 'split':
      return split(steps, value, firing);
    default:
      return eventwise(steps, eventDamage(fault, firing), edge);
  }
}

/** Does something in between, at one point of the body. */
async function* interrupted(
  steps: Steps,
  { unit, count }: FaultPoint,
  edge: FaultEdge,
  firing: () => void,
  act: () => Steps,
): AsyncGenerator<WireStep> {
  const frames = new Frames();
  let left = count;
  let over = false;
  const fire = () => {
    over = true;
    firing();
    return act();
  };
  for await (const step of steps) {
    if (step.step !== 'write' || over) {
      if (step.step !== 'write' && step.step !== 'head') yield* written(frames.rest());
      yield step;
      if (step.step === 'head' && left === 0) yield* fire();
      continue;
    }
    for (const piece of unit === 'event' ? frames.feed(step.bytes) : cut(step.bytes, left)) {
      yield { ...step, bytes: piece };
      if (unit === 'byte') left -= piece.byteLength;
      else if (!edge.isIdle(piece)) left -= 1;
      if (left === 0 && !over) yield* fire();
    }
    if (over) yield* written(frames.rest());
  }
}

/** Hands on other events than came. */
async function* eventwise(steps: Steps, change: FrameChange, edge: FaultEdge): AsyncGenerator<WireStep> {
  const frames = new Frames();
  let number = 0;
  for await (const step of steps) {
    if (step.step === 'write') {
      for (const frame of frames.feed(step.bytes)) {
        const idle = edge.isIdle(frame);
        if (!idle) number += 1;
        for (const bytes of idle ? [frame] : change.event(frame, number)) yield { ...step, bytes };
      }
      continue;
    }
    if (step.step === 'end') yield* written(change.end?.() ?? []);
    if (step.step !== 'head') yield* written(frames.rest());
    yield step;
  }
}

async function* bytewise(
  steps: Steps,
  firing: () => void,
  change: (bytes: Uint8Array) => Uint8Array,
): AsyncGenerator<WireStep> {
  let begun = false;
  for await (const step of steps) {
    if (step.step === 'write' && !begun) firing();
    begun ||= step.step === 'write';
    yield step.step === 'write' ? { ...step, bytes: change(step.bytes) } : step;
  }
}

/** Ends lines with CR LF where they ended with LF alone. */
function crlf(): (bytes: Uint8Array) => Uint8Array {
  let last = 0;
  return (bytes) => {
    const out: number[] = [];
    for (const byte of bytes) {
      if (byte === 0x0a && last !== 0x0d) out.push(0x0d);
      out.push(byte);
      last = byte;
    }
    return Uint8Array.from(out);
  };
}

/** The event loop turns between any two writes, so that each has the chance to be a packet of its own. */
async function* split(steps: Steps, size: number, firing: () => void): AsyncGenerator<WireStep> {
  let begun = false;
  for await (const step of steps) {
    if (step.step !== 'write') {
      yield step;
      continue;
    }
    if (!begun) firing();
    begun = true;
    for (let from = 0; from < step.bytes.byteLength; from += size) {
      yield { ...step, bytes: step.bytes.subarray(from, from + size) };
      await nextTurn();
    }
  }
}

/** Whoever claimed too much closes the connection in the end; whoever claimed too little goes on as if nothing were. */
async function* lengthLie(steps: Steps, difference: number, firing: () => void): AsyncGenerator<WireStep> {
  for await (const step of steps) {
    if (step.step === 'head') {
      firing();
      const declared = step.headers.find(([name]) => /^content-length$/i.test(name))?.[1];
      const claim = declared === undefined ? STREAM_CLAIM : Math.max(0, Number(declared) + difference);
      const others = step.headers.filter(([name]) => !FRAMING.test(name));
      yield { ...step, headers: [...others, ['Content-Length', String(claim)]] };
    } else if (step.step === 'end' && difference > 0) yield { step: 'truncate' };
    else yield step;
  }
}

/** Frames a body as chunks that had a length. */
async function* chunked(steps: Steps): AsyncGenerator<WireStep> {
  for await (const step of steps) {
    if (step.step !== 'head') yield step;
    else yield { ...step, headers: [...step.headers.filter(([name]) => !FRAMING.test(name)), CHUNKED] };
  }
}

const FRAMING = /^(content-length|transfer-encoding)$/i;
const CHUNKED = ['Transfer-Encoding', 'chunked'] as const;

async function* lateReset({ stop }: FaultEdge): AsyncGenerator<WireStep> {
  await waitUntil(now() + RESET_AFTER_MS, stop);
  yield { step: 'reset' };
}

async function* once(step: WireStep): AsyncGenerator<WireStep> {
  yield step;
}

// biome-ignore lint/correctness/useYield: a silence has no steps
async function* silence(ms: number | undefined, { stop, gone }: FaultEdge): AsyncGenerator<WireStep> {
  if (ms === undefined) await gone();
  else await waitUntil(now() + ms, stop);
}

function* written(pieces: readonly Uint8Array[]): Generator<WireStep> {
  for (const bytes of pieces) yield { step: 'write', bytes };
}

function cut(bytes: Uint8Array, at: number): Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return at >= all.byteLength ? [all] : [all.subarray(0, at), all.subarray(at)];
}
