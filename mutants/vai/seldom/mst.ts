import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { type JsonObject, objectOf } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import { appends, delays, drops, goesOn, inserts, retellsEvents, retellsFirst, retellsStream } from '../../streams.js';
import * as lies from '../lies.js';

const stream = lies.messages;
const blockEvent = (event: StreamEvent) => event.type.startsWith('content_block_');
const deltaOf = (type: string) => (event: StreamEvent) => objectOf(event.delta).type === type;
const audio: StreamEvent = { type: 'audio_chunk', format: 'pcm_s16le', audio: 'AAAA', sample_rate_hz: 24000 };
const without = (object: unknown, name: string): JsonObject =>
  Object.fromEntries(Object.entries(objectOf(object)).filter(([each]) => each !== name));

/** Streams `[]` for the input of a tool. */
const listsToolInput = retellsStream(stream, () => {
  let said = false;
  return {
    each(event) {
      if (!deltaOf('input_json_delta')(event)) return [event];
      const partial_json = said ? '' : '[]';
      said = true;
      return [{ ...event, delta: { type: 'input_json_delta', partial_json } }];
    },
  };
});

/** Told in a later block, or at the end of a message. */
export const seldomMst = mutantsOf('VAI-GW-MST', [
  [
    '001',
    'greets-before-it-begins',
    'Says something of its own before the message begins.',
    inserts('message_start', () => ({ type: 'connected' }), stream),
  ],
  [
    '002',
    'starts-again-at-the-end',
    'Starts the message again before it stops.',
    inserts('message_stop', () => ({ type: 'message_start', message: {} }), stream),
  ],
  [
    '004',
    'all-calls-have-index-zero',
    'Gives the second block the index of the first.',
    retellsEvents(
      (event) => blockEvent(event) && event.index === 1,
      (event) => [{ ...event, index: 0 }],
      stream,
    ),
    { source: 'MSG-23' },
  ],
  [
    '005',
    'writes-into-closed-blocks',
    'Sends a delta for a block that it has closed.',
    appends(
      'content_block_stop',
      ({ index }) => ({ type: 'content_block_delta', index, delta: { type: 'text_delta', text: '' } }),
      stream,
    ),
  ],
  [
    '006',
    'closes-what-never-opened',
    'Closes a block that it has not opened.',
    inserts('message_delta', () => ({ type: 'content_block_stop', index: 9 }), stream),
  ],
  [
    '007',
    'text-in-a-tool-block',
    'Puts a text delta into a tool block.',
    retellsEvents(
      deltaOf('input_json_delta'),
      (event) => [{ ...event, delta: { type: 'text_delta', text: objectOf(event.delta).partial_json } }],
      stream,
    ),
    { source: 'MSG-06' },
  ],
  ['008', 'tool-input-is-a-list', 'Streams a list for the input of a tool.', listsToolInput],
  [
    '009',
    'leaves-the-last-block-open',
    'Closes all blocks but those after the first.',
    drops((event) => event.type === 'content_block_stop' && event.index !== 0, stream),
    { source: 'MSG-04' },
  ],
  [
    '009',
    'closes-the-last-block-late',
    'Closes a block only after `message_delta`.',
    delays('content_block_stop', 'message_delta', stream),
  ],
  [
    '010',
    'stop-reason-is-null',
    'Gives null for the stop reason.',
    retellsEvents(
      'message_delta',
      (event) => [{ ...event, delta: { ...objectOf(event.delta), stop_reason: null } }],
      stream,
    ),
  ],
  [
    '011',
    'ends-without-a-total',
    'Gives no total at the end.',
    retellsEvents('message_delta', (event) => [{ ...event, usage: without(event.usage, 'total_tokens') }], stream),
  ],
  [
    '011',
    'ends-without-any-usage',
    'Leaves the usage at the end out.',
    retellsEvents('message_delta', (event) => [{ type: event.type, delta: event.delta }], stream),
  ],
  [
    '016',
    'gives-the-voice-up-after-the-end',
    'Says after `message_stop` that there is no audio.',
    goesOn(() => [{ type: 'audio_unavailable', reason: 'tts_failed', message: 'TTS synthesis failed: late' }], stream),
    { source: 'D-03' },
  ],
  [
    '020',
    'speaks-after-the-final-audio',
    'Sends audio after the chunk that is final.',
    appends(
      (event) => event.type === 'audio_chunk' && event.is_final === true,
      () => audio,
      stream,
    ),
  ],
  [
    '022',
    'deltas-have-no-text',
    'Sends text deltas without text.',
    retellsFirst(deltaOf('text_delta'), (event) => [{ ...event, delta: { type: 'text_delta' } }], stream),
  ],
  [
    '022',
    'starts-without-a-role',
    'Leaves the role out of the message it starts with.',
    retellsEvents('message_start', (event) => [{ ...event, message: without(event.message, 'role') }], stream),
  ],
  ['026', 'says-not-why-it-stops', 'Leaves `message_delta` out.', drops('message_delta', stream)],
  [
    '027',
    'starts-with-all-its-content',
    'Gives content with the start.',
    retellsEvents(
      'message_start',
      (event) => [{ ...event, message: { ...objectOf(event.message), content: [{ type: 'text', text: '' }] } }],
      stream,
    ),
  ],
]);
