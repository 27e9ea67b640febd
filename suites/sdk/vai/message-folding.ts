import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { sdkRequirement } from '../requirement.js';
import type { SdkTrial } from '../trial.js';
import {
  closed,
  END_USAGE,
  inputDelta,
  messageOf,
  opened,
  STOP,
  STRICT_MODEL,
  started,
  textBlock,
  textDelta,
  thinkingBlock,
  thinkingDelta,
  toolBlock,
  toolUse,
  turned,
} from './message-events.js';
import { finalOf } from './streamed.js';

const ID = 'VAI-SDK-MST';
const FOLDED = { operations: ['messages.stream'], features: ['final'] } as const;

/** What a message's blocks fold to. */
interface Folding {
  readonly id: string;
  readonly what: string;
  readonly events: readonly StreamEvent[];
  readonly content: readonly unknown[];
}

const FOLDINGS: readonly Folding[] = [
  {
    id: '003',
    what: 'two blocks of text in pieces',
    events: [...textBlock(0, 'Ein ', 'Stück ', 'Text 😀'), ...textBlock(1, 'a', 'a', 'b')],
    content: [
      { type: 'text', text: 'Ein Stück Text 😀' },
      { type: 'text', text: 'aab' },
    ],
  },
  {
    id: '004',
    what: 'the fragments of two inputs',
    events: [
      ...toolBlock(
        0,
        {},
        '{"place":"Tu',
        'rin 東',
        '京","n":[1,2',
        '0,-3.5e1],"deep":{"a":',
        '{"b":null}},"s":"\\',
        '"\\n"}',
      ),
      ...toolBlock(1, { type: 'server_tool_use', id: 'toolu_2' }, '{', '"q":true', '}'),
    ],
    content: [
      toolUse({ place: 'Turin 東京', n: [1, 20, -35], deep: { a: { b: null } }, s: '"\n' }),
      toolUse({ q: true }, { type: 'server_tool_use', id: 'toolu_2' }),
    ],
  },
  {
    id: '005',
    what: 'thinking before a text',
    events: [...thinkingBlock(0, 'Hm, ', 'Turin.'), ...textBlock(1, 'Turin it is.')],
    content: [
      { type: 'thinking', thinking: 'Hm, Turin.' },
      { type: 'text', text: 'Turin it is.' },
    ],
  },
  {
    id: '006',
    what: 'blocks that come in another order',
    events: [...textBlock(1, 'second'), ...textBlock(2, 'third'), ...textBlock(0, 'first')],
    content: ['first', 'second', 'third'].map((text) => ({ type: 'text', text })),
  },
  {
    id: '007',
    what: 'blocks that are open at the same time',
    events: [
      opened(0, { type: 'text', text: '' }),
      opened(1, toolUse({})),
      opened(2, toolUse({}, { id: 'toolu_2' })),
      inputDelta(1, '{"a":'),
      textDelta(0, 'one '),
      inputDelta(2, '{"b":'),
      inputDelta(1, '1}'),
      closed(1),
      textDelta(0, 'two'),
      inputDelta(2, '2}'),
      closed(2),
      closed(0),
    ],
    content: [{ type: 'text', text: 'one two' }, toolUse({ a: 1 }), toolUse({ b: 2 }, { id: 'toolu_2' })],
  },
  {
    id: '008',
    what: 'blocks that are never stopped',
    events: [
      opened(0, { type: 'text', text: '' }),
      textDelta(0, 'All '),
      textDelta(0, 'here'),
      opened(1, toolUse({})),
      inputDelta(1, '{"place":'),
      inputDelta(1, '"Turin"}'),
    ],
    content: [{ type: 'text', text: 'All here' }, toolUse({ place: 'Turin' })],
  },
  {
    id: '009',
    what: 'fragments that are no JSON object',
    events: [
      ...toolBlock(0, { input: { seed: 1 } }, '{"place":', '"Tu'),
      ...toolBlock(1, { id: 'toolu_2' }, '[1,', '2]'),
      ...toolBlock(2, { id: 'toolu_3' }, '{"ok"', ':1}'),
    ],
    content: [toolUse({ seed: 1 }), toolUse({}, { id: 'toolu_2' }), toolUse({ ok: 1 }, { id: 'toolu_3' })],
  },
  {
    id: '010',
    what: 'indices with gaps',
    events: [...textBlock(1, 'a'), ...textBlock(4, 'b'), ...textBlock(40, 'c')],
    content: ['a', 'b', 'c'].map((text) => ({ type: 'text', text })),
  },
  {
    id: '015',
    what: 'tools without fragments',
    events: [...toolBlock(0, { input: { preset: [1] } }), ...toolBlock(1, { id: 'toolu_2' })],
    content: [toolUse({ preset: [1] }), toolUse({}, { id: 'toolu_2' })],
  },
  {
    id: '016',
    what: 'deltas of another kind than their block',
    events: [
      opened(0, { type: 'text', text: '' }),
      thinkingDelta(0, 'wrong'),
      textDelta(0, 'right'),
      inputDelta(0, '{"wrong":1}'),
      closed(0),
      opened(1, { type: 'thinking', thinking: '' }),
      textDelta(1, 'wrong'),
      thinkingDelta(1, 'right'),
      closed(1),
      opened(2, toolUse({})),
      textDelta(2, 'wrong'),
      inputDelta(2, '{"right":1}'),
      thinkingDelta(2, 'wrong'),
      closed(2),
    ],
    content: [{ type: 'text', text: 'right' }, { type: 'thinking', thinking: 'right' }, toolUse({ right: 1 })],
  },
  {
    id: '017',
    what: 'deltas of blocks that were never started',
    events: [
      textDelta(0, 'nobody '),
      ...textBlock(1, 'somebody'),
      textDelta(2, 'nobody'),
      inputDelta(3, '{"nobody":1}'),
      closed(3),
    ],
    content: [{ type: 'text', text: 'somebody' }],
  },
];

for (const { id, what, events, content } of FOLDINGS) {
  sdkRequirement(`${ID}-${id}`, FOLDED, (t: SdkTrial) =>
    t.each(async (op) => {
      const { call, final } = await finalOf(t, op, messageOf(...events));
      t.same('content', final.content, content, { what: `The content that ${what} add up to`, in: call });
      // In a member that its block does not have, a stray delta would not show above.
      const strays = JSON.stringify(final.content).match(/wrong|nobody/g) ?? [];
      t.equal(strays, [], { what: `Pieces of ${what} that are in no block of theirs`, in: call });
    }),
  );
}

sdkRequirement(`${ID}-011`, FOLDED, (t: SdkTrial) =>
  t.each(async (op) => {
    const usage = { input_tokens: 100, output_tokens: 50, total_tokens: 150, cache_read_tokens: 25 };
    const { call, final } = await finalOf(t, op, [started({ usage }), ...textBlock(0, 'x'), turned('end_turn'), STOP]);
    t.same('usage', final.usage, END_USAGE, {
      what: 'The usage of a final message whose start told another one',
      in: call,
      hint: 'Take the whole usage of message_delta; add nothing, and keep no member of the earlier one.',
    });
  }),
);

sdkRequirement(`${ID}-012`, FOLDED, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const reason of ['max_tokens', 'stop_sequence', 'tool_use', 'end_turn']) {
      const { call, final } = await finalOf(t, op, [started(), ...textBlock(0, 'x'), turned(reason), STOP]);
      t.equal(final.stop_reason, reason, { what: 'The stop reason of the final message', in: call });
    }
  }),
);

sdkRequirement(`${ID}-023`, FOLDED, (t: SdkTrial) =>
  t.each(async (op) => {
    const first = turned('tool_use', { input_tokens: 90, output_tokens: 80, total_tokens: 170 });
    const { call, final } = await finalOf(t, op, [started(), ...textBlock(0, 'x'), first, turned('max_tokens'), STOP]);
    t.equal(final.stop_reason, 'max_tokens', { what: 'The stop reason after two message_delta events', in: call });
    t.same('usage', final.usage, END_USAGE, { what: 'The usage after two message_delta events', in: call });
  }),
);

sdkRequirement(`${ID}-024`, FOLDED, (t: SdkTrial) =>
  t.each(async (op) => {
    const held = {
      content: [{ type: 'text', text: 'Already there.' }],
      metadata: { user_transcript: 'what was said' },
    };
    const { call, final } = await finalOf(t, op, [started(held), ...textBlock(1, 'New.'), turned(), STOP]);
    const content = [...held.content, { type: 'text', text: 'New.' }];
    t.same('content', final.content, content, { what: 'The content after a start that held some already', in: call });
    t.equal(final.metadata, held.metadata, { what: 'The metadata that message_start held', in: call });
  }),
);

sdkRequirement(`${ID}-026`, { ...FOLDED, features: ['final', 'utf16_text'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const events = messageOf(...textBlock(0, 'cut \ud83d', '\ude00 whole'));
    const { call, final } = await finalOf(t, op, events);
    const content = [{ type: 'text', text: 'cut 😀 whole' }];
    t.same('content', final.content, content, { what: 'The content after a cut inside a surrogate pair', in: call });
  }),
);

sdkRequirement(`${ID}-034`, FOLDED, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const id of ['msg_one', 'msg_two']) {
      const { call, final } = await finalOf(t, op, [started({ id }), ...textBlock(0, 'x'), turned(), STOP]);
      const told = { id: final.id, role: final.role, model: final.model };
      t.equal(told, { id, role: 'assistant', model: STRICT_MODEL }, { what: 'What the final message is', in: call });
    }
  }),
);
