import type { ExchangeFacts, HeaderList } from '../../judge/exchange.js';
import { type Fields, fieldsOf, isFields, parsed } from './values.js';

/** Bodies above this are not read as JSON. */
const LARGEST_REQUEST = 64 * 1024 * 1024;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Which endpoint a request asks for. */
export type Route =
  | 'messages'
  | 'runs'
  | 'runs-stream'
  | 'models'
  | 'execute'
  | 'health'
  | 'ready'
  | 'other'
  | 'unknown';

const ROUTES: readonly (readonly [string, Route])[] = [
  ['/v1/messages', 'messages'],
  ['/v1/runs:stream', 'runs-stream'],
  ['/v1/runs', 'runs'],
  ['/v1/models', 'models'],
  ['/v1/server-tools:execute', 'execute'],
  ['/v1/live', 'other'],
  ['/healthz', 'health'],
  ['/readyz', 'ready'],
];

/** Routes that a gateway may have, and that this contract only lists. */
const NOT_COVERED = /\/v1\/(assets|chains|sessions)(\/|:|$)/;

/** What is known of an exchange beside the body of its response, read once. */
export class Known {
  readonly route: Route | undefined;
  readonly method: string | undefined;
  /** The request's body as JSON, where it is an object. */
  readonly body: Fields | undefined;
  readonly bodyBytes: Uint8Array | undefined;
  /** The message request in it, of a run the inner one. */
  readonly messageRequest: Fields | undefined;
  /** The exchange was recorded, and its secrets were blotted out. */
  readonly redacted: boolean;
  readonly #facts: ExchangeFacts;
  readonly #settings: Readonly<Record<string, string>>;

  constructor(facts: ExchangeFacts) {
    this.#facts = facts;
    this.#settings = Object.fromEntries(
      Object.entries(facts.settings ?? {}).map(([name, value]) => [
        name.replace(/^VAI_PROXY_/i, '').toLowerCase(),
        value,
      ]),
    );
    const { request } = facts;
    this.route = request === undefined ? undefined : routeOf(request.path);
    this.method = request?.method;
    this.bodyBytes = request?.body;
    const body = request?.body;
    const json =
      body === undefined || body.length > LARGEST_REQUEST ? undefined : parsed(Buffer.from(body).toString('utf8'));
    this.body = isFields(json) ? json : undefined;
    const inner = this.isRun ? this.body?.request : this.body;
    this.messageRequest = isFields(inner) ? inner : undefined;
    this.redacted = request?.headers.some(([name, value]) => isKeyHeader(name) && value.includes('***')) ?? false;
  }

  get kind(): string | undefined {
    return this.#facts.kind;
  }

  /** Who answered, as `name@commit`. */
  get subject(): string | undefined {
    return this.#facts.subject;
  }

  get status(): number | undefined {
    return this.#facts.response?.status;
  }

  get isRun(): boolean {
    return this.route === 'runs' || this.route === 'runs-stream';
  }

  /** Whether the request asked for an event stream. */
  get asksForStream(): boolean {
    return this.route === 'runs-stream' || (this.route === 'messages' && this.body?.stream === true);
  }

  get runOptions(): Fields {
    return this.isRun ? fieldsOf(this.body?.run) : {};
  }

  get secrets(): readonly string[] {
    return this.#facts.secrets ?? [];
  }

  get hasResponse(): boolean {
    return this.#facts.response !== undefined;
  }

  /** The HTTP server answered by itself, before the gateway saw a request. */
  get isOfServer(): boolean {
    const { request, response } = this.#facts;
    if (response === undefined || headerOf(response.headers, 'x-request-id') !== undefined) return false;
    if (request?.method === 'OPTIONS' && request.path === '*') return true;
    const isText = this.responseHeader('content-type')?.startsWith('text/plain') === true;
    return isText && (response.status === 400 || response.status === 431);
  }

  get hasRequest(): boolean {
    return this.#facts.request !== undefined;
  }

  requestHeader(name: string): string | undefined {
    return headerOf(this.#facts.request?.headers ?? [], name);
  }

  responseHeader(name: string): string | undefined {
    return headerOf(this.#facts.response?.headers ?? [], name);
  }

  /** The gateway's token that the request carried, where it is not blotted out. */
  get token(): string | undefined {
    return this.requestHeader('authorization')
      ?.replace(/^bearer\s+/i, '')
      .trim();
  }

  setting(name: string): string | undefined {
    const value = this.#settings[name];
    return value === undefined || value === '***' ? undefined : value;
  }

  /** Milliseconds of a duration setting. */
  duration(name: string, otherwise: number): number {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(this.setting(name)?.trim() ?? '');
    return match === null ? otherwise : Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 1);
  }

  integer(name: string, otherwise: number): number {
    const value = Number(this.setting(name));
    return this.setting(name) !== undefined && Number.isInteger(value) ? value : otherwise;
  }
}

export function headerOf(headers: HeaderList, name: string): string | undefined {
  const lower = name.toLowerCase();
  return headers.find(([each]) => each.toLowerCase() === lower)?.[1];
}

function isKeyHeader(name: string): boolean {
  return /^(authorization|x-provider-key-.*)$/i.test(name);
}

/** The base URL may have a path of its own, so the end of the path decides. */
function routeOf(target: string): Route {
  const [path = ''] = target.split('?', 1);
  let decoded = path;
  try {
    decoded = decodeURIComponent(path.replace(/%2f/gi, '%252F'));
  } catch {
    // A target that cannot be decoded is a path that nobody knows.
  }
  if (NOT_COVERED.test(decoded)) return 'other';
  return ROUTES.find(([end]) => decoded.endsWith(end))?.[1] ?? 'unknown';
}
