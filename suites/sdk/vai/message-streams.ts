import { sdkRequirement } from '../requirement.js';
import { sse, sseHead, write } from '../server/replies.js';
import type { SdkTrial } from '../trial.js';
import { BLOCKS_GOLDEN, inRun, richGolden } from './goldens.js';
import {
  folded,
  inputDelta,
  messageOf,
  opened,
  PING,
  STOP,
  started,
  textBlock,
  textDelta,
  thinkingDelta,
  toolUse,
  turned,
} from './message-events.js';
import { objectOf, withMessage } from './operations.js';
import { delivers, endsAs, watched } from './streamed.js';
import { textsOf } from './tagged-streams.js';

const ID = 'VAI-SDK-MST';
const MESSAGES = { operations: ['messages.stream'] } as const;
const MIB = 1024 * 1024;
/** Far below what ten million slots take, far above what a stream of ten events costs. */
const GROWTH = 48 * MIB;

sdkRequirement(`${ID}-001`, MESSAGES, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = BLOCKS_GOLDEN;
    const [, ...rest] = events;
    const transcribed = [started({ metadata: { user_transcript: 'Météo ?' } }), ...rest];
    await delivers(t, op, sse(events), events, 'a stream of thinking, text and a tool');
    await delivers(t, op, sse(transcribed), transcribed, 'a stream whose message has metadata');
  }),
);

sdkRequirement(`${ID}-013`, MESSAGES, (t: SdkTrial) =>
  t.each(async (op) => {
    const delta = { type: 'message_delta', delta: { stop_reason: 'end_turn' } };
    const unsaid = started({ usage: undefined });
    const blocks = textBlock(0, 'Free ', 'of charge');
    for (const [what, events] of [
      ['in message_start', [unsaid, ...blocks, turned(), STOP]],
      ['in message_delta', [started(), ...blocks, delta, STOP]],
      ['anywhere', [unsaid, ...blocks, delta, STOP]],
    ] as const) {
      const call = await t.once(op, { reply: sse(events) });
      const { value } = call.result();
      // What stands in the place of a missing usage is the SDK's matter.
      const types = call.events.map(({ type }) => type).filter((type) => type !== 'ping');
      t.equal(
        types,
        events.map(({ type }) => type),
        { what: `The events of a stream without usage ${what}`, in: call },
      );
      if (!t.has('final', op)) continue;
      const content = [{ type: 'text', text: 'Free of charge' }];
      t.same('content', objectOf(value).content, content, { what: `The content without usage ${what}`, in: call });
    }
  }),
);

sdkRequirement(`${ID}-014`, MESSAGES, (t: SdkTrial) =>
  t.each(async (op) => {
    const events = messageOf(
      opened(0, { type: 'thinking', thinking: '' }),
      thinkingDelta(0, ''),
      thinkingDelta(0, 'Hm.'),
      opened(1, { type: 'text', text: '' }),
      textDelta(1, ''),
      textDelta(1, 'Yes'),
      textDelta(1, ''),
      opened(2, toolUse({})),
      inputDelta(2, ''),
      inputDelta(2, '{"a":1'),
      inputDelta(2, ''),
      inputDelta(2, '}'),
      opened(3, toolUse({ kept: true }, { id: 'toolu_2' })),
      inputDelta(3, ''),
    );
    const call = await t.once(op, { reply: sse(events) });
    call.result();
    // Whether an SDK hands over deltas without content is its own matter.
    t.same('events', call.events.filter(hasContent), events.filter(hasContent), {
      what: 'The events around empty deltas',
      in: call,
    });
    const content = [
      { type: 'thinking', thinking: 'Hm.' },
      { type: 'text', text: 'Yes' },
      toolUse({ a: 1 }),
      toolUse({ kept: true }, { id: 'toolu_2' }),
    ];
    endsAs(t, call, folded(content), 'a stream with empty deltas');
  }),
);

function hasContent(event: Readonly<Record<string, unknown>>): boolean {
  if (event.type !== 'content_block_delta') return true;
  const { type: _type, ...content } = objectOf(event.delta);
  return Object.values(content).some((value) => value !== '');
}

for (const [id, op] of [
  [`${ID}-022`, 'messages.stream'],
  ['VAI-SDK-RST-012', 'runs.stream'],
] as const) {
  sdkRequirement(id, { operations: [op] }, async (t: SdkTrial) => {
    const { events, final } = richGolden(op);
    const inside = op === 'runs.stream' ? inRun(PING) : [];
    const pinged = [
      PING,
      PING,
      ...events.flatMap((event, at) => (at < events.length - 1 ? [event, PING, ...inside] : [event])),
    ];
    const call = await t.once(op, { reply: sse(pinged) });
    call.result();
    const rest = call.events.filter((event) => objectOf(event.event).type !== 'ping');
    t.same('events', rest, events, { what: 'The events of a stream with pings everywhere', in: call });
    endsAs(t, call, final, 'a stream with pings everywhere');
  });
}

sdkRequirement(`${ID}-025`, MESSAGES, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const provider of ['openai', 'groq', 'cerebras', 'openrouter']) {
      const model = `${provider}/some-model`;
      const events = [started({ model }), opened(0, { type: 'text', text: '' }), textDelta(0, 'Fin.'), turned()];
      const call = await delivers(t, op, sse(events), events, `a stream of ${provider} without message_stop`, {
        request: withMessage(t, op, { model }),
      });
      endsAs(t, call, folded([{ type: 'text', text: 'Fin.' }], { model }), 'a stream without message_stop');
    }
  }),
);

sdkRequirement(`${ID}-028`, { ...MESSAGES, alone: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    const strange = ['10000000', '-1', '-2147483649', '9007199254740991', '1e300', '1.5', null];
    for (const index of strange) {
      const before = await t.memory();
      let grown = 0;
      const call = await watched(t, op, async function* (onlooker) {
        yield sseHead();
        for (const event of [started(), ...textBlock(0, 'before')]) yield write(event);
        yield write(at(index, { type: 'content_block_start', content_block: { type: 'text', text: '' } }));
        yield write(at(index, { type: 'content_block_delta', delta: { type: 'text_delta', text: 'lost' } }));
        yield write(textDelta(0, ''));
        await onlooker.saw(7);
        grown = ((await t.memory()) ?? 0) - (before ?? 0);
        yield write(at(index, { type: 'content_block_stop' }));
        for (const event of [...textBlock(1, 'after'), turned(), STOP]) yield write(event);
        yield { step: 'end' };
      });
      const what = `an index that is ${index ?? 'missing'}`;
      t.that(before === null || grown < GROWTH, {
        what: `What ${what} cost in memory`,
        in: call,
        expected: `less than ${GROWTH / MIB} MiB`,
        actual: `${Math.round(grown / MIB)} MiB`,
        hint: 'Keep blocks in a map, not in a list that is as long as the index says.',
      });
      const texts = textsOf(op, call.events).filter((text) => text !== 'lost' && text !== '');
      if (call.answer.type === 'error') {
        t.kind(call, ['protocol', 'transport', 'api'], { what: `The error for ${what}`, in: call });
        t.equal(texts, ['before'], { what: `The texts before ${what}`, in: call });
      } else t.equal(texts, ['before', 'after'], { what: `The texts around ${what}`, in: call });
    }
  }),
);

/** An event with an index that JSON writes so. */
function at(index: string | null, event: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(event).slice(1);
  return `event: ${event.type}\ndata: {${index === null ? '' : `"index":${index},`}${json}\n\n`;
}
