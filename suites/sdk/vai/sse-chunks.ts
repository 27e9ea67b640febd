import { sdkRequirement } from '../requirement.js';
import { sse, sseHead, write } from '../server/replies.js';
import type { Call, SdkTrial } from '../trial.js';
import { frames } from './frames.js';
import { inStream, shortGolden } from './goldens.js';
import { messageOf, textBlock, toolBlock } from './message-events.js';
import { objectOf, STREAMS } from './operations.js';
import { SHORTEST_MESSAGE, SHORTEST_RUN } from './shortest-streams.js';
import { byteByByte, delivers, inTwo, watched } from './streamed.js';
import { taggedEvents, textsOf } from './tagged-streams.js';

const ID = 'VAI-SDK-SSE';
const MIB = 1024 * 1024;
const MANY = 2_000;
/** How long an event may take to come out, or an iteration to end, on a busy machine. */
const PROMPT_MS = 3_000;
/** What a bad frame may be told as; a gateway's SDK in Go tells it as an error of the API. */
const BAD_DATA = ['protocol', 'transport', 'api'];

sdkRequirement(`${ID}-016`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    // Each byte costs a millisecond.
    const events = op === 'runs.stream' ? SHORTEST_RUN : SHORTEST_MESSAGE;
    await delivers(t, op, byteByByte(frames(events)), events, 'a stream that comes byte by byte');
  }),
);

/** The golden in two chunks, cut at each of these places behind its first frame. */
async function cutAt(t: SdkTrial, op: string, bytes: Uint8Array, cuts: readonly number[], what: string): Promise<void> {
  const { events } = shortGolden(op);
  t.that(cuts.length > 0, { what: 'The cuts of this test', expected: 'some', actual: 'none' });
  await t.all(cuts, async (cut) => {
    const call = await inTwo(t, op, bytes.subarray(0, cut), bytes.subarray(cut));
    call.result();
    t.same('events', [...call.events], events, { what: `The events of a stream that is cut ${what}`, in: call });
  });
}

/** Offsets after each match of a pattern in the bytes, which are looked at as Latin-1; those in the first frame left out. */
function offsets(bytes: Uint8Array, pattern: RegExp, first: number, most: number): number[] {
  const found = [...Buffer.from(bytes).toString('latin1').matchAll(pattern)].map(
    ({ index, 0: { length } }) => index + length,
  );
  return found.filter((offset) => offset > first && offset < bytes.byteLength).slice(0, most);
}

sdkRequirement(`${ID}-017`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    const bytes = frames(events);
    const first = frames(events.slice(0, 1)).byteLength;
    // Behind the first byte of each character of two, three and four bytes, and before its last.
    const cuts = [
      ...offsets(bytes, /[\xc2-\xf4]/g, first, 5),
      ...offsets(bytes, /[\xf0-\xf4][\x80-\xbf]{2}/g, first, 1),
    ];
    await cutAt(t, op, bytes, cuts, 'inside a character');
  }),
);

sdkRequirement(`${ID}-018`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    const style = { ends: 'CRLF', multiLine: true } as const;
    const first = frames(events.slice(0, 1), style).byteLength;
    // Several data lines: an SDK that sees two line ends there ends the frame too early.
    const bytes = frames(events, style);
    await cutAt(t, op, bytes, offsets(bytes, /\r(?=\n)/g, first, 8), 'between CR and LF');
  }),
);

sdkRequirement(`${ID}-019`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    for (const [ends, pattern] of [
      ['LF', /\n(?=\n)/g],
      ['CRLF', /\r\n(?=\r\n)/g],
      ['CR', /\r(?=\r)/g],
    ] as const) {
      const first = frames(events.slice(0, 1), { ends }).byteLength;
      const bytes = frames(events, { ends });
      await cutAt(t, op, bytes, offsets(bytes, pattern, first, 2), `between the two line ends (${ends}) of a frame`);
    }
  }),
);

for (const [id, size] of [
  ['022', MIB],
  ['023', 12 * MIB],
] as const) {
  // Alone: megabytes in one line keep adapter and harness from everything else.
  sdkRequirement(`${ID}-${id}`, { operations: STREAMS, alone: true }, (t: SdkTrial) =>
    t.each(async (op) => {
      // A tool's input: it has no helper that would write it a second time into the adapter's line.
      const fragment = JSON.stringify({ blob: 'x'.repeat(size) });
      const wire = inStream(op, messageOf(...toolBlock(0, {}, fragment)));
      const call = await t.once(op, { reply: sse(wire, { split: 'event' }), options: { consume: 'events' } });
      call.result();
      const lengths = partsOf(call).map((part) => part.length);
      t.equal(lengths, [fragment.length], {
        what: `The lengths of the fragments in a stream with a long line`,
        in: call,
      });
      t.equal(call.events.at(-1)?.type, wire.at(-1)?.type, { what: 'The last event', in: call });
    }),
  );
}

/** The fragments of tool inputs that were handed over. */
function partsOf(call: Call): string[] {
  return call.events.flatMap((event) => {
    const { delta } = event.type === 'stream_event' ? objectOf(event.event) : event;
    const { type, partial_json } = objectOf(delta);
    return type === 'input_json_delta' ? [String(partial_json)] : [];
  });
}

sdkRequirement(`${ID}-026`, { operations: STREAMS, waits: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    let gaveUp = false;
    const call = await watched(t, op, async function* (onlooker) {
      yield sseHead();
      for (const event of events) yield write(event);
      gaveUp = !(await onlooker.ended(PROMPT_MS));
      yield { step: 'end' };
    });
    call.result();
    t.same('events', [...call.events], events, { what: 'The events of a stream that stays open', in: call });
    t.that(!gaveUp, {
      what: 'The end of the iteration',
      in: call,
      expected: 'right after the terminal event',
      actual: `not within ${PROMPT_MS} ms, but when the server closed the body`,
      hint: 'Stop reading at the terminal event, and close the body.',
    });
  }),
);

for (const [id, what, datas] of [
  ['027', 'data that is no JSON', ['hello', '{"type":"ping"', "{'type':'ping'}", '{"type":"ping"}}']],
  ['028', 'data without a type', ['{}', '{"index":0,"delta":{"text":"x"}}']],
  ['029', 'data that is JSON but no object', ['[]', '[{"type":"ping"}]', '"ping"', '5', 'true']],
] as const) {
  sdkRequirement(`${ID}-${id}`, { operations: STREAMS }, (t: SdkTrial) =>
    t.each(async (op) => {
      const { events } = shortGolden(op);
      await delivers(t, op, sse(events), events, 'the stream without the bad frame');
      await t.all(datas, async (data) => {
        const wire = [...events.slice(0, 3), `data: ${data}\n\n`, ...events.slice(3)];
        const call = await t.once(op, { reply: sse(wire) });
        t.kind(call, BAD_DATA, { what: `The error for ${what}: ${data}`, in: call });
        t.that(call.events.length <= 3, {
          what: `The events of a stream with ${what}`,
          in: call,
          expected: 'none after the bad frame',
          actual: `${call.events.length} events, where three came before`,
        });
      });
    }),
  );
}

sdkRequirement(`${ID}-030`, { operations: STREAMS, waits: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    const late: number[] = [];
    const call = await watched(t, op, async function* (onlooker) {
      yield sseHead();
      for (const [index, event] of events.entries()) {
        yield write(event);
        if (late.length === 0 && !(await onlooker.saw(index + 1, PROMPT_MS))) late.push(index + 1);
      }
      yield { step: 'end' };
    });
    call.result();
    t.same('events', [...call.events], events, { what: 'The events of a stream that pauses after each', in: call });
    t.equal(late, [], { what: `The first event that was not handed over within ${PROMPT_MS} ms`, in: call });
  }),
);

sdkRequirement(`${ID}-031`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { reply: sse(taggedEvents(op, 'tag-m', MANY), { split: 'one' }) });
    call.result();
    const texts = textsOf(op, call.events);
    t.equal(texts.length, MANY, { what: 'The number of text deltas', in: call });
    const wrong = texts.findIndex((text, piece) => text !== `tag-m/${piece}`);
    t.equal(wrong, -1, { what: 'The first delta that is out of its place', in: call });
  }),
);

sdkRequirement(`${ID}-034`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    await delivers(t, op, sse(events), events, 'the stream without the bad bytes');
    const wire = inStream(op, messageOf(...textBlock(0, 'before', 'bad:##:bad', 'after')));
    const at = Buffer.from(frames(wire)).indexOf('##');
    for (const bad of [
      [0xff, 0xfe],
      [0xc3, 0x28],
      [0xe2, 0x82],
      [0xed, 0xa0],
    ]) {
      const bytes = Buffer.from(frames(wire));
      bytes.set(bad, at);
      const call = await t.once(op, { reply: sse([bytes], { split: 'one' }) });
      if (call.answer.type === 'error') {
        t.kind(call, BAD_DATA, { what: 'The error for bytes that are not UTF-8', in: call });
        continue;
      }
      const texts = textsOf(op, call.events).map((text) => (text.startsWith('bad:') ? 'bad' : text));
      t.equal(texts, ['before', 'bad', 'after'], { what: 'The texts around bytes that are not UTF-8', in: call });
    }
  }),
);
