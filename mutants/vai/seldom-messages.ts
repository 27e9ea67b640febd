import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import { type JsonObject, listOf, misreadsBody, objectOf, retellsJson } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import {
  appends,
  delays,
  drops,
  goesOn,
  inserts,
  reframes,
  retellsEvents,
  retellsFirst,
  retellsStream,
} from '../streams.js';
import * as lies from './lies.js';

// The lies of the message stream that are told seldom: in a later block, at the end, in one kind of stream only.

const stream = lies.messages;
const every = () => true;
const blockEvent = (event: StreamEvent) => event.type.startsWith('content_block_');
const deltaOf = (type: string) => (event: StreamEvent) => objectOf(event.delta).type === type;
const lastOf = ['message_stop', 'run_complete', 'error'];
const last = ({ type }: StreamEvent) => lastOf.includes(type);
const first = ({ type }: StreamEvent) => type === 'message_start' || type === 'run_start';
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

export const seldomSse = mutantsOf('VAI-GW-SSE', [
  [
    '002',
    'names-no-events',
    'Leaves the event line out.',
    reframes(every, (frame) => frame.replace(/^event: .*\n/, '')),
    { source: 'SSE-20' },
  ],
  [
    '002',
    'data-before-its-name',
    'Writes the event line after the data.',
    reframes(first, (frame) => frame.replace(/^(event: .*\n)(data: .*\n)/, '$2$1')),
  ],
  [
    '003',
    'data-is-a-list',
    'Puts the data of a frame into a list.',
    reframes(last, (frame) => frame.replace(/\ndata: (.*)\n/, '\ndata: [$1]\n')),
  ],
  [
    '004',
    'the-last-event-has-another-name',
    'Gives the terminal frame another name than its type.',
    reframes(last, (frame) => frame.replace(/^event: .*\n/, 'event: done\n')),
    { source: 'SSE-20' },
  ],
  [
    '006',
    'keeps-alive-by-comments',
    'Writes comment lines.',
    reframes(first, (frame) => `: keep-alive\n\n${frame}`),
    { source: 'SSE-15' },
  ],
  ['006', 'tells-when-to-retry', 'Writes a retry field.', reframes(first, (frame) => `retry: 1000\n${frame}`)],
  [
    '008',
    'cuts-the-last-character',
    'Ends the stream within a character.',
    reframes(last, (frame) =>
      Buffer.concat([Buffer.from(frame.slice(0, -3)), Buffer.from([0xe2, 0x82]), Buffer.from(frame.slice(-3))]),
    ),
  ],
]);

export const seldomErr = mutantsOf('VAI-GW-ERR', [
  [
    '001',
    'errors-without-a-message',
    'Leaves the message out of an error frame.',
    retellsEvents('error', (event) => [{ ...event, error: without(event.error, 'message') }]),
  ],
]);

const texts = (lie: (text: string) => string) => (block: unknown) =>
  objectOf(block).type === 'text' ? { ...objectOf(block), text: lie(String(objectOf(block).text)) } : block;
const answers = (lie: (answer: JsonObject) => JsonObject) =>
  retellsJson(lies.blockingMessage, (json) => (json.error === undefined ? lie(json) : json));
const blocks = (lie: (block: unknown) => unknown) =>
  answers((answer) => ({ ...answer, content: listOf(answer.content).map(lie) }));
const calls = (lie: (call: JsonObject) => JsonObject) =>
  blocks((block) => (objectOf(block).type === 'tool_use' ? lie(objectOf(block)) : block));

export const seldomMsg = mutantsOf('VAI-GW-MSG', [
  [
    '001',
    'usage-counts-are-text',
    'Writes the counts of tokens as text.',
    answers((answer) => ({
      ...answer,
      usage: { ...objectOf(answer.usage), input_tokens: String(objectOf(answer.usage).input_tokens) },
    })),
  ],
  [
    '004',
    'calls-have-text-for-input',
    'Gives the input of a tool call as text.',
    calls((call) => ({ ...call, input: JSON.stringify(call.input) })),
  ],
  ['004', 'calls-lose-their-input', 'Gives tool calls without their input.', calls((call) => ({ ...call, input: {} }))],
  [
    '005',
    'joins-all-text',
    'Joins several texts into one.',
    answers((answer) => ({ ...answer, content: joined(listOf(answer.content)) })),
  ],
  [
    '010',
    'counts-no-input',
    'Gives 0 input tokens.',
    answers((answer) => ({ ...answer, usage: { ...objectOf(answer.usage), input_tokens: 0 } })),
  ],
  [
    '013',
    'normalises-text',
    'Composes characters that the model wrote decomposed.',
    blocks(texts((text) => text.normalize('NFC'))),
  ],
  [
    '013',
    'line-separators-are-newlines',
    'Replaces line separators by newlines.',
    blocks(texts((text) => text.replace(/[\u2028\u2029]/g, '\n'))),
  ],
  ['013', 'escapes-markup-twice', 'Escapes markup in text.', blocks(texts((text) => text.replaceAll('<', '&lt;')))],
  [
    '014',
    'forgets-the-history-of-a-talk',
    'Gives the model only the last message.',
    misreadsBody(lies.blockingMessage, (body) => ({ ...body, messages: listOf(body.messages).slice(-1) })),
  ],
  [
    '014',
    'forgets-the-tools-of-a-talk',
    'Does not give the model the tools.',
    misreadsBody(lies.blockingMessage, ({ tools: _gone, ...body }) => body),
  ],
]);

function joined(content: readonly unknown[]): readonly unknown[] {
  const all = content.map((block) => String(objectOf(block).text)).join('');
  return content.every((block) => objectOf(block).type === 'text') ? [{ type: 'text', text: all }] : content;
}
