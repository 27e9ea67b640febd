import { sdkRequirement } from '../requirement.js';
import { bytesOf, sse, sseHead, write } from '../server/replies.js';
import type { Call, CallOptions, Script, SdkTrial } from '../trial.js';
import { frames } from './frames.js';
import { RUN_GOLDEN, shortGolden, TEXT_GOLDEN } from './goldens.js';
import { STREAMS } from './operations.js';
import { watched } from './streamed.js';

const ID = 'VAI-SDK-CUT';
const CUT = ['transport', 'protocol'];

/** The stream is told as cut; the same stream as a whole is a success. */
async function isError(
  t: SdkTrial,
  op: string,
  reply: Script,
  what: string,
  options?: CallOptions['options'],
): Promise<Call> {
  const call = await t.once(op, { reply, ...(options === undefined ? {} : { options }) });
  saysThatItWasCut(t, call, what);
  return call;
}

function saysThatItWasCut(t: SdkTrial, call: Call, what: string): void {
  t.kind(call, CUT, {
    what: `The end of ${what}`,
    in: call,
    hint: 'Success is what the terminal event says, and nothing else.',
  });
}

/** The whole stream succeeds: an SDK that fails always has shown nothing. */
async function whole(t: SdkTrial, op: string): Promise<void> {
  const { events } = shortGolden(op);
  const call = await t.once(op, { reply: sse(events) });
  call.result();
  t.same('events', [...call.events], events, { what: 'The events of the whole stream', in: call });
}

for (const [id, op, end, how] of [
  ['001', 'messages.stream', 'end', 'ends cleanly'],
  ['002', 'messages.stream', 'reset', 'is reset'],
  ['003', 'runs.stream', 'end', 'ends cleanly'],
  ['004', 'runs.stream', 'reset', 'is reset'],
] as const) {
  sdkRequirement(`${ID}-${id}`, { operations: [op] }, async (t: SdkTrial) => {
    await whole(t, op);
    const { events } = op === 'runs.stream' ? RUN_GOLDEN : TEXT_GOLDEN;
    const cuts = events.slice(1).map((_event, index) => index + 1);
    await t.all(cuts, async (cut) => {
      const call = await watched(t, op, async function* (onlooker) {
        yield sseHead();
        for (const event of events.slice(0, cut)) yield write(event);
        // A reset takes with it what has not been read.
        if (end === 'reset') await onlooker.saw(cut);
        yield { step: end };
      });
      saysThatItWasCut(t, call, `a stream that ${how} after event ${cut}, ${events[cut - 1]?.type}`);
    });
    t.proved(`${cuts.length} places to cut a stream at`);
  });
}

sdkRequirement(`${ID}-005`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await whole(t, op);
    const { events } = shortGolden(op);
    // Each of the last, a middle and the first frame, without its last byte and earlier; its blank line may be missing.
    const parts = [events.length - 1, Math.floor(events.length / 2), 0].flatMap((at) => {
      const frame = frames(events.slice(at, at + 1), { last: 'nothing' });
      const { byteLength } = frame;
      const begun = Buffer.from(frame).indexOf('data: ');
      const cuts = [begun - 4, begun, begun + 3, begun + 7, byteLength - 10, byteLength - 1];
      return cuts.map((cut) => ({ at, cut, part: frame.subarray(0, cut) }));
    });
    await t.all(parts, async ({ at, cut, part }) => {
      const before = events.slice(0, at);
      const call = await isError(t, op, sse([...before, part]), `a stream that ends with ${cut} bytes of a frame`);
      t.same('events', [...call.events], before, {
        what: `The events before ${cut} bytes of frame ${at + 1}`,
        in: call,
      });
    });
  }),
);

sdkRequirement(`${ID}-006`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await whole(t, op);
    for (const reply of [sse([]), sse(['\n\n\n'])]) {
      const call = await isError(t, op, reply, 'a stream without frames');
      t.same('events', [...call.events], [], { what: 'The events of a stream without frames', in: call });
    }
  }),
);

sdkRequirement(`${ID}-007`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await whole(t, op);
    for (const frame of [': ping\n\n: ping\n\n', 'data: [DONE]\n\n']) {
      const call = await isError(t, op, sse([frame]), `a stream of nothing but ${JSON.stringify(frame)}`);
      t.same('events', [...call.events], [], { what: 'The events of a stream that has none', in: call });
    }
  }),
);

sdkRequirement(`${ID}-008`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    for (const end of ['end', 'truncate', 'reset'] as const) {
      for (const count of [1, 4]) {
        const call = await watched(t, op, async function* (onlooker) {
          yield sseHead();
          for (const event of events.slice(0, count)) yield write(event);
          // A reset takes with it what has not been read.
          await onlooker.saw(count);
          yield { step: end };
        });
        t.kind(call, CUT, { what: `The end of a stream that was cut after ${count} events (${end})`, in: call });
        t.same('events', [...call.events], events.slice(0, count), {
          what: `The events before a cut after ${count} (${end})`,
          in: call,
        });
      }
    }
  }),
);

sdkRequirement(`${ID}-009`, { operations: STREAMS, features: ['final'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    for (const consume of ['final', 'both']) {
      const control = await t.once(op, { reply: sse(events), options: { consume } });
      t.same(op, control.result().value, shortGolden(op).final, {
        what: 'The final value of the whole stream',
        in: control,
      });
      for (const end of ['end', 'reset'] as const) {
        const reply = sse(events.slice(0, 4), { end });
        await isError(t, op, reply, `a wait for the final value of a stream that was cut (${end})`, { consume });
      }
    }
  }),
);

sdkRequirement(`${ID}-010`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await whole(t, op);
    const { events } = shortGolden(op);
    for (const end of ['end', 'truncate', 'reset'] as const) {
      for (const count of [0, 1, 4]) {
        // A second request would be answered in full.
        const call = await t.once(op, {
          reply: (_request, index) => (index === 0 ? sse(events.slice(0, count), { end }) : sse(events)),
        });
        t.equal(call.requests.length, 1, {
          what: `The requests, where the first stream was cut after ${count} events`,
          in: call,
        });
      }
    }
  }),
);

sdkRequirement(`${ID}-011`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    await whole(t, op);
    const { events } = shortGolden(op);
    const almost = bytesOf(events.at(-1) ?? '').subarray(0, -4);
    for (const count of [0, 1, 4, events.length - 1]) {
      const reply = sse(events.slice(0, count), { end: 'truncate' });
      await isError(t, op, reply, `a chunked body that was closed after ${count} events`);
    }
    const reply = sse([...events.slice(0, -1), almost], { end: 'truncate' });
    await isError(t, op, reply, 'a chunked body that was closed inside its last frame');
  }),
);

sdkRequirement(`${ID}-012`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events, final } = shortGolden(op);
    for (const end of ['truncate', 'reset'] as const) {
      const call = await watched(t, op, async function* (onlooker) {
        yield sseHead();
        for (const event of events) yield write(event);
        // A reset takes with it what has not been read.
        await onlooker.saw(events.length);
        yield { step: end };
      });
      const { value } = call.result();
      t.same('events', [...call.events], events, { what: `The events before a broken connection (${end})`, in: call });
      if (t.has('final', op))
        t.same(op, value, final, { what: `The final value before a broken connection (${end})`, in: call });
    }
  }),
);
