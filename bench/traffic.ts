/** A request as the load generator sends it: the bytes of head and body, ready for the socket. */
export type RequestBytes = Buffer;

/** What a dialect brings to the bench. One folder in `bench/` holds a `traffic` module that exports one of these. */
export interface Traffic {
  /** Settings that take every limit away, by the dialect's names. */
  readonly settings: Readonly<Record<string, string>>;
  /** The gateway key that the requests carry. */
  readonly apiKey: string;
  /** Scripted scenarios that the requests ask for, by name, in the dialect's own format. */
  readonly scenarios: Readonly<Record<string, unknown>>;
  /** Asks for one JSON answer. The request is a valid one, and checked as any other. */
  readonly json: RequestBytes;
  /** Asks for `EVENTS_PER_STREAM` events of about `BYTES_PER_EVENT`, without pauses. */
  readonly burst: RequestBytes;
  /** Asks for a stream that says something and is then held open. */
  readonly held: RequestBytes;
  /** Asks for `SCHEDULED_EVENTS` events or more, `SCHEDULE_GAP_MS` apart. */
  readonly scheduled: RequestBytes;
  /** The answer to `json`, about as the gateway gives it: what the reference server answers. */
  readonly jsonAnswer: string;
  /** A stream that keeps the contract, however often `cycle` is repeated between `head` and `tail`. */
  readonly endless: { readonly kind: string; readonly head: string; readonly cycle: string; readonly tail: string };
}

export const EVENTS_PER_STREAM = 200;
export const BYTES_PER_EVENT = 120;
export const SCHEDULED_EVENTS = 100;
export const SCHEDULE_GAP_MS = 20;

/** Builds the bytes of a JSON request. */
export function postJson(path: string, headers: Readonly<Record<string, string>>, body: unknown): RequestBytes {
  const json = Buffer.from(JSON.stringify(body));
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${json.byteLength}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), json]);
}

/** Loads what a dialect's folder brings. */
export async function loadTraffic(dialect: string): Promise<Traffic> {
  // Run from source, as tests do, the neighbour ends in .ts, and compiled in .js: as this file does.
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const url = new URL(`./${dialect}/traffic.${suffix}`, import.meta.url);
  const module: { readonly traffic?: Traffic } = await import(url.href);
  if (module.traffic === undefined) throw new Error(`bench/${dialect}/traffic exports no traffic.`);
  return module.traffic;
}
