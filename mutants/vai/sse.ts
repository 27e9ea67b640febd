import { gzipSync } from 'node:zlib';
import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { retells } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { reframes, wholeStream } from '../streams.js';
import * as lies from './lies.js';

const every = () => true;
const starts = ['message_start', 'run_start'];
const ends = ['message_stop', 'run_complete', 'error'];
const first = (event: StreamEvent) => starts.includes(event.type);
const last = (event: StreamEvent) => ends.includes(event.type);

/** Holds all events back until the model has said its last. */
const tellsAtTheEnd: Mutation = {
  async *events(events) {
    yield await wholeStream(events);
  },
};

/** Compresses event streams, whatever the client takes. */
const compresses: Mutation = retells(lies.anyStream, async (reply) => {
  if (reply.body instanceof Uint8Array) return reply;
  return {
    ...reply,
    headers: [...reply.headers, ['Content-Encoding', 'gzip']],
    body: gzipSync(await wholeStream(reply.body)),
  };
});

/** Writes the first text that is beyond ASCII in Latin-1. */
function inLatin1(frame: string): Uint8Array {
  return Buffer.from(frame.replace(/"(text|partial_json|model|id)":"/, '"$1":"\u00e9'), 'latin1');
}

export const sse = mutantsOf('VAI-GW-SSE', [
  [
    '001',
    'ends-with-a-done-line',
    'Writes a line that is no field.',
    reframes(last, (frame) => `${frame}[DONE]\n\n`),
    { source: 'D-71' },
  ],
  [
    '002',
    'one-data-line-per-line',
    'Breaks the data of a frame into two lines.',
    reframes(first, (frame) => frame.replace(/\ndata: \{/, '\ndata: {\ndata: ')),
    { source: 'SSE-21' },
  ],
  [
    '003',
    'data-is-not-json',
    'Writes data that is not JSON.',
    reframes(first, (frame) => frame.replace(/\}\n\n$/, ',}\n\n')),
  ],
  [
    '004',
    'every-event-is-a-message',
    'Gives frames another name than their type.',
    reframes(every, (frame) => frame.replace(/^event: .*\n/, 'event: message\n')),
    { source: 'SSE-20' },
  ],
  ['005', 'ends-lines-in-crlf', 'Ends lines in CR LF.', reframes(every, (frame) => frame.replaceAll('\n', '\r\n'))],
  ['006', 'numbers-its-events', 'Writes an id field.', reframes(every, (frame) => `id: 1\n${frame}`)],
  [
    '007',
    'begins-with-a-bom',
    'Begins the stream with a byte order mark.',
    reframes(first, (frame) => `\ufeff${frame}`),
  ],
  ['008', 'writes-latin-1', 'Writes text in Latin-1.', reframes(first, inLatin1)],
  [
    '009',
    'ends-without-a-blank-line',
    'Ends the stream with its last line.',
    reframes(last, (frame) => frame.slice(0, -1)),
  ],
  [
    '010',
    'appends-a-bare-envelope',
    'Writes an error behind the frames as plain JSON.',
    reframes(last, (frame) => `${frame}{"error":{"type":"api_error","message":"internal error"}}\n`),
    { source: 'ERR-04' },
  ],
  ['011', 'tells-at-the-end', 'Holds all events back until the last.', tellsAtTheEnd, { source: 'PERF-01' }],
  ['012', 'compresses-unasked', 'Compresses streams that nobody wanted compressed.', compresses, { source: 'PERF-01' }],
]);
