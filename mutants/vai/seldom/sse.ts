import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { type JsonObject, objectOf } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import { reframes, retellsEvents } from '../../streams.js';

const every = () => true;
const lastOf = ['message_stop', 'run_complete', 'error'];
const last = ({ type }: StreamEvent) => lastOf.includes(type);
const first = ({ type }: StreamEvent) => type === 'message_start' || type === 'run_start';
const without = (object: unknown, name: string): JsonObject =>
  Object.fromEntries(Object.entries(objectOf(object)).filter(([each]) => each !== name));

/** Told in the first frame or the last. */
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
