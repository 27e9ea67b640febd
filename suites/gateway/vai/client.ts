import type { Exchange, ProbeRequest, Trial } from '../../trial.js';

/** A JSON object of which a test changes members. `undefined` removes a member. */
export type Patch = Readonly<Record<string, unknown>>;

/** What a request may change besides its body. */
export type Extras = Omit<ProbeRequest, 'path' | 'json' | 'body'>;

export const MESSAGES = '/v1/messages';
export const RUNS = '/v1/runs';
export const RUNS_STREAM = '/v1/runs:stream';
export const EXECUTE = '/v1/server-tools:execute';
export const MODELS = '/v1/models';

/** The last user text that makes a scripted model play a scenario. */
export function scenario(name: string, rest = ''): string {
  return rest === '' ? `[[scenario:${name}]]` : `[[scenario:${name}]] ${rest}`;
}

/** A valid message request; `patch` replaces members. The text picks the scenario `hello`. */
export function messageBody(t: Trial, patch: Patch = {}): Record<string, unknown> {
  return {
    model: t.subject.model.name,
    max_tokens: 256,
    messages: [{ role: 'user', content: scenario('hello') }],
    ...patch,
  };
}

/** `messages` with one user text that picks a scenario: `messageBody(t, saying('text'))`. */
export function saying(name: string, rest = ''): { messages: unknown[] } {
  return { messages: [{ role: 'user', content: scenario(name, rest) }] };
}

/** The request of a blocking message; send it with `t.send`. */
export function messageRequest(t: Trial, patch: Patch = {}, extras: Extras = {}): ProbeRequest {
  return { path: MESSAGES, json: messageBody(t, patch), spends: true, ...extras };
}

/** Executes one server tool. */
export function execute(t: Trial, body: Patch, extras: Extras = {}): Promise<Exchange> {
  return t.send({ path: EXECUTE, json: body, ...extras });
}

/** A member of a JSON value by its path (`error.param`, `content[0].text`); `undefined` where there is none. */
export function member(value: unknown, path: string): unknown {
  let at: unknown = value;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = new Map<string, unknown>(Object.entries(at)).get(key);
  }
  return at;
}

/** The head of a request for a bare socket, with the headers that `t.send` would use, ended by its blank line. */
export function rawHead(t: Trial, request: ProbeRequest, extraLines: readonly string[] = []): string {
  const host = new URL(t.subject.baseUrl).host;
  const method = request.method ?? (request.json === undefined && request.body === undefined ? 'GET' : 'POST');
  const lines = t.headersFor(request).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${t.target(request.path)} HTTP/1.1`, `Host: ${host}`, ...lines, ...extraLines, '', ''].join(
    '\r\n',
  );
}

/** A whole request for a bare socket, its body with a Content-Length. */
export function rawRequest(t: Trial, request: ProbeRequest, extraLines: readonly string[] = []): string {
  const body = request.json === undefined ? (request.body ?? '').toString() : JSON.stringify(request.json);
  return rawHead(t, request, [`Content-Length: ${Buffer.byteLength(body)}`, ...extraLines]) + body;
}
