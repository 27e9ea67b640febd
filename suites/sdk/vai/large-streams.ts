import { sdkRequirement } from '../requirement.js';
import { bytesOf, program, sse, sseHead, write } from '../server/replies.js';
import type { SdkTrial } from '../trial.js';
import { objectOf, STREAMS } from './operations.js';
import { taggedEvents, textsOf } from './tagged-streams.js';

const ID = 'VAI-SDK-BIG';
const ALONE = { operations: STREAMS, alone: true } as const;
const MANY = 20_000;
const MIB = 1024 * 1024;
/** What a slow reader may have let pile up: the buffers of two kernels and of the SDK. */
const PILE = 32 * MIB;
/** How much more an SDK may hold after 64 MiB of events than before; collectors let garbage lie for a while. */
const GROWTH = 48 * MIB;

sdkRequirement(`${ID}-001`, ALONE, (t) =>
  t.each(async (op) => {
    const events = taggedEvents(op, 'tag-a', MANY);
    const call = await t.once(op, { reply: sse(events, { split: 'one' }) });
    call.result();
    const texts = textsOf(op, call.events);
    t.equal(texts.length, MANY, { what: 'The number of text deltas', in: call });
    t.equal(texts.at(-1), `tag-a/${MANY - 1}`, { what: 'The last text', in: call });
  }),
);

sdkRequirement(`${ID}-002`, { ...ALONE, operations: ['messages.stream'], features: ['final'] }, (t) =>
  t.each(async (op) => {
    const pieces = MANY / 2;
    const call = await t.once(op, { reply: sse(taggedEvents(op, 'tag-a', pieces)), options: { consume: 'final' } });
    const { content } = objectOf(call.result().value);
    const text = Array.from({ length: pieces }, (_, piece) => `tag-a/${piece}`).join('');
    t.same('content', content, [{ type: 'text', text }], { what: 'The content of ten thousand deltas', in: call });
  }),
);

sdkRequirement(`${ID}-003`, { ...ALONE, operations: ['messages.stream'] }, (t) =>
  t.each(async (op) => {
    // With the text beside the event an adapter's line holds it twice, and may have 16 MiB.
    const big = 'x'.repeat(8_000_000);
    const events = taggedEvents(op, 'tag-a', 1);
    const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: big } };
    const whole = Buffer.concat([...events.slice(0, 2), delta, ...events.slice(3)].map(bytesOf));
    const cuts = Array.from({ length: Math.floor((whole.byteLength - 1) / 1024) }, (_, index) => (index + 1) * 1024);
    const call = await t.once(op, { reply: sse([whole], { split: cuts }) });
    call.result();
    t.equal(textsOf(op, call.events)[0]?.length, big.length, { what: 'The length of the big delta', in: call });
  }),
);

sdkRequirement(`${ID}-004`, { ...ALONE, slow: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    const ping = write(`event: ping\ndata: {"type":"ping","pad":"${'x'.repeat(8 * 1024)}"}\n\n`);
    const pings = (mebibytes: number) =>
      program(async function* () {
        yield sseHead();
        for (let count = mebibytes * 128; count > 0; count--) yield ping;
        for (const event of taggedEvents(op, 'tag-a', 1)) yield write(event);
        yield { step: 'end' };
      });
    (await t.once(op, { reply: pings(16) })).result();
    const before = await t.memory();
    if (before === null) t.untestable('the memory of this adapter cannot be measured here');
    (await t.once(op, { reply: pings(64) })).result();
    const grown = ((await t.memory()) ?? 0) - (before ?? 0);
    t.that(grown < GROWTH, {
      what: 'What 64 MiB of events left in memory',
      expected: `less than ${GROWTH / MIB} MiB`,
      actual: `${Math.round(grown / MIB)} MiB`,
    });
  }),
);

// Browsers read ahead by themselves: Chromium some eighty megabytes.
sdkRequirement(`${ID}-005`, { ...ALONE, features: ['delay', 'stop'], waits: true, inBrowser: false }, (t: SdkTrial) =>
  t.each(async (op) => {
    const bulk = write(`data: {"type":"ping","pad":"${'x'.repeat(64 * 1024)}"}\n\n`);
    const opening = taggedEvents(op, 'tag-a', MANY).slice(0, 40);
    let said = 0;
    const call = await t.once(op, {
      options: { delay_ms: 20, stop_after: 20 },
      reply: (request) =>
        program(async function* () {
          yield sseHead();
          for (const event of opening) yield write(event);
          while (said < 4 * PILE && !request.hasLeft) {
            said += 64 * 1024;
            yield bulk;
          }
          yield { step: 'end' };
        }),
    });
    t.equal(call.lines.length >= 20, true, { what: 'Whether twenty events were read', in: call });
    t.that(said < PILE, {
      what: 'What the server could write while the reader took twenty events',
      in: call,
      expected: `less than ${PILE / MIB} MiB`,
      actual: `${Math.round(said / MIB)} MiB`,
      hint: 'Read from the body when the next event is asked for.',
    });
  }),
);
