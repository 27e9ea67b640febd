/** Where the gateway is, and the keys it is called with. */
export interface Gateway {
  readonly baseUrl: string;
  readonly key: string;
  readonly providerKey: string;
}

/** The gateway refused; the app shows `message` and tries again after `retryAfter` seconds, if there are any. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly status: number,
    readonly type: string,
    readonly retryAfter: number | undefined,
  ) {
    super(`The gateway refused with ${status} ${type}.`);
  }
}

/** What the app reads of a message. */
interface Answer {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
}

/** What it reads of an error. */
interface ErrorAnswer {
  readonly error: { readonly type: string; readonly retry_after?: number };
}

const MODEL = 'anthropic/claude-sonnet-4';

/** Asks a question about the tides and gives the whole answer. */
export async function ask(gateway: Gateway, question: string): Promise<string> {
  const response = await post(gateway, question, false);
  const { content } = (await response.json()) as Answer;
  return content.map((block) => block.text ?? '').join('');
}

/** Asks the same, and gives the answer piece by piece. */
export async function* askAloud(gateway: Gateway, question: string): AsyncGenerator<string> {
  const response = await post(gateway, question, true);
  let rest = '';
  for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const frames = (rest + text).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const event = JSON.parse(
        frame
          .split('\n')
          .find((line) => line.startsWith('data:'))
          ?.slice(5) ?? '{}',
      );
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text;
      if (event.type === 'error') throw new Refused(200, event.error.type, event.error.retry_after);
    }
  }
}

async function post(gateway: Gateway, question: string, stream: boolean): Promise<Response> {
  const response = await fetch(`${gateway.baseUrl}/v1/messages`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${gateway.key}`,
      'X-VAI-Version': '1',
      'Content-Type': 'application/json',
      Accept: stream ? 'text/event-stream' : 'application/json',
      'X-Provider-Key-Anthropic': gateway.providerKey,
    },
    body: JSON.stringify({ model: MODEL, max_tokens: 256, stream, messages: [{ role: 'user', content: question }] }),
  });
  if (response.ok) return response;
  const { error } = (await response.json()) as ErrorAnswer;
  throw new Refused(response.status, error.type, error.retry_after);
}
