import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import { type Ask, isObject, type JsonObject, objectOf, retellsJson, together } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { drops, retellsEvents } from '../streams.js';
import * as lies from './lies.js';

const blockTypes = [
  'text',
  'thinking',
  'tool_use',
  'server_tool_use',
  'web_search_tool_result',
  'redacted_thinking',
  'audio',
  'image',
];
const deltaTypes = ['text_delta', 'thinking_delta', 'input_json_delta'];
const eventTypes = [
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'ping',
  'error',
  'audio_chunk',
  'audio_unavailable',
];
const stopReasons = ['', 'end_turn', 'max_tokens', 'stop_sequence', 'tool_use'];
const headers =
  /^(host|connection|content-(type|length)|transfer-encoding|accept(-.*)?|authorization|user-agent|origin|te|expect|access-control-.*|sec-fetch-.*|x-vai-version|x-vai-scenario|x-request-id|x-provider-key-.*)$/i;

const unknownBlock = (block: unknown) => isObject(block) && !blockTypes.includes(String(block.type));
const bare = (block: unknown) => (unknownBlock(block) ? { type: objectOf(block).type } : block);
const knownReason = (reason: unknown) => (stopReasons.includes(String(reason)) ? reason : 'end_turn');
const hasMembers = (value: unknown) => isObject(value) && Object.keys(value).length > 0;

const blocks = (lie: (block: unknown) => unknown) =>
  retellsJson(lies.blockingMessage, (json) =>
    Array.isArray(json.content) ? { ...json, content: json.content.map(lie) } : json,
  );

/** Reads stop reasons into a closed list. */
const knowsAllReasons = together(
  retellsJson(lies.blockingMessage, (json) =>
    json.stop_reason === undefined ? json : { ...json, stop_reason: knownReason(json.stop_reason) },
  ),
  retellsEvents('message_delta', (event) => [
    { ...event, delta: { ...objectOf(event.delta), stop_reason: knownReason(objectOf(event.delta).stop_reason) } },
  ]),
);

const unsigned = (block: unknown): JsonObject => {
  const { signature: _gone, ...rest } = objectOf(block);
  return rest;
};

export const fwd = mutantsOf('VAI-GW-FWD', [
  [
    '001',
    'streams-unknown-blocks-bare',
    'Streams a block of unknown type without its members.',
    retellsEvents('content_block_start', (event) => [{ ...event, content_block: bare(event.content_block) }]),
    { source: 'FWD-05' },
  ],
  [
    '002',
    'drops-unknown-deltas',
    'Drops deltas that it does not know.',
    drops(
      (event) =>
        isObject(event.delta) && event.type === 'content_block_delta' && !deltaTypes.includes(String(event.delta.type)),
    ),
    { source: 'FWD-05' },
  ],
  [
    '003',
    'drops-unknown-events',
    'Drops events that it does not know.',
    drops((event: StreamEvent) => !eventTypes.includes(event.type), lies.messages),
  ],
  ['004', 'knows-all-stop-reasons', 'Says `end_turn` for a stop reason that it does not know.', knowsAllReasons],
  [
    '005',
    'answers-unknown-blocks-bare',
    'Answers a block of unknown type without its members.',
    blocks(bare),
    { source: 'FWD-05' },
  ],
  [
    '006',
    'refuses-unknown-headers',
    'Refuses requests with headers that it does not know.',
    lies.refuses(({ request }: Ask) => request.headers.some(([name]) => !headers.test(name))),
  ],
  [
    '007',
    'refuses-free-members',
    'Refuses members of metadata and extensions.',
    lies.refuses(
      (ask) => [lies.modelRequest(ask).metadata, lies.modelRequest(ask).extensions].some(hasMembers),
      'metadata',
    ),
  ],
  [
    '008',
    'forgets-signatures',
    'Leaves the signature of thinking out.',
    blocks((block) => (objectOf(block).type === 'thinking' ? unsigned(block) : block)),
    { source: 'D-24' },
  ],
]);
