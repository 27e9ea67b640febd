import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { type JsonObject, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { appends, cuts, delays, drops, goesOn, repeats, retellsEvents, retellsFirst } from '../streams.js';
import * as lies from './lies.js';

const stream = lies.messages;
const blockEvent = (event: StreamEvent) => event.type.startsWith('content_block_');
const deltaOf = (type: string) => (event: StreamEvent) => objectOf(event.delta).type === type;
/** Retells one member of the picked events. */
const member = (pick: Parameters<typeof retellsEvents>[0], name: string, lie: (was: JsonObject) => unknown): Mutation =>
  retellsEvents(pick, (event) => [{ ...event, [name]: lie(objectOf(event[name])) }], stream);
const without = (name: string) => (was: JsonObject) =>
  Object.fromEntries(Object.entries(was).filter(([each]) => each !== name));

const errorFrame: StreamEvent = {
  type: 'error',
  error: { type: 'api_error', message: 'upstream stream ended', request_id: 'req_0' },
};
const audioChunk: StreamEvent = { type: 'audio_chunk', format: 'pcm_s16le', audio: 'AAAA', sample_rate_hz: 24000 };
const textDelta: StreamEvent = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'more' } };

export const mst = mutantsOf('VAI-GW-MST', [
  [
    '001',
    'begins-with-a-block',
    'Opens the first block before the message.',
    delays('message_start', 'content_block_start', stream),
    { source: 'MSG-01' },
  ],
  ['002', 'starts-twice', 'Starts the message twice.', repeats('message_start', stream), { source: 'MSG-03' }],
  [
    '003',
    'counts-blocks-from-one',
    'Gives the first block the index 1.',
    retellsEvents(blockEvent, (event) => [{ ...event, index: Number(event.index) + 1 }], stream),
  ],
  [
    '004',
    'opens-a-block-again',
    'Opens a block again that it has closed.',
    appends(
      'content_block_stop',
      ({ index }) => ({ type: 'content_block_start', index, content_block: { type: 'text', text: '' } }),
      stream,
    ),
    { source: 'MSG-23' },
  ],
  [
    '005',
    'delta-before-its-block',
    'Sends a delta before the block is open.',
    delays('content_block_start', 'content_block_delta', stream),
    { source: 'MSG-05' },
  ],
  ['006', 'closes-twice', 'Closes a block twice.', repeats('content_block_stop', stream)],
  [
    '007',
    'thinks-in-a-text-block',
    'Puts a thinking delta into a text block.',
    retellsFirst(
      deltaOf('text_delta'),
      (event) => [{ ...event, delta: { type: 'thinking_delta', thinking: objectOf(event.delta).text } }],
      stream,
    ),
    { source: 'MSG-06' },
  ],
  [
    '008',
    'tool-input-loses-its-beginning',
    "Drops the first piece of a tool's input.",
    retellsFirst(
      (event) => deltaOf('input_json_delta')(event) && objectOf(event.delta).partial_json !== '',
      () => [],
      stream,
    ),
    { source: 'MSG-19' },
  ],
  ['009', 'leaves-blocks-open', 'Does not close blocks.', drops('content_block_stop', stream), { source: 'MSG-04' }],
  [
    '010',
    'stops-for-no-reason',
    'Gives no stop reason.',
    member('message_delta', 'delta', (was) => ({ ...was, stop_reason: '' })),
  ],
  [
    '011',
    'ends-without-usage',
    'Gives no usage at the end.',
    member('message_delta', 'usage', without('output_tokens')),
  ],
  [
    '012',
    'always-calls-tools',
    'Says `tool_use` where no tool is called.',
    member('message_delta', 'delta', (was) => ({ ...was, stop_reason: 'tool_use' })),
  ],
  ['013', 'never-stops', 'Ends the stream without `message_stop`.', drops('message_stop', stream), { source: 'D-04' }],
  [
    '014',
    'breaks-off-in-silence',
    'Ends the stream without a frame where the model broke off.',
    drops('error', stream),
    { source: 'D-47' },
  ],
  ['015', 'says-nothing', 'Ends the stream without a single frame.', drops(() => true, stream), { source: 'D-60' }],
  [
    '016',
    'speaks-after-the-end',
    'Sends audio after `message_stop`.',
    goesOn(() => [audioChunk], stream),
    { source: 'D-03' },
  ],
  [
    '017',
    'goes-on-after-the-end',
    'Forwards what a model says after its end.',
    goesOn(() => [{ type: 'upstream_note', note: 'bye' }], stream),
    { source: 'D-72' },
  ],
  [
    '018',
    'reports-the-failure-twice',
    "Sends an error of its own after the model's.",
    appends('error', () => errorFrame, stream),
    { source: 'D-05' },
  ],
  [
    '019',
    'pings-carry-the-time',
    'Puts the time into pings.',
    retellsEvents('ping', (event) => [{ ...event, time: 0 }], stream),
  ],
  [
    '020',
    'first-audio-is-final',
    'Marks the first audio as the last.',
    retellsFirst(
      'audio_chunk',
      (event) => [
        { ...event, is_final: true },
        { ...event, is_final: true },
      ],
      stream,
    ),
  ],
  [
    '021',
    'speaks-after-giving-up',
    'Sends audio after `audio_unavailable`.',
    appends('audio_unavailable', () => audioChunk, stream),
  ],
  [
    '022',
    'block-indices-are-text',
    'Writes the index of a block as text.',
    retellsEvents('content_block_stop', (event) => [{ ...event, index: String(event.index) }], stream),
  ],
  [
    '023',
    'starts-with-the-bare-model',
    'Leaves the provider out of the model it starts with.',
    member('message_start', 'message', (was) => ({ ...was, model: String(was.model).replace(/^[^/]*\//, '') })),
    { source: 'D-12' },
  ],
  [
    '024',
    'streams-no-total',
    'Gives a total of 0 tokens at the end.',
    member('message_delta', 'usage', (was) => ({ ...was, total_tokens: 0 })),
    { source: 'D-21' },
  ],
  [
    '025',
    'takes-input-tokens-back',
    'Gives 0 input tokens at the end.',
    member('message_delta', 'usage', (was) => ({ ...was, input_tokens: 0, total_tokens: was.output_tokens })),
    { source: 'D-21' },
  ],
  ['026', 'ends-twice', 'Sends `message_delta` twice.', repeats('message_delta', stream)],
  [
    '027',
    'starts-with-its-reason-to-stop',
    'Gives the stop reason at the start.',
    member('message_start', 'message', (was) => ({ ...was, stop_reason: 'end_turn' })),
  ],
  [
    '028',
    'writes-after-the-delta',
    'Sends text after `message_delta`.',
    appends('message_delta', () => textDelta, stream),
  ],
  [
    '029',
    'breaks-messages-off-in-silence',
    'Cuts the connection where the model broke off.',
    cuts('error', 'before', stream),
    { source: 'D-16' },
  ],
  [
    '030',
    'cuts-messages-after-their-end',
    'Cuts the connection after the terminal frame.',
    cuts('message_stop', 'after', stream),
    { source: 'D-54' },
  ],
]);
