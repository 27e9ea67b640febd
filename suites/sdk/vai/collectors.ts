import { sdkRequirement } from '../requirement.js';
import { sse } from '../server/replies.js';
import type { Call, SdkTrial } from '../trial.js';
import { BLOCKS_GOLDEN, richGolden, shortGolden, TEXT_GOLDEN } from './goldens.js';
import { messageOf, textBlock, thinkingBlock } from './message-events.js';
import { STREAMS } from './operations.js';
import { delivers, finalOf } from './streamed.js';
import { textsOf } from './tagged-streams.js';

const ID = 'VAI-SDK-MST';
const MESSAGES = { operations: ['messages.stream'] } as const;

sdkRequirement(`${ID}-002`, { ...MESSAGES, features: ['text'] }, (t: SdkTrial) =>
  t.each((op) => textPieces(t, op, 'The text piece of each event')),
);
sdkRequirement('VAI-SDK-RST-003', { operations: ['runs.stream'], features: ['text'] }, (t: SdkTrial) =>
  t.each((op) => textPieces(t, op, 'The text piece of each event of a run')),
);

/** Beside each event stands the text of its delta, or none. */
async function textPieces(t: SdkTrial, op: string, what: string): Promise<void> {
  const { events } = richGolden(op);
  const call = await t.once(op, { reply: sse(events) });
  call.result();
  const told = call.lines.flatMap((line) => (line.type === 'event' ? [line] : []));
  const pieces = told.filter(({ event }) => event.type !== 'ping').map(({ text }) => text ?? '');
  const expected = events.map((event) => textsOf(op, [event]).join(''));
  t.equal(pieces, expected, { what, in: call });
}

sdkRequirement(`${ID}-018`, { ...MESSAGES, features: ['final'] }, (t: SdkTrial) => t.each((op) => unread(t, op)));
sdkRequirement('VAI-SDK-RST-005', { operations: ['runs.stream'], features: ['final'] }, (t: SdkTrial) =>
  t.each((op) => unread(t, op)),
);

/** The final value of a stream that nobody iterates. */
async function unread(t: SdkTrial, op: string): Promise<void> {
  const { events, final } = richGolden(op);
  const call = await t.once(op, { reply: sse(events), options: { consume: 'final' } });
  t.same(op, call.result().value, final, { what: 'The final value of a stream that nobody iterates', in: call });
}

sdkRequirement(`${ID}-019`, { ...MESSAGES, features: ['final'] }, (t: SdkTrial) => t.each((op) => whileRead(t, op)));
sdkRequirement('VAI-SDK-RST-006', { operations: ['runs.stream'], features: ['final'] }, (t: SdkTrial) =>
  t.each((op) => whileRead(t, op)),
);

/** Events and final value, both asked for at once. */
async function whileRead(t: SdkTrial, op: string): Promise<void> {
  const { events, final } = richGolden(op);
  const call = await delivers(t, op, sse(events), events, 'a stream that is iterated and awaited at once', {
    options: { consume: 'both' },
  });
  t.same(op, call.result().value, final, { what: 'The final value that was awaited meanwhile', in: call });
}

sdkRequirement(`${ID}-020`, { operations: STREAMS, features: ['two_readers'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    const call = await t.once(op, { reply: sse(events), options: { consume: 'two-readers' } });
    call.result();
    for (const reader of [1, 2]) {
      t.same('events', readBy(call, reader), events, { what: `The events of reader ${reader} of two`, in: call });
    }
  }),
);

function readBy(call: Call, reader: number) {
  return call.lines.flatMap((line) => (line.type === 'event' && line.reader === reader ? [line.event] : []));
}

sdkRequirement(`${ID}-021`, { ...MESSAGES, features: ['text_result'] }, (t: SdkTrial) =>
  t.each((op) => helperText(t, op)),
);
sdkRequirement('VAI-SDK-RST-017', { operations: ['runs.stream'], features: ['text_result'] }, (t: SdkTrial) =>
  t.each((op) => helperText(t, op)),
);

/** The text helper of a stream that holds more than text. */
async function helperText(t: SdkTrial, op: string): Promise<void> {
  for (const { events, text } of [richGolden(op), shortGolden(op)]) {
    const call = await t.once(op, { reply: sse(events), options: { consume: 'text' } });
    t.equal(call.result().text, text, { what: 'What the text helper gives', in: call });
  }
}

sdkRequirement(`${ID}-029`, { ...MESSAGES, features: ['thinking'], resultFields: ['thinking'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const events = messageOf(
      ...thinkingBlock(0, 'Hm, ', 'Turin.'),
      ...textBlock(1, 'Said.'),
      ...thinkingBlock(2, ' Or 東京?'),
    );
    for (const [said, thinking] of [
      [events, 'Hm, Turin. Or 東京?'],
      [TEXT_GOLDEN.events, ''],
    ] as const) {
      const call = await t.once(op, { reply: sse(said) });
      t.equal(call.result().thinking ?? '', thinking, { what: 'What the thinking helper gives', in: call });
    }
  }),
);

sdkRequirement(`${ID}-027`, { operations: STREAMS, features: ['stop'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    const options = { stop_after: events.length, stop_how: 'break', then: 'iterate-again' };
    const call = await t.once(op, { reply: sse(events), options });
    const first = call.events.slice(0, events.length);
    t.same('events', first, events, { what: 'The events of a stream that is iterated a second time', in: call });
    // What the second iteration gives is free: nothing, the same again, or an error. That it ended is what counts.
    if (call.answer.type === 'error')
      t.oneOf(call.answer.error.kind === 'crash', [false], { what: 'A crash', in: call });
  }),
);

sdkRequirement(
  `${ID}-030`,
  { operations: STREAMS, features: ['request_id'], resultFields: ['request_id'] },
  (t: SdkTrial) =>
    t.each(async (op) => {
      for (const id of ['req_first', 'req_second']) {
        const call = await t.once(op, { reply: sse(shortGolden(op).events, { headers: { 'X-Request-ID': id } }) });
        t.equal(call.result().request_id, id, { what: 'The request id of a stream', in: call });
      }
    }),
);

sdkRequirement(`${ID}-035`, { ...MESSAGES, features: ['final'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events, final } = BLOCKS_GOLDEN;
    for (const consume of ['events', 'final', 'both']) {
      const { call, final: told } = await finalOf(t, op, events, { options: { consume } });
      t.same(op, told, final, { what: `The final message, consumed as '${consume}'`, in: call });
    }
    if (!t.has('stop', op)) return;
    // The iteration is left at the last event: what the SDK made of it by itself is asked for again.
    const options = { stop_after: events.length, then: 'final' };
    const call = await t.once(op, { reply: sse(events), options });
    if (call.answer.type === 'error') return;
    t.same(op, call.result().value, final, { what: 'The final message after the last event', in: call });
  }),
);
