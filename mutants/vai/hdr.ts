import type { Mutation } from '../../mock-gateway/engine/mutation.js';
import { retells, retellsHeader } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { wholeStream } from '../streams.js';
import * as lies from './lies.js';

const isJson = (value: string | undefined) => /^application\/json/i.test(value ?? '');
const isStream = (value: string | undefined) => /^text\/event-stream/i.test(value ?? '');
const oneMore = (value: string | undefined) => (value === undefined ? value : String(Number(value) + 1));

/** Holds the whole stream back to count it. */
const declaresLength: Mutation = retells(lies.anyStream, async (reply) => {
  if (reply.body instanceof Uint8Array) return reply;
  const body = await wholeStream(reply.body);
  return { ...reply, headers: [...reply.headers, ['Content-Length', String(body.byteLength)]], body };
});

export const hdr = mutantsOf('VAI-GW-HDR', [
  [
    '001',
    'json-as-text',
    'Sends JSON as plain text.',
    retellsHeader('Content-Type', (was) => (isJson(was) ? 'text/plain; charset=utf-8' : was)),
  ],
  [
    '002',
    'stream-as-json',
    'Sends event streams under the name of JSON.',
    retellsHeader('Content-Type', (was) => (isStream(was) ? 'application/json' : was)),
  ],
  [
    '003',
    'names-no-charset',
    'Leaves the charset unsaid.',
    retellsHeader('Content-Type', (was) => was?.replace(/;.*$/, '')),
  ],
  [
    '004',
    'counts-one-input-token-more',
    'Says one input token more in the header than in the body.',
    retellsHeader('X-Input-Tokens', oneMore, lies.blockingMessage),
  ],
  [
    '005',
    'says-no-output-tokens',
    'Leaves the header with the output tokens out.',
    retellsHeader('X-Output-Tokens', () => undefined, lies.blockingMessage),
  ],
  [
    '006',
    'total-header-is-zero',
    'Says 0 tokens in total.',
    retellsHeader('X-Total-Tokens', (was) => (was === undefined ? was : '0'), lies.blockingMessage),
  ],
  [
    '007',
    'names-the-bare-model-in-the-header',
    'Leaves the provider out of the model header.',
    retellsHeader('X-Model', (was) => was?.replace(/^[^/]*\//, ''), lies.blockingMessage),
  ],
  [
    '008',
    'streams-may-be-cached',
    'Lets caches keep event streams.',
    retellsHeader('Cache-Control', () => undefined, lies.anyStream),
    { source: 'PERF-02' },
  ],
  [
    '009',
    'streams-may-be-buffered',
    'Does not tell proxies to pass streams on at once.',
    retellsHeader('X-Accel-Buffering', () => undefined, lies.anyStream),
    { source: 'PERF-02' },
  ],
  ['010', 'declares-a-length-for-streams', 'Declares a length for a body that it does not know yet.', declaresLength],
]);
