import { describe, expect, test } from 'vitest';
import {
  add,
  answer,
  ask,
  broken,
  chunk,
  close,
  conclude,
  deviations,
  failed,
  fault,
  judge,
  type Made,
  messages,
  open,
  passedOn,
  REQUEST_ID,
  response,
  run,
  runOf,
  type Said,
  say,
  start,
  stop,
  usage,
} from './synthetic.js';

type Case = readonly [what: string, made: Made, expected: readonly string[]];

const begun = { type: 'step_start', index: 0 };
const inner = (events: readonly Said[]): Said[] => events.map((event) => ({ type: 'stream_event', event }));
const post = (path: string, json: unknown, status: number, given: unknown, more: Partial<Made> = {}): Made => ({
  path,
  json,
  status,
  answer: given,
  ...more,
});
const refused = (json: unknown, status: number, given: unknown, path = '/v1/messages') =>
  post(path, json, status, given);
const internal = fault('api_error', { message: 'internal error' });
const cancelled = (at: number, run: object = {}, more: Partial<Made> = {}): Made =>
  runOf(
    [
      begun,
      ...inner([start, open(0), say(0, 'It')]),
      {
        type: 'run_complete',
        result: {
          steps: [],
          tool_call_count: 0,
          turn_count: 0,
          usage: usage(0, 0),
          stop_reason: 'cancelled',
          messages: ask.messages,
        },
      },
    ],
    { json: { request: ask, run }, at, ...more },
  );
const search = {
  type: 'web_search_tool_result',
  tool_use_id: 'srv_1',
  content: [{ type: 'web_search_result', url: 'https://a.example', title: 'A' }],
};
const call = { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: { query: 'x' } };

const tool = { type: 'tool_use', id: 't', name: 'get', input: {} };
const found = [{ type: 'text', text: 'found' }];
const toolTurn = [start, open(0, tool), close(0), conclude('tool_use', usage(10, 5)), stop];
const toolDone = (content: unknown): Said[] => [
  { type: 'step_complete', index: 0, response: response([tool], { stop_reason: 'tool_use' }) },
  {
    type: 'history_delta',
    expected_len: 1,
    append: [
      { role: 'assistant', content: [tool] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content }] },
    ],
  },
];
const called: Said[] = [
  { type: 'tool_call_start', id: 't', name: 'get', input: {} },
  { type: 'tool_result', id: 't', name: 'get', content: found },
];
const toolCall = [...called, ...toolDone(found)];
const imaged = [...called, ...toolDone([{ type: 'text', text: 'found {"generated_image_ids":["img-01"]}' }])];
const fetchTurn = [
  start,
  open(0, { ...tool, input: { url: 'http://0.0.0.0:1/' } }),
  close(0),
  conclude('tool_use'),
  stop,
];
const unsigned = response([{ type: 'thinking', thinking: 'Hm' }]);

const ordinary: readonly Case[] = [
  ['a route that is only listed', { path: '/v1/sessions/1', answer: {} }, []],
  [
    'a step while the budget lasts',
    runOf([begun, ...inner(toolTurn), ...toolCall, { type: 'step_start', index: 1 }, failed()], {
      json: { request: ask, run: { max_tokens: 16 } },
    }),
    [],
  ],
  ['a message stream', messages(answer), []],
  ['a run', run(answer), []],
  ['a blocking answer', post('/v1/messages', ask, 200, response(), { headers: counters(10, 5, 15) }), []],
  [
    'pings and audio before message_stop',
    messages([{ type: 'ping' }, ...answer.slice(0, -1), chunk(), chunk({ is_final: true }), stop]),
    [],
  ],
  ['an upstream refusal before the first event (D-13, D-18)', messages([failed('rate_limit_error')]), []],
  ['a gateway error in mid-stream', messages([start, open(0), failed()]), []],
  [
    'a message without id (D-42)',
    messages([{ ...start, message: { ...(start.message as object), id: '' } }, ...answer.slice(1)]),
    [],
  ],
  ['a body over the limit (D-36)', refused(ask, 400, fault('invalid_request_error')), []],
  ['a client that leaves', messages([start, open(0), say(0, 'It')], { end: 'client-closed' }), []],
  [
    'a key missing for voice has no code (D-44)',
    post(
      '/v1/messages',
      { ...ask, voice: { output: { voice: 'v' } } },
      401,
      fault('authentication_error', { param: 'X-Provider-Key-Cartesia' }),
      {
        requestHeaders: [
          ['Authorization', 'Bearer ***'],
          ['X-Provider-Key-Anthropic', '***'],
        ],
      },
    ),
    [],
  ],
  [
    'a voice setting by another name (D-28)',
    refused(
      { ...ask, voice: { output: { voice: 'v', sample_rate_hz: 1 } } },
      400,
      fault('invalid_request_error', { param: 'voice' }),
    ),
    [],
  ],
  [
    'a run of no response by max_turns (D-40)',
    run(
      [start, open(0, { type: 'tool_use', id: 't', name: 'x', input: {} }), close(0), conclude('tool_use'), stop],
      response([{ type: 'tool_use', id: 't', name: 'x', input: {} }], { stop_reason: 'tool_use' }),
    ),
    [],
  ],
];

function counters(input: number, output: number, total: number): [string, string][] {
  return [
    ['X-Input-Tokens', String(input)],
    ['X-Output-Tokens', String(output)],
    ['X-Total-Tokens', String(total)],
    ['X-Model', ask.model],
  ];
}

const requests: readonly Case[] = [
  ['truncated JSON is 500', { path: '/v1/messages', body: '{"model":', status: 500, answer: internal }, ['D-01']],
  ['an empty body is 500', { path: '/v1/messages', body: '', method: 'POST', status: 500, answer: internal }, ['D-01']],
  [
    'text after the document is 500',
    { path: '/v1/messages', body: `${JSON.stringify(ask)} x`, status: 500, answer: internal },
    ['D-01'],
  ],
  ['an array for a body is 500', { path: '/v1/messages', body: '[]', status: 500, answer: internal }, ['D-01']],
  ['a string for a number is 500', refused({ ...ask, max_tokens: 'x' }, 500, internal), ['D-01']],
  [
    'a block that is a number is 500',
    refused({ ...ask, messages: [{ role: 'user', content: [7] }] }, 500, internal),
    ['D-01'],
  ],
  [
    'a tool result of text is 500',
    refused(
      {
        ...ask,
        messages: [
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'n', input: {} }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'str' }] },
        ],
      },
      500,
      internal,
    ),
    ['D-01'],
  ],
  ['a run whose request is text is 500', refused({ request: 'x' }, 500, internal, '/v1/runs'), ['D-01']],
  [
    'the right refusal of bad JSON',
    { path: '/v1/messages', body: '{"model":', status: 400, answer: fault('invalid_request_error') },
    [],
  ],
  ['an upstream failure is not D-01', refused(ask, 500, internal), []],
  ['an unknown key in the request passes', messages(answer, { json: { ...ask, stream: true, colour: 1 } }), ['D-06']],
  [
    'an unknown key in a message passes',
    messages(answer, { json: { ...ask, stream: true, messages: [{ role: 'user', content: 'x', colour: 1 }] } }),
    ['D-06'],
  ],
  [
    'an unknown key in a block passes',
    messages(answer, {
      json: { ...ask, stream: true, messages: [{ role: 'user', content: [{ type: 'text', text: 'x', colour: 1 }] }] },
    }),
    ['D-06'],
  ],
  [
    'an unknown key in a tool passes',
    messages(answer, { json: { ...ask, stream: true, tools: [{ type: 'web_search', colour: 1 }] } }),
    ['D-06'],
  ],
  [
    'an unknown key in a config passes',
    messages(answer, { json: { ...ask, stream: true, tools: [{ type: 'web_search', config: { colour: 1 } }] } }),
    ['D-06'],
  ],
  [
    'an unknown key in the output format passes',
    messages(answer, {
      json: {
        ...ask,
        stream: true,
        output_format: { type: 'json_schema', json_schema: { type: 'object' }, colour: 1 },
      },
    }),
    ['D-06'],
  ],
  ['an unknown key in a run passes', run(answer, response(), { json: { request: { ...ask, colour: 1 } } }), ['D-06']],
  [
    'an unknown key is refused',
    refused({ ...ask, colour: 1 }, 400, fault('invalid_request_error', { param: 'colour' })),
    [],
  ],
  [
    'a limit without the prefix of the run',
    refused(
      { request: { ...ask, messages: Array.from({ length: 65 }, () => ask.messages[0]) } },
      400,
      fault('invalid_request_error', { param: 'messages' }),
      '/v1/runs',
    ),
    ['D-08'],
  ],
  [
    'a function tool without the prefix of the run',
    refused(
      {
        request: {
          ...ask,
          tools: [{ type: 'function', name: 'f', description: 'd', input_schema: { type: 'object' } }],
        },
      },
      400,
      fault('invalid_request_error', { param: 'tools[0].name', code: 'unsupported_function_tool' }),
      '/v1/runs',
    ),
    ['D-08'],
  ],
  [
    'a compat issue without the prefix of the run',
    refused(
      { request: { ...ask, model: 'openai/gpt-4o', tools: [{ type: 'web_search' }] } },
      400,
      fault('invalid_request_error', {
        compat_issues: [{ severity: 'error', param: 'tools[0].type', code: 'unsupported_tool_type', message: 'no' }],
      }),
      '/v1/runs',
    ),
    ['D-08'],
  ],
  [
    'a limit with the prefix of the run',
    refused(
      { request: { ...ask, messages: Array.from({ length: 65 }, () => ask.messages[0]) } },
      400,
      fault('invalid_request_error', { param: 'request.messages' }),
      '/v1/runs',
    ),
    [],
  ],
  [
    'a bad nested block named by the outer one',
    refused(
      {
        ...ask,
        messages: [
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'n', input: {} }] },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'a' }, { type: 'hologram' }] },
            ],
          },
        ],
      },
      400,
      fault('invalid_request_error', { param: 'messages[1].content[0].type' }),
    ),
    ['D-09'],
  ],
  [
    'a search result refused in an assistant message',
    refused(
      { ...ask, messages: [...ask.messages, { role: 'assistant', content: [call, search] }] },
      400,
      fault('invalid_request_error', { param: 'messages[1].content[1].type' }),
    ),
    ['D-24'],
  ],
  [
    'redacted thinking refused',
    refused(
      {
        ...ask,
        messages: [...ask.messages, { role: 'assistant', content: [{ type: 'redacted_thinking', data: 'x' }] }],
      },
      400,
      fault('invalid_request_error', { param: 'messages[1].content[0].type' }),
    ),
    ['D-24'],
  ],
  ['an empty model name passes', messages(answer, { json: { ...ask, stream: true, model: 'anthropic/' } }), ['D-64']],
  ['no voice is a server error', refused({ ...ask, voice: { output: {} } }, 500, internal), ['D-62']],
  [
    'audio that is not base64 is a server error',
    refused(
      {
        ...ask,
        messages: [{ role: 'user', content: [{ type: 'audio_stt', source: { type: 'base64', data: '!!' } }] }],
      },
      500,
      internal,
    ),
    ['D-62'],
  ],
  [
    'a foreign tts_model told in the stream',
    messages([start, failed('invalid_request_error', { param: 'tts_model' })], {
      json: { ...ask, stream: true, tts_model: 'openai/tts', voice: { output: { voice: 'v' } } },
    }),
    ['D-19'],
  ],
  [
    'bearer in small letters is missing',
    {
      path: '/v1/models',
      status: 401,
      answer: fault('authentication_error', { param: 'Authorization' }),
      requestHeaders: [['Authorization', 'bearer ***']],
    },
    ['D-35'],
  ],
  [
    'another scheme passes where auth is optional',
    {
      path: '/v1/models',
      answer: { models: [] },
      settings: { VAI_PROXY_AUTH_MODE: 'optional' },
      requestHeaders: [['Authorization', 'Basic ***']],
      headers: [['Cache-Control', 'public, max-age=300']],
    },
    ['D-35'],
  ],
  [
    'a probe without a token is refused',
    {
      path: '/readyz',
      status: 401,
      answer: fault('authentication_error', { param: 'Authorization' }),
      requestHeaders: [],
    },
    ['D-15'],
  ],
];

const streams: readonly Case[] = [
  [
    'a step after the budget is used up, its input counted',
    runOf([begun, ...inner(toolTurn), ...toolCall, { type: 'step_start', index: 1 }, failed()], {
      json: { request: ask, run: { max_tokens: 12 } },
    }),
    ['D-58'],
  ],
  ['an image whose id comes only into the history', runOf([begun, ...inner(toolTurn), ...imaged, failed()]), ['D-22']],
  [
    "a fetch of an address that is everybody's",
    runOf([
      begun,
      ...inner(fetchTurn),
      { type: 'tool_call_start', id: 't', name: 'get', input: { url: 'http://0.0.0.0:1/' } },
      { type: 'tool_result', id: 't', name: 'get', content: found },
      failed(),
    ]),
    ['D-38'],
  ],
  [
    'a foreign tts_model told in a run',
    runOf([begun, failed('invalid_request_error', { param: 'tts_model', provider_error: 'x' })]),
    ['D-19'],
  ],
  [
    'audio that is not base64 in a run that ends without a word',
    runOf([], {
      json: {
        request: {
          ...ask,
          messages: [{ role: 'user', content: [{ type: 'audio_stt', source: { type: 'base64', data: '!!' } }] }],
        },
      },
    }),
    ['D-02'],
  ],
  [
    'thinking without its signature in a blocking run',
    post('/v1/runs', { request: ask }, 200, {
      result: {
        response: unsigned,
        steps: [{ index: 0, response: unsigned, duration_ms: 1 }],
        tool_call_count: 0,
        turn_count: 1,
        usage: usage(10, 5),
        stop_reason: 'end_turn',
        messages: [...ask.messages, { role: 'assistant', content: unsigned.content }],
      },
    }),
    ['D-24'],
  ],
  ['audio after message_stop', messages([...answer, chunk(), chunk({ is_final: true })]), ['D-03']],
  [
    'audio_unavailable after message_stop',
    messages([...answer, { type: 'audio_unavailable', reason: 'tts_failed', message: 'x' }]),
    ['D-03'],
  ],
  ['neither stops', messages([start, open(0), say(0, 'It'), conclude()]), ['D-04']],
  [
    'neither stops, and audio comes',
    messages([start, open(0), say(0, 'It'), conclude(), chunk({ is_final: true })]),
    ['D-04'],
  ],
  ['neither stops in a run', run([start, open(0), say(0, 'It is so.'), conclude()]), ['D-04']],
  ['an error of the provider, then one of the gateway', messages([start, passedOn(), failed()]), ['D-05', 'D-43']],
  ['an error in a run, then one of the run', runOf([begun, ...inner([start, passedOn()]), failed()]), ['D-05', 'D-43']],
  ['a single error of the provider', messages([start, passedOn()]), ['D-43']],
  ['a single error of an undocumented type', messages([start, passedOn('provider_error')]), ['D-17', 'D-43']],
  ['an undocumented error type that ends a run', runOf([begun, failed('provider_error')]), ['D-17']],
  [
    'an error in a run that ends well',
    run(
      [start, open(0), say(0, 'It'), passedOn()],
      response([{ type: 'text', text: 'It' }], { stop_reason: '', usage: usage(10, 0) }),
    ),
    ['D-07', 'D-43'],
  ],
  [
    'holes in content',
    run(
      [start, open(1), say(1, 'It is so.'), close(1), conclude(), stop],
      response([null, { type: 'text', text: 'It is so.' }]),
    ),
    ['D-10'],
  ],
  ['null for content', run([start, conclude(), stop], response(null)), ['D-11']],
  [
    'a bare model',
    messages([{ ...start, message: { ...(start.message as object), model: 'claude' } }, ...answer.slice(1)]),
    ['D-12'],
  ],
  ['cancelled when time is up', cancelled(1501, { timeout_ms: 1500 }), ['D-14']],
  [
    'cancelled when the stream has lasted long enough',
    cancelled(1203, {}, { settings: { VAI_PROXY_SSE_MAX_DURATION: '1200ms' } }),
    ['D-14'],
  ],
  ['cancelled long before time is up', cancelled(1002), ['D-59']],
  [
    'timeout long before time is up',
    post(
      '/v1/runs',
      { request: ask },
      200,
      {
        result: {
          steps: [],
          tool_call_count: 0,
          turn_count: 0,
          usage: usage(0, 0),
          stop_reason: 'timeout',
          messages: ask.messages,
        },
      },
      { at: 1000 },
    ),
    ['D-59'],
  ],
  ['cut by the gateway', messages([start, open(0), say(0, 'It')], { end: 'truncated' }), ['D-16']],
  ['a run cut by the gateway', runOf([begun, ...inner([start, open(0)])], { end: 'truncated' }), ['D-16']],
  ['cut after the terminal frame', messages(answer, { end: 'truncated' }), ['D-54']],
  [
    'totals of 0',
    messages([
      { ...start, message: { ...(start.message as object), usage: { ...usage(10, 0), total_tokens: 0 } } },
      ...answer.slice(1),
    ]),
    ['D-21'],
  ],
  ['input tokens taken back', messages([...answer.slice(0, -2), conclude('end_turn', usage(0, 5)), stop]), ['D-21']],
  [
    'totals of 0 in a blocking answer',
    post('/v1/messages', ask, 200, response(undefined, { usage: { ...usage(10, 5), total_tokens: 0 } }), {
      headers: counters(10, 5, 0),
    }),
    ['D-21'],
  ],
  [
    'a signature that was streamed is gone',
    run(
      [
        start,
        open(0, { type: 'thinking', thinking: '' }),
        add(0, { type: 'thinking_delta', thinking: 'Hm' }),
        add(0, { type: 'signature_delta', signature: 'abc' }),
        close(0),
        conclude(),
        stop,
      ],
      response([{ type: 'thinking', thinking: 'Hm' }]),
    ),
    ['D-24'],
  ],
  [
    'a signature that was streamed is kept',
    run(
      [
        start,
        open(0, { type: 'thinking', thinking: '' }),
        add(0, { type: 'thinking_delta', thinking: 'Hm' }),
        add(0, { type: 'signature_delta', signature: 'abc' }),
        close(0),
        conclude(),
        stop,
      ],
      response([{ type: 'thinking', thinking: 'Hm', signature: 'abc' }]),
    ),
    [],
  ],
  [
    'citations that were streamed are gone',
    run([
      start,
      open(0),
      add(0, { type: 'citations_delta', citation: {} }),
      say(0, 'It is so.'),
      close(0),
      conclude(),
      stop,
    ]),
    ['D-24'],
  ],
  [
    'a search without citations in a blocking run',
    post('/v1/runs', { request: ask }, 200, {
      result: {
        response: response([call, search, { type: 'text', text: 'So.' }]),
        steps: [{ index: 0, response: response([call, search, { type: 'text', text: 'So.' }]), duration_ms: 1 }],
        tool_call_count: 0,
        turn_count: 1,
        usage: usage(10, 5),
        stop_reason: 'end_turn',
        messages: [...ask.messages, { role: 'assistant', content: [call, search, { type: 'text', text: 'So.' }] }],
      },
    }),
    ['D-24'],
  ],
  [
    'an invented block in a history',
    run(
      [start, open(0, { type: 'hologram', data: 1 }), close(0), conclude(), stop],
      response([{ type: 'hologram', data: 1 }]),
    ),
    ['D-24'],
  ],
  ['audio as events of a run', run(answer, response(), { middle: [chunk({ is_final: true })] }), ['D-26']],
  [
    "the gateway's own error text",
    runOf([begun, failed('api_error', { provider_error: 'http request: connection refused' })]),
    ['D-43'],
  ],
  ['no terminal frame', messages([start, open(0), say(0, 'It')]), ['D-47']],
  [
    'a run that ends well though the model broke off',
    run(
      [start, open(0), say(0, 'It')],
      response([{ type: 'text', text: 'It' }], { stop_reason: '', usage: usage(10, 0) }),
    ),
    ['D-47'],
  ],
  ['a run without a terminal frame', runOf([]), ['D-02']],
  ['a run without a terminal frame, after a ping', runOf([{ type: 'ping' }]), ['D-02']],
  [
    'a key in an error of the provider',
    messages([failed('authentication_error', { message: 'invalid x-api-key: ***' })]),
    ['D-55'],
  ],
  [
    'a key in an HTTP error',
    refused(
      ask,
      401,
      fault('authentication_error', { message: 'bad', provider_error: { message: 'invalid x-api-key: ***' } }),
    ),
    ['D-55'],
  ],
  [
    'a stop without a start',
    messages([start, open(0), say(0, 'It'), close(0), close(1), open(2), close(2), conclude(), stop]),
    ['D-57'],
  ],
  ['a stop without a start at first', messages([start, close(0), open(1), close(1), conclude(), stop]), ['D-57']],
  [
    'a stop without a start in a run leaves a hole',
    run(
      [start, open(0), say(0, 'It'), close(0), close(1), conclude(), stop],
      response([{ type: 'text', text: 'It' }, null]),
    ),
    ['D-10', 'D-57'],
  ],
  ['no frame at all', messages([]), ['D-60']],
  [
    'a run of nothing',
    run([], { id: '', type: '', role: '', model: '', content: null, stop_reason: '', usage: usage(0, 0) }),
    ['D-11', 'D-60'],
  ],
  [
    'a bare envelope at the end',
    messages([start, open(0)], {
      tail: `${JSON.stringify(fault('api_error', { code: 'panic', message: 'panic' }))}\n`,
    }),
    ['D-61'],
  ],
  [
    'a bare envelope at the end of a run',
    runOf([begun, ...inner([start])], {
      tail: JSON.stringify(fault('api_error', { code: 'panic', message: 'panic' })),
    }),
    ['D-61'],
  ],
  [
    'an index opened again',
    messages([
      start,
      open(0, { type: 'tool_use', id: 't', name: 'n', input: {} }),
      open(0),
      say(0, 'x'),
      close(0),
      conclude(),
      stop,
    ]),
    ['D-66'],
  ],
  [
    'pieces and a stop for a block that never began',
    messages([start, open(0), say(0, 'It'), close(0), say(1, 'x'), say(1, 'y'), close(1), conclude(), stop]),
    ['D-66'],
  ],
  [
    'a forged event name',
    messages(answer.slice(0, 3), {
      tail: `event: odd\nline\ndata: ${JSON.stringify({ type: 'odd\nline' })}\n\n${answer
        .slice(3)
        .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
        .join('')}`,
    }),
    ['D-71'],
  ],
  ['a frame after message_stop', messages([...answer, open(1)]), ['D-72']],
  ['a second message_start', messages([start, ...answer]), ['D-72']],
  ['frames of the provider after its error', messages([start, passedOn(), conclude(), stop]), ['D-43', 'D-72']],
  ['a second message_start in a run', run([start, ...answer]), ['D-72']],
];

describe.each([
  ['what is in order or merely undocumented', ordinary],
  ['requests and their answers', requests],
  ['streams and runs', streams],
] as const)('%s', (_, cases) => {
  test.each(cases)('%s', (_what, made, expected) => {
    const judgement = judge(made);
    expect({
      deviations: deviations(judgement),
      broken: expected.length === 0 ? broken(judgement) : undefined,
    }).toEqual({
      deviations: expected,
      broken: expected.length === 0 ? [] : undefined,
    });
  });
});

test('request ids of frames are those of the header', () => {
  expect(broken(judge(messages([start, failed('api_error', { request_id: 'req_other' })])))).toEqual(['RID-010']);
  expect(REQUEST_ID).toMatch(/^req_/);
});
