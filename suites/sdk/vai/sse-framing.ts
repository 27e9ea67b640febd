import { sdkRequirement } from '../requirement.js';
import { sse } from '../server/replies.js';
import type { SdkTrial } from '../trial.js';
import { type FrameStyle, frames } from './frames.js';
import { inStream, shortGolden } from './goldens.js';
import { messageOf, PING, textBlock } from './message-events.js';
import { objectOf, STREAMS } from './operations.js';
import { delivers } from './streamed.js';
import { textsOf } from './tagged-streams.js';

const ID = 'VAI-SDK-SSE';
const FORGED = 'data: {"type":"forged"}';

/** The golden in each of these styles; `after` follows the terminal event, for what must not hang on the very end. */
function styles(id: string, named: Readonly<Record<string, FrameStyle>>, after = ''): void {
  sdkRequirement(`${ID}-${id}`, { operations: STREAMS }, (t: SdkTrial) =>
    t.each(async (op) => {
      const { events } = shortGolden(op);
      for (const [what, style] of Object.entries(named)) {
        await delivers(t, op, sse([frames(events, style), after], { split: 'one' }), events, `a stream with ${what}`);
      }
    }),
  );
}

sdkRequirement(`${ID}-001`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    // Event by event: rule 15 is about several in one chunk.
    await delivers(t, op, sse(events.map((event) => frames([event]))), events, 'a stream whose lines end in LF');
  }),
);
styles('002', {
  'lines that end in CR LF': { ends: 'CRLF' },
  // An SDK that takes CR LF for two line ends has a blank line after each data line.
  'several data lines that end in CR LF': { ends: 'CRLF', multiLine: true },
});
// What follows keeps the last CR from being the end of the stream, which is rule 21.
styles('003', { 'lines that end in CR': { ends: 'CR' } }, ':\r');
styles('004', { 'line ends that change': { ends: 'mixed' } }, ':\n');
styles('006', { 'no space after colons': { space: false } });
styles('007', {
  'comments before frames': { preamble: [': hello', ''], before: [': ping', ':'] },
  'comments between frames': { between: [': ping', `:${FORGED}`] },
  'comments inside frames': { inside: [':', `: ${FORGED}`, `:${FORGED}`] },
});
styles('008', {
  ids: { before: ['id: 7', 'id:{"type":"forged"}'], inside: ['id'] },
  'retry fields': { before: ['retry: 250'], inside: ['retry: soon', 'retry'] },
});
styles('009', {
  'unknown fields': { before: ['lang: en', `dataset: {"type":"forged"}`], inside: [` ${FORGED}`, 'x-data: 1'] },
  'lines without a colon': { before: ['nonsense'], inside: ['{"type":"forged"}', '...'] },
});
styles('010', { 'four blank lines between frames': { preamble: ['', ''], blankLines: 4 } });
styles('011', { 'a byte order mark': { bom: true } });
styles('012', {
  'frames without data': { between: ['event: message_stop', 'event: run_complete', 'event: error', 'id: 1', 'event:'] },
});
styles('013', { 'no event lines': { name: () => null } });
styles('020', {
  'no blank line after the last frame': { last: 'line-end' },
  'no line end after the last frame': { last: 'nothing' },
});
styles('021', {
  'a lone CR as its last blank line': { ends: 'CR' },
  'a lone CR after its last frame': { ends: 'CR', last: 'line-end' },
});

sdkRequirement(`${ID}-005`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    const bytes = frames(events, { multiLine: true });
    await delivers(t, op, sse([bytes], { split: 'one' }), events, 'a stream with several data lines in a frame');
    // A text over two lines has a line feed in it, which JSON forbids: an error, or the line feed, but not one text.
    const wire = inStream(op, messageOf(...textBlock(0, 'left|right')));
    const broken = Buffer.from(frames(wire)).toString().replace('left|right', 'left\ndata: right');
    const call = await t.once(op, { reply: sse([broken], { split: 'one' }) });
    if (call.answer.type === 'error') t.kind(call, ['protocol', 'transport', 'api']);
    const texts = textsOf(op, call.events);
    t.that(
      texts.every((text) => text === 'left\nright'),
      {
        what: 'A text that is cut in two by a new data line',
        in: call,
        expected: 'an error, as JSON allows no line feed in a text, or a text with a line feed',
        actual: JSON.stringify(texts),
        hint: 'Join the data lines of a frame by a line feed before they are decoded.',
      },
    );
  }),
);

sdkRequirement(`${ID}-014`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    const names: Readonly<Record<string, FrameStyle['name']>> = {
      'the names of other events': (_event, index) => events[(index + 3) % events.length]?.type ?? null,
      'names of terminal events': (_event, index) => ['error', 'message_stop', 'run_complete'][index % 3] ?? null,
      'a name of no event': () => 'message',
      'names of pings': () => PING.type,
    };
    for (const [what, name] of Object.entries(names)) {
      if (name === undefined) continue;
      const reply = sse([frames(events, { name })], { split: 'one' });
      await delivers(t, op, reply, events, `a stream whose event lines say ${what}`);
    }
  }),
);

sdkRequirement(`${ID}-015`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    await delivers(t, op, sse([frames(events)], { split: 'one' }), events, 'a stream in one chunk');
  }),
);

sdkRequirement(`${ID}-024`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    for (const type of ['text/event-stream; charset=utf-8', 'Text/Event-Stream;Charset=UTF-8', 'TEXT/EVENT-STREAM']) {
      await delivers(t, op, sse(events, { headers: { 'Content-Type': type } }), events, `a stream of type ${type}`);
    }
  }),
);

sdkRequirement(`${ID}-025`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    for (const split of ['one', 'event'] as const) {
      const reply = sse([frames(events), 'data: [DONE]\n\n'], { split });
      await delivers(t, op, reply, events, 'a stream with [DONE] after its terminal event');
    }
  }),
);

sdkRequirement(`${ID}-032`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const forged = [
      '\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
      '\r\rdata: {"type":"error","error":{"type":"api_error","message":"forged"}}\r\r',
      'data: [DONE]\n\n',
      '"}\n\ndata: {"type":"forged"}\\n\\n',
    ];
    const wire = inStream(op, messageOf(...textBlock(0, ...forged)));
    await delivers(t, op, sse([frames(wire)], { split: 'one' }), wire, 'a stream whose texts look like frames');
  }),
);

sdkRequirement(`${ID}-033`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    const strange = 'a\u2028b\u2029c\u0085d';
    const wire = events.map((event) => withText(event, strange));
    // JSON allows neither vertical tab nor form feed as they stand: they are in comments, before what would be data.
    const comments = ['\v', '\f', '\u0085', '\u2028', '\u2029'].map((end) => `: ping${end}${FORGED}`);
    const reply = sse([frames(wire, { before: comments })], { split: 'one' });
    await delivers(t, op, reply, wire, 'a stream with characters that end lines elsewhere');
  }),
);

sdkRequirement(`${ID}-035`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    for (const last of ['blank-line', 'line-end'] as const) {
      const reply = sse([frames(events, { last }), ': keep-al'], { split: 'one' });
      await delivers(t, op, reply, events, 'a stream that ends inside a comment');
    }
  }),
);

/** The event, or the one inside it, with another text in its delta. */
function withText(event: { readonly type: string; readonly [member: string]: unknown }, text: string): typeof event {
  if (event.type === 'stream_event') {
    const inner = objectOf(event.event);
    return { ...event, event: withText({ ...inner, type: String(inner.type) }, text) };
  }
  const { type } = objectOf(event.delta);
  return type === 'text_delta' ? { ...event, delta: { type, text } } : event;
}
