import type { BodyEnd, HeaderList, Judgement } from '../../contracts/judge/exchange.js';
import { dialect } from '../../contracts/vai/dialect.js';

/** An event of a made-up stream. */
export type Said = { readonly type: string; readonly [key: string]: unknown };

/** A made-up exchange; what is absent is that of an ordinary one. */
export interface Made {
  readonly method?: string;
  readonly path: string;
  readonly json?: unknown;
  readonly body?: string;
  readonly requestHeaders?: HeaderList;
  readonly status?: number;
  readonly headers?: HeaderList;
  /** All headers of the response, instead of those of a gateway. */
  readonly bareHeaders?: HeaderList;
  readonly events?: readonly Said[];
  /** Bytes after the events, or all of them. */
  readonly tail?: string;
  readonly answer?: unknown;
  readonly end?: BodyEnd;
  /** Milliseconds at which everything comes. */
  readonly at?: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** Who answered, as `name@commit`. */
  readonly subject?: string;
}

export const REQUEST_ID = 'req_0123456789abcdef0123';
const KEYS: HeaderList = [
  ['Authorization', 'Bearer ***'],
  ['X-Provider-Key-Anthropic', '***'],
  ['X-Provider-Key-OpenAI', '***'],
  ['X-Provider-Key-Tavily', '***'],
  ['X-Provider-Key-Firecrawl', '***'],
  ['X-Provider-Key-Gemini', '***'],
  ['X-Provider-Key-Cartesia', '***'],
];
const STREAM_HEAD: HeaderList = [
  ['Cache-Control', 'no-cache'],
  ['Content-Type', 'text/event-stream; charset=utf-8'],
  ['X-Accel-Buffering', 'no'],
  ['X-Request-Id', REQUEST_ID],
];

/** One frame on the wire. */
export function frame(event: Said): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Judges a made-up exchange. */
export function judge(made: Made): Judgement {
  const { status = 200, end = 'complete', at = 100 } = made;
  const isStream = made.events !== undefined || made.tail !== undefined;
  const jsonHead: HeaderList = [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['X-Request-Id', REQUEST_ID],
  ];
  const body = made.body ?? (made.json === undefined ? undefined : JSON.stringify(made.json));
  const run = dialect.judge({
    request: {
      method: made.method ?? (body === undefined ? 'GET' : 'POST'),
      path: made.path,
      headers: made.requestHeaders ?? KEYS,
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    },
    response: {
      status,
      headers: made.bareHeaders ?? [...(isStream ? STREAM_HEAD : jsonHead), ...(made.headers ?? [])],
    },
    settings: made.settings ?? {},
    ...(made.subject === undefined ? {} : { subject: made.subject }),
  });
  const text = isStream
    ? (made.events ?? []).map(frame).join('') + (made.tail ?? '')
    : `${JSON.stringify(made.answer)}\n`;
  run.push(Buffer.from(text), at);
  return run.end(end, at);
}

/** Ids of the broken rules, without their common beginning. */
export function broken(judgement: Judgement): string[] {
  return judgement.findings
    .filter(({ breaches }) => breaches.length > 0)
    .map(({ requirement }) => requirement.slice('VAI-GW-'.length));
}

/** The known disagreements that the broken rules stand for. */
export function deviations(judgement: Judgement): string[] {
  const rows = judgement.findings
    .filter(({ breaches }) => breaches.length > 0)
    .map(({ requirement }) => dialect.catalogue.find(requirement));
  return [...new Set(rows.flatMap((row) => row?.deviations ?? []))].sort();
}

/** The error object of an answer. */
export function fault(type: string, more: Readonly<Record<string, unknown>> = {}): { error: Record<string, unknown> } {
  return { error: { type, message: 'no', request_id: REQUEST_ID, ...more } };
}

export const usage = (input: number, output: number) => ({
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output,
});

export const ask = { model: 'anthropic/claude-sonnet-4', messages: [{ role: 'user', content: 'Well?' }] };

export const start: Said = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: ask.model,
    content: [],
    stop_reason: '',
    usage: usage(10, 0),
  },
};
export const open = (index: number, content_block: unknown = { type: 'text', text: '' }): Said => ({
  type: 'content_block_start',
  index,
  content_block,
});
export const say = (index: number, text: string): Said => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'text_delta', text },
});
export const add = (index: number, delta: unknown): Said => ({ type: 'content_block_delta', index, delta });
export const close = (index: number): Said => ({ type: 'content_block_stop', index });
export const conclude = (stop_reason = 'end_turn', spent: unknown = usage(10, 5)): Said => ({
  type: 'message_delta',
  delta: { stop_reason },
  usage: spent,
});
export const stop: Said = { type: 'message_stop' };
export const failed = (type = 'api_error', more: Readonly<Record<string, unknown>> = {}): Said => ({
  type: 'error',
  ...fault(type, more),
});
/** An error as a model's provider words it: without a request id. */
export const passedOn = (type = 'overloaded_error'): Said => ({
  type: 'error',
  error: { type, message: 'Overloaded' },
});
export const chunk = (more: Readonly<Record<string, unknown>> = {}): Said => ({
  type: 'audio_chunk',
  format: 'pcm_s16le',
  audio: 'AAAA',
  sample_rate_hz: 24000,
  ...more,
});

/** A whole answer in one text block. */
export const answer: readonly Said[] = [start, open(0), say(0, 'It is '), say(0, 'so.'), close(0), conclude(), stop];

/** The completed answer of `answer`, or another content. */
export const response = (
  content: unknown = [{ type: 'text', text: 'It is so.' }],
  more: Readonly<Record<string, unknown>> = {},
) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: ask.model,
  content,
  stop_reason: 'end_turn',
  usage: usage(10, 5),
  ...more,
});

/** A message stream that was asked for. */
export const messages = (events: readonly Said[], more: Partial<Made> = {}): Made => ({
  path: '/v1/messages',
  json: { ...ask, stream: true },
  events,
  ...more,
});

/** A run of one step: the model's events, and the content that is completed. */
export function run(
  turn: readonly Said[],
  completed: unknown = response(),
  more: Partial<Made> & { readonly result?: Readonly<Record<string, unknown>>; readonly middle?: readonly Said[] } = {},
): Made {
  const { result, middle = [], ...made } = more;
  const content = (completed as { content?: unknown }).content;
  const spent = (completed as { usage?: { input_tokens: number; output_tokens: number } }).usage ?? usage(0, 0);
  const message = { role: 'assistant', content };
  return {
    path: '/v1/runs:stream',
    json: { request: ask },
    events: [
      { type: 'run_start', request_id: REQUEST_ID, model: ask.model, protocol_version: '1' },
      { type: 'step_start', index: 0 },
      ...turn.map((event) => ({ type: 'stream_event', event })),
      ...middle,
      { type: 'step_complete', index: 0, response: completed },
      { type: 'history_delta', expected_len: 1, append: [message] },
      {
        type: 'run_complete',
        result: {
          response: completed,
          steps: [{ index: 0, response: completed, duration_ms: 3 }],
          tool_call_count: 0,
          turn_count: 1,
          usage: usage(spent.input_tokens, spent.output_tokens),
          stop_reason: 'end_turn',
          messages: [...ask.messages, message],
          ...result,
        },
      },
    ],
    ...made,
  };
}

/** A run whose frames are all given. */
export const runOf = (events: readonly Said[], more: Partial<Made> = {}): Made => ({
  path: '/v1/runs:stream',
  json: { request: ask },
  events: [{ type: 'run_start', request_id: REQUEST_ID, model: ask.model, protocol_version: '1' }, ...events],
  ...more,
});
