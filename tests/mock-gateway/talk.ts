import { type MockGateway, type MockOptions, startMockGateway } from '../../mock-gateway/index.js';

/** One frame of a stream. */
export interface Frame {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly [key: string]: any;
}

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly json: any;
  readonly frames: readonly Frame[];
  /** False where the connection broke before the body was complete. */
  readonly complete: boolean;
}

const QUIET = {
  rate_limit_rps: '0',
  max_concurrent_requests: '0',
  max_streams_per_principal: '0',
  sse_ping_interval: '1h',
};
const KEYS = ['Anthropic', 'OpenAI', 'Gemini', 'VertexAI', 'Groq', 'Cartesia', 'Tavily', 'Firecrawl'];

/** A gateway under test, and ways to talk to it. */
export class Talk {
  private constructor(readonly gateway: MockGateway) {}

  static async with(settings: Record<string, string> = {}, options: MockOptions = {}): Promise<Talk> {
    return new Talk(await startMockGateway({ ...options, settings: { ...QUIET, ...settings } }));
  }

  headers(more: Record<string, string> = {}): Record<string, string> {
    const keys = KEYS.map((name) => [`X-Provider-Key-${name}`, `canary-${name}-key`]);
    return { Authorization: `Bearer ${this.gateway.apiKey}`, ...Object.fromEntries(keys), ...more };
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const response = await fetch(`${this.gateway.baseUrl}${path}`, {
      method,
      headers: headers ?? this.headers(),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const { text, complete } = await read(response);
    const streamed = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : undefined,
      frames: streamed ? framesOf(text) : [],
      complete,
    };
  }

  message(scenario: string, more: Record<string, unknown> = {}, headers?: Record<string, string>): Promise<Answer> {
    return this.send('POST', '/v1/messages', messageBody(scenario, more), headers);
  }

  stream(scenario: string, more: Record<string, unknown> = {}, headers?: Record<string, string>): Promise<Answer> {
    return this.message(scenario, { stream: true, ...more }, headers);
  }

  run(scenario: string, more: Record<string, unknown> = {}, request: Record<string, unknown> = {}): Promise<Answer> {
    return this.send('POST', '/v1/runs', runBody(scenario, more, request));
  }

  runStream(
    scenario: string,
    more: Record<string, unknown> = {},
    request: Record<string, unknown> = {},
  ): Promise<Answer> {
    return this.send('POST', '/v1/runs:stream', runBody(scenario, more, request));
  }

  /** Opens a stream and gives its reader; the caller leaves. */
  async open(
    path: string,
    body: unknown,
    headers = this.headers(),
  ): Promise<{ readonly status: number; readonly leave: () => void; readonly next: () => Promise<string> }> {
    const controller = new AbortController();
    const response = await fetch(`${this.gateway.baseUrl}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: controller.signal,
    });
    const reader = response.body?.getReader();
    return {
      status: response.status,
      leave: () => controller.abort(),
      next: async () => Buffer.from((await reader?.read())?.value ?? []).toString('utf8'),
    };
  }

  close(): Promise<void> {
    return this.gateway.close();
  }
}

export const MODEL = 'anthropic/claude-sonnet-4';

export function messageBody(scenario: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    model: MODEL,
    max_tokens: 256,
    messages: [{ role: 'user', content: `[[scenario:${scenario}]] please` }],
    ...more,
  };
}

const TOOLS = { server_tools: ['vai_web_search'], server_tool_config: { vai_web_search: { provider: 'tavily' } } };

export function runBody(
  scenario: string,
  more: Record<string, unknown> = {},
  request: Record<string, unknown> = {},
): Record<string, unknown> {
  return { request: messageBody(scenario, request), ...TOOLS, ...more };
}

/** The event names of a run, those of the model's turns in brackets: `[` stands for a whole turn that was complete. */
export function outline(frames: readonly Frame[]): string {
  const names = frames.map((frame) => (frame.type === 'stream_event' ? `(${frame.event.type})` : frame.type));
  return names
    .join(' ')
    .replaceAll(
      /\(message_start\)(?: \(content_block_(?:start|delta|stop)\))* \(message_delta\) \(message_stop\)/g,
      '[turn]',
    );
}

function framesOf(text: string): Frame[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [event = '', data = ''] = frame.split('\n');
      const parsed = JSON.parse(data.replace(/^data: /, ''));
      if (`event: ${parsed.type}` !== event) throw new Error(`event and type differ: ${frame}`);
      return parsed;
    });
}

async function read(response: Response): Promise<{ readonly text: string; readonly complete: boolean }> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of response.body ?? []) pieces.push(piece);
  } catch {
    return { text: Buffer.concat(pieces).toString('utf8'), complete: false };
  }
  return { text: Buffer.concat(pieces).toString('utf8'), complete: true };
}
