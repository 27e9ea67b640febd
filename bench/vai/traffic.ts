import { EVENTS_PER_STREAM, postJson, SCHEDULE_GAP_MS, SCHEDULED_EVENTS, type Traffic } from '../traffic.js';
import { endless } from './endless.js';
import { WORDS } from './words.js';

const MODEL = 'anthropic/claude-sonnet-4';
const apiKey = 'vai_sk_bench';
const headers = {
  Authorization: `Bearer ${apiKey}`,
  'X-VAI-Version': '1',
  'X-Provider-Key-Anthropic': 'bench-provider-key',
};

/** `message_start`, the block's start and stop, `message_delta` and `message_stop` are events too. */
const FRAME_EVENTS = 5;
const usage = { input_tokens: 25, output_tokens: 400 };

function says(deltas: readonly string[], more: Readonly<Record<string, unknown>> = {}): unknown {
  const turn = { content: [{ type: 'text', deltas }], stop_reason: 'end_turn', usage, ...more };
  return { purpose: 'traffic of the bench', model: { turns: [turn] } };
}

/** Without a name: the scenario that a gateway speaks when it is told none. */
function ask(stream: boolean, scenario?: string): Buffer {
  const directive = scenario === undefined ? '' : `[[scenario:${scenario}]] `;
  return postJson('/v1/messages', headers, {
    model: MODEL,
    max_tokens: 1024,
    ...(stream ? { stream: true } : {}),
    messages: [{ role: 'user', content: `${directive}What makes the tide rise, in one sentence?` }],
  });
}

const words = (count: number) => Array.from({ length: count }, (_, index) => WORDS[index % WORDS.length] ?? '');

export const traffic: Traffic = {
  apiKey,
  settings: {
    api_keys: apiKey,
    rate_limit_rps: '0',
    rate_limit_burst: '0',
    max_concurrent_requests: '0',
    max_streams_per_principal: '0',
  },
  scenarios: {
    'bench-burst': says(words(EVENTS_PER_STREAM - FRAME_EVENTS)),
    'bench-held': says(['held'], { fail: { at: 'after:1', how: 'silence' } }),
    'bench-scheduled': says(words(SCHEDULED_EVENTS - FRAME_EVENTS), { gap_ms: SCHEDULE_GAP_MS }),
  },
  json: ask(false),
  burst: ask(true, 'bench-burst'),
  held: ask(true, 'bench-held'),
  scheduled: ask(true, 'bench-scheduled'),
  jsonAnswer: `${JSON.stringify({
    id: 'msg_0123456789abcdef01234567',
    type: 'message',
    role: 'assistant',
    model: MODEL,
    content: [{ type: 'text', text: 'Hello from the mock gateway.' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 12, output_tokens: 6, total_tokens: 18 },
  })}\n`,
  endless,
};
