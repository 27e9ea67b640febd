import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';
import { sdkRequirement } from '../requirement.js';
import { json, sse } from '../server/replies.js';
import type { Call, SdkTrial } from '../trial.js';
import { inRun, RUN_FINAL, RUN_GOLDEN, SHORT_RUN_GOLDEN } from './goldens.js';
import {
  folded,
  messageOf,
  PING,
  STOP,
  STRICT_MODEL,
  started,
  textBlock,
  toolBlock,
  turned,
} from './message-events.js';
import { objectOf } from './operations.js';
import { delivers, endsAs } from './streamed.js';

const ID = 'VAI-SDK-RST';
const RUNS = { operations: ['runs.stream'] } as const;
const START: StreamEvent = { type: 'run_start', request_id: 'req_1', model: STRICT_MODEL, protocol_version: '1' };
const COMPLETE: StreamEvent = { type: 'run_complete', result: RUN_FINAL };

/** A run of one step that holds these events. */
function runOf(...events: readonly StreamEvent[]): StreamEvent[] {
  return [START, { type: 'step_start', index: 0 }, ...events, COMPLETE];
}

function eventsOf(call: Call, ...types: readonly string[]) {
  return call.events.filter(({ type }) => types.includes(String(type)));
}

sdkRequirement(`${ID}-001`, RUNS, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const { events } of [RUN_GOLDEN, SHORT_RUN_GOLDEN]) await delivers(t, op, sse(events), events, 'a run');
  }),
);

sdkRequirement(`${ID}-002`, RUNS, (t: SdkTrial) =>
  t.each(async (op) => {
    const inner = [
      started({ metadata: { user_transcript: 'Météo ?' } }),
      ...textBlock(0, 'Un instant 🌦'),
      ...toolBlock(1, {}, '{"q":', '1}'),
      turned('tool_use'),
      STOP,
    ];
    const call = await t.once(op, { reply: sse(runOf(...inRun(...inner))) });
    call.result();
    const told = eventsOf(call, 'stream_event').map(({ event }) => objectOf(event));
    t.same('events', told, inner, { what: 'The message events inside a run', in: call });
  }),
);

sdkRequirement(`${ID}-004`, { ...RUNS, features: ['final'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    // Told otherwise than streamed, so that a result which the SDK puts together itself shows.
    const response = folded([{ type: 'text', text: 'As the gateway tells it.' }], { id: 'msg_told' });
    const result = {
      response,
      steps: [{ index: 0, response, duration_ms: 3 }],
      tool_call_count: 5,
      turn_count: 4,
      usage: { input_tokens: 1000, output_tokens: 200, total_tokens: 1200, cache_read_tokens: 30 },
      stop_reason: 'max_tokens',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Weather?' }] }],
    };
    const events = [...SHORT_RUN_GOLDEN.events.slice(0, -1), { type: 'run_complete', result }];
    const call = await t.once(op, { reply: sse(events) });
    t.same(op, call.result().value, result, { what: 'The result of a run', in: call });
  }),
);

sdkRequirement(`${ID}-007`, RUNS, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events } = RUN_GOLDEN;
    const call = await t.once(op, { reply: sse(events) });
    call.result();
    const types = call.events.map(({ type }) => type).filter((type) => type !== 'ping');
    t.equal(
      types,
      events.map(({ type }) => type),
      { what: 'The events of a run of two steps', in: call },
    );
  }),
);

/** Events about tools, handed over as they came. */
function tools(id: string, what: string, events: readonly StreamEvent[]): void {
  sdkRequirement(`${ID}-${id}`, RUNS, (t: SdkTrial) =>
    t.each(async (op) => {
      const call = await t.once(op, { reply: sse(runOf(...inRun(...messageOf(...textBlock(0, 'x'))), ...events)) });
      call.result();
      const told = eventsOf(call, 'tool_call_start', 'tool_result', 'history_delta');
      t.same('events', told, events, { what: `The events of ${what}`, in: call });
      const ended = call.events.at(-1)?.type;
      t.equal(ended, COMPLETE.type, { what: `The last event of a run with ${what}`, in: call });
    }),
  );
}

const text = (text: string) => [{ type: 'text', text }];

tools('008', "a tool's call", [
  {
    type: 'tool_call_start',
    id: 'toolu_1',
    name: 'vai_web_search',
    input: { query: '東京', n: [0, 1.5], deep: { none: null, no: false, empty: '', list: [] } },
  },
  {
    type: 'tool_result',
    id: 'toolu_1',
    name: 'vai_web_search',
    content: [
      ...text('{"results":[]}'),
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBO' } },
    ],
  },
]);

tools('009', 'a tool that failed', [
  { type: 'tool_call_start', id: 'toolu_1', name: 'vai_web_fetch', input: { url: 'https://example.org' } },
  {
    type: 'tool_result',
    id: 'toolu_1',
    name: 'vai_web_fetch',
    content: text('the tool has failed'),
    is_error: true,
    error: { type: 'api_error', message: 'the tool has failed', code: 'tool_provider_error' },
  },
]);

tools(
  '010',
  'tools that run at the same time',
  [
    ['tool_call_start', 'b'],
    ['tool_call_start', 'a'],
    ['tool_call_start', 'c'],
    ['tool_result', 'a'],
    ['tool_result', 'c'],
    ['tool_result', 'b'],
  ].map(([type = '', id]) =>
    type === 'tool_result'
      ? { type, id, name: 'vai_web_fetch', content: text(`of ${id}`) }
      : { type, id, name: 'vai_web_fetch', input: { url: `https://example.org/${id}` } },
  ),
);

tools('011', 'changes of the history', [
  {
    type: 'history_delta',
    expected_len: 3,
    append: [
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'vai_web_search', input: { q: 1 } }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: text('none'), is_error: true }],
      },
    ],
  },
  { type: 'history_delta', expected_len: 5, append: [{ role: 'assistant', content: text('Nothing found.') }] },
]);

sdkRequirement(`${ID}-013`, RUNS, (t: SdkTrial) =>
  t.each(async (op) => {
    const { response: _response, ...rest } = RUN_FINAL;
    for (const stop_reason of ['cancelled', 'timeout', 'max_turns']) {
      const result = { ...rest, stop_reason };
      const events = [...RUN_GOLDEN.events.slice(0, -1), { type: 'run_complete', result }];
      const call = await t.once(op, { reply: sse(events) });
      endsAs(t, call, result, `a run that ends as ${stop_reason}`);
      const told = eventsOf(call, 'run_complete');
      t.same('events', told, events.slice(-1), {
        what: `The last event of a run that ends as ${stop_reason}`,
        in: call,
      });
      call.result();
    }
  }),
);

sdkRequirement(`${ID}-014`, RUNS, (t: SdkTrial) =>
  t.each(async (op) => {
    const { events, final } = SHORT_RUN_GOLDEN;
    const chunk = { type: 'audio_chunk', format: 'pcm_s16le', audio: 'AAAA', sample_rate_hz: 24_000 };
    const gone = { type: 'audio_unavailable', reason: 'tts_failed', message: 'TTS synthesis failed: no voice' };
    const spoken = [...events.slice(0, 1), chunk, ...events.slice(1, 5), chunk, chunk, gone, ...events.slice(5)];
    const call = await t.once(op, { reply: sse(spoken) });
    call.result();
    const rest = call.events.filter(({ type }) => type !== chunk.type && type !== gone.type);
    t.same('events', rest, events, { what: 'The events around the audio of a run', in: call });
    endsAs(t, call, final, 'a run with audio');
  }),
);

sdkRequirement(`${ID}-015`, { ...RUNS, features: ['share'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const error = { type: 'error', error: { type: 'api_error', message: 'the run has failed' } };
    const begun = SHORT_RUN_GOLDEN.events.slice(0, 5);
    const failures = {
      'an error event': sse([...begun, error]),
      'an error as the first event': sse([error]),
      'a stream that was cut': sse(begun),
      'a connection that was reset': sse(begun, { end: 'reset' }),
      'an error answer': json({ error: error.error }, { status: 500 }),
    };
    for (const [what, failure] of Object.entries(failures)) {
      const { events } = SHORT_RUN_GOLDEN;
      const server = await t.serve((_request, index) => (index === 0 ? failure : sse(events)));
      const share = `after ${what} ${t.seed}`;
      const failed = await t.once(op, { server, client: { share } });
      t.kind(failed, ['api', 'transport', 'protocol'], { what: `The error of ${what}`, in: failed });
      const next = await t.once(op, { server, client: { share } });
      next.result();
      t.same('events', [...next.events], events, { what: `The events of the run after ${what}`, in: next });
    }
  }),
);

sdkRequirement(`${ID}-016`, RUNS, (t: SdkTrial) =>
  t.each(async (op) => {
    const [, ...rest] = SHORT_RUN_GOLDEN.events;
    const events = [{ type: 'run_start', model: STRICT_MODEL }, PING, ...rest];
    await delivers(
      t,
      op,
      sse(events),
      events.filter(({ type }) => type !== 'ping'),
      'a run with a bare run_start',
    );
  }),
);
