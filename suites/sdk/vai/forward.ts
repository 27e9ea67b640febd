import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { sdkRequirement } from '../requirement.js';
import { json, sse } from '../server/replies.js';
import type { SdkTrial } from '../trial.js';
import { withStrangers } from './answers.js';
import { BLOCKS_GOLDEN, inRun, inStream, RUN_FINAL, RUN_GOLDEN, richGolden, shortGolden } from './goldens.js';
import {
  closed,
  delta,
  folded,
  messageOf,
  opened,
  STOP,
  started,
  textBlock,
  textDelta,
  toolBlock,
  toolUse,
  turned,
} from './message-events.js';
import { objectOf, POSTS, STREAMS } from './operations.js';
import { delivers, endsAs, finalOf } from './streamed.js';

const ID = 'VAI-SDK-FWD';
const MESSAGES = { operations: ['messages.stream'] } as const;
const RUNS = { operations: ['runs.stream'] } as const;
const RAW = { operations: STREAMS, features: ['raw_events'] } as const;

const UNKNOWN: StreamEvent = { type: 'x_future_event', index: 0, data: { text: 'not a text', list: [1, null] } };
/** Unknown, and in the shape of nothing that is known. */
const BARE: StreamEvent = { type: 'x_future_bare' };

/** Whether an event, or the one inside it, is of a type that the contract names. */
function isKnown(event: Readonly<Record<string, unknown>>): boolean {
  const inner = event.type === 'stream_event' ? objectOf(event.event) : event;
  return !String(inner.type).startsWith('x_future');
}

/** Strange events before, between and after the known ones, though not after the last. */
function among(events: readonly StreamEvent[], ...strange: readonly StreamEvent[]): StreamEvent[] {
  return [...strange, ...events.flatMap((event, at) => (at === events.length - 1 ? [event] : [event, ...strange]))];
}

async function around(t: SdkTrial, op: string, strange: readonly StreamEvent[], what: string): Promise<void> {
  const { events, final } = richGolden(op);
  const call = await t.once(op, { reply: sse(among(events, ...strange)) });
  call.result();
  t.same('events', call.events.filter(isKnown), events, { what: `The events around ${what}`, in: call });
  endsAs(t, call, final, `a stream with ${what}`);
}

sdkRequirement(`${ID}-001`, MESSAGES, (t: SdkTrial) =>
  t.each((op) => around(t, op, [UNKNOWN, BARE], 'events of an unknown type')),
);
sdkRequirement(`${ID}-002`, RUNS, (t: SdkTrial) =>
  t.each((op) => around(t, op, [UNKNOWN, BARE], 'events of an unknown type')),
);
sdkRequirement(`${ID}-003`, RUNS, (t: SdkTrial) =>
  t.each((op) => around(t, op, inRun(UNKNOWN, BARE), 'events of an unknown type inside stream_event')),
);

sdkRequirement(`${ID}-004`, RAW, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = shortGolden(op);
    const strange = op === 'runs.stream' ? [UNKNOWN, ...inRun(UNKNOWN)] : [UNKNOWN];
    const call = await t.once(op, { reply: sse([...events.slice(0, 3), ...strange, ...events.slice(3)]) });
    call.result();
    const told = call.events.filter((event) => !isKnown(event));
    t.same('raw-events', told, strange, { what: 'The events of an unknown type', in: call });
  }),
);

const FUTURE_BLOCK = { type: 'x_future_block', text: '', payload: { deep: [{ a: null }] } };
const WITH_FUTURE_BLOCK = [
  ...textBlock(0, 'before'),
  opened(1, FUTURE_BLOCK),
  delta(1, { type: 'x_future_delta', piece: 'unknown' }),
  closed(1),
  ...toolBlock(2, {}, '{"after":', 'true}'),
];

sdkRequirement(`${ID}-005`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const events = inStream(op, messageOf(...WITH_FUTURE_BLOCK));
    const call = await t.once(op, { reply: sse(events) });
    const { value } = call.result();
    // What an SDK makes of the events of a block that it does not know is free.
    const others = (told: readonly Readonly<Record<string, unknown>>[]) =>
      told.filter((event) => (event.type === 'stream_event' ? objectOf(event.event) : event).index !== 1);
    t.same('events', others(call.events), others(events), { what: 'The events around an unknown block', in: call });
    if (op === 'runs.stream' || !t.has('final', op)) return;
    const { content } = objectOf(value);
    const known = Array.isArray(content)
      ? content.filter((block) => objectOf(block).type !== FUTURE_BLOCK.type)
      : content;
    const expected = [{ type: 'text', text: 'before' }, toolUse({ after: true })];
    t.same('content', known, expected, { what: 'The blocks around an unknown one', in: call });
  }),
);

sdkRequirement(`${ID}-006`, { ...MESSAGES, features: ['raw_events', 'final'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { call, final } = await finalOf(t, op, messageOf(...WITH_FUTURE_BLOCK));
    const content = [{ type: 'text', text: 'before' }, FUTURE_BLOCK, toolUse({ after: true })];
    t.same('content', final.content, content, { what: 'The content with an unknown block', in: call });
  }),
);

sdkRequirement(`${ID}-007`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const strange = (index: number) =>
      delta(index, { type: 'x_future_delta', text: 'no', partial_json: '!', thinking: 'no' });
    const message = messageOf(
      opened(0, { type: 'text', text: '' }),
      strange(0),
      textDelta(0, 'as it '),
      strange(0),
      textDelta(0, 'is'),
      closed(0),
      opened(1, toolUse({})),
      strange(1),
      delta(1, { type: 'input_json_delta', partial_json: '{"a":1}' }),
      strange(1),
      closed(1),
    );
    const events = inStream(op, message);
    const call = await t.once(op, { reply: sse(events) });
    call.result();
    const known = (told: readonly Readonly<Record<string, unknown>>[]) =>
      told.filter((event) => {
        const inner = event.type === 'stream_event' ? objectOf(event.event) : event;
        return inner.type !== 'content_block_delta' || objectOf(inner.delta).type !== 'x_future_delta';
      });
    t.same('events', known(call.events), known(events), { what: 'The events around unknown deltas', in: call });
    if (op === 'runs.stream') return;
    endsAs(t, call, folded([{ type: 'text', text: 'as it is' }, toolUse({ a: 1 })]), 'a stream with unknown deltas');
  }),
);

sdkRequirement(`${ID}-008`, MESSAGES, (t: SdkTrial) =>
  t.each(async (op) => {
    const events = [started(), ...textBlock(0, 'x'), turned('x_future_reason'), STOP];
    const call = await delivers(t, op, sse(events), events, 'a stream with an unknown stop reason');
    endsAs(t, call, folded([{ type: 'text', text: 'x' }], { stop_reason: 'x_future_reason' }), 'that stream');
  }),
);

sdkRequirement(`${ID}-009`, RUNS, (t: SdkTrial) =>
  t.each(async (op) => {
    const result = { ...RUN_FINAL, stop_reason: 'x_future_reason' };
    const events = [...RUN_GOLDEN.events.slice(0, -1), { type: 'run_complete', result }];
    const call = await delivers(t, op, sse(events), events, 'a run with an unknown stop reason');
    endsAs(t, call, result, 'that run');
  }),
);

/** The golden with members that no contract names in each of its objects. */
function strangers(op: string): StreamEvent[] {
  return richGolden(op).events.map((event) => ({ ...objectOf(withStrangers(event)), type: event.type }));
}

sdkRequirement(`${ID}-010`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events, final } = richGolden(op);
    const call = await delivers(t, op, sse(strangers(op)), events, 'a stream with unknown members');
    endsAs(t, call, final, 'a stream with unknown members');
  }),
);

sdkRequirement(`${ID}-011`, RAW, (t: SdkTrial) =>
  t.each(async (op) => {
    const events = strangers(op);
    const call = await t.once(op, { reply: sse(events) });
    call.result();
    const told = call.events.filter(({ type }) => type !== 'ping');
    t.same('raw-events', told, events, { what: 'The events, unknown members included', in: call });
  }),
);

sdkRequirement(`${ID}-012`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const usage = { cache_read_tokens: null, cache_write_tokens: null, cost_usd: null };
    const message = { stop_sequence: null, metadata: null };
    const members: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      message_start: { message },
      message_delta: { delta: { stop_sequence: null }, usage },
      run_start: { request_id: null, protocol_version: null },
      tool_result: { is_error: null, error: null },
      step_complete: { response: null },
      run_complete: { result: { response: null, messages: null, usage } },
    };
    const { events } = richGolden(op);
    const nulled = events.map((event) => withMembers(event, members));
    const call = await delivers(t, op, sse(nulled), nulled, 'a stream whose optional members are null');
    const last = objectOf(nulled.at(-1));
    endsAs(t, call, op === 'runs.stream' ? last.result : BLOCKS_GOLDEN.final, 'that stream');
  }),
);

/** An event, or the one inside it, with what is said of its type put into its members. */
function withMembers(
  event: StreamEvent,
  members: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): StreamEvent {
  if (event.type === 'stream_event') {
    const inner = objectOf(event.event);
    return { ...event, event: withMembers({ ...inner, type: String(inner.type) }, members) };
  }
  return { ...merged(event, members[event.type] ?? {}), type: event.type };
}

function merged(
  value: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const pairs = Object.entries(more).map(([name, member]) => [
    name,
    member === null ? null : merged(objectOf(value[name]), objectOf(member)),
  ]);
  return { ...value, ...Object.fromEntries(pairs) };
}

sdkRequirement(`${ID}-013`, { ...MESSAGES, features: ['final'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const reason of ['end_turn', 'max_tokens', 'x_future_reason']) {
      const events = [started(), ...textBlock(0, 'Then:'), ...toolBlock(1, {}, '{"a":', '1}'), turned(reason), STOP];
      const { call, final } = await finalOf(t, op, events);
      const content = [{ type: 'text', text: 'Then:' }, toolUse({ a: 1 })];
      t.same('content', final.content, content, { what: `The content of a message that ends as ${reason}`, in: call });
    }
  }),
);

sdkRequirement(`${ID}-014`, RUNS, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events, final } = shortGolden(op);
    for (const protocol_version of ['2', '1.1', '2027-01']) {
      const told = events.map((event) => (event.type === 'run_start' ? { ...event, protocol_version } : event));
      const call = await delivers(t, op, sse(told), told, `a run of protocol ${protocol_version}`);
      endsAs(t, call, final, `a run of protocol ${protocol_version}`);
    }
  }),
);

sdkRequirement(`${ID}-015`, { operations: POSTS, errorFields: ['type'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    const error = { type: 'x_future_error', message: 'of a kind to come' };
    const replies = [json({ error }, { status: 422 }), json({ error }, { status: 503 })];
    if (STREAMS.includes(op)) replies.push(sse([...shortGolden(op).events.slice(0, 3), { type: 'error', error }]));
    for (const reply of replies) {
      const call = await t.once(op, { reply });
      const told = t.kind(call, ['api'], { what: 'The error of an unknown type', in: call });
      t.equal(told.type, error.type, { what: 'The type of the error', in: call });
    }
  }),
);
