import type { BodyEnd, ExchangeFacts, ExchangeJudge, Judgement } from '../../judge/exchange.js';
import { Findings } from '../../judge/findings.js';
import { ErrorRules } from './errors.js';
import { EventBody } from './event-body.js';
import { Known } from './facts.js';
import { judgeHead } from './http.js';
import { judgeJson, kindOfJson } from './json-body.js';
import { judgeRequest } from './request-rules.js';
import { SecretScan } from './secrets.js';
import { fieldsOf, isFields, parsed } from './values.js';

/** The kinds of body that this judge knows. */
export const KINDS = [
  'message-stream',
  'run-stream',
  'message',
  'run',
  'error',
  'models',
  'ready',
  'health',
  'execute',
  'preflight',
  'other',
] as const;

/** Bodies that are no event streams are held up to this size; larger ones are judged by their head alone. */
const LARGEST_BODY = 64 * 1024 * 1024;
/** Bytes that are looked at to tell an event stream from a document. */
const SNIFF = 1024;

const BY_ROUTE: Readonly<Record<string, string>> = {
  messages: 'message',
  runs: 'run',
  models: 'models',
  execute: 'execute',
  ready: 'ready',
  health: 'health',
};

/** Judges one exchange with a gateway of this dialect. */
export class Judge implements ExchangeJudge {
  readonly #findings = new Findings();
  readonly #known: Known;
  readonly #errors: ErrorRules;
  readonly #secrets: SecretScan;
  #stream: EventBody | undefined;
  #document: Buffer[] = [];
  #bytes = 0;
  /** How the body is read; unknown until there are bytes enough to tell. */
  #form: 'events' | 'document' | undefined;

  constructor(facts: ExchangeFacts) {
    this.#known = new Known(facts);
    this.#errors = new ErrorRules(this.#findings, this.#known);
    this.#secrets = new SecretScan(this.#findings, this.#known);
    this.#form = this.#formByHead();
    if (this.#form === 'events') this.#openStream();
  }

  push(bytes: Uint8Array, at?: number): void {
    this.#secrets.push(bytes, this.#bytes);
    this.#bytes += bytes.length;
    if (this.#form === 'events') this.#stream?.push(bytes, at);
    else if (this.#bytes <= LARGEST_BODY) {
      this.#document.push(Buffer.from(bytes));
      if (this.#form === undefined && this.#bytes >= SNIFF) this.#sniff(at);
    } else this.#document = [];
  }

  end(how: BodyEnd, at?: number): Judgement {
    if (this.#form === undefined) this.#sniff(at);
    const findings = this.#findings;
    if (this.#stream !== undefined) {
      this.#stream.end(how, this.#bytes, at);
      Object.assign(findings.place, {
        event: undefined,
        byte: undefined,
        label: `response ${this.#known.status ?? ''}`.trim(),
        raw: '',
      });
      judgeHead(findings, this.#known, this.#stream.kind, this.#bytes);
      judgeRequest(findings, this.#known, { status: this.#known.status ?? 0, error: this.#stream.onlyError });
      return this.#judgement(this.#stream.kind, this.#stream.events);
    }
    const text = Buffer.concat(this.#document).toString('utf8');
    const value = this.#bytes <= LARGEST_BODY ? parsed(text) : undefined;
    const kind = this.#kindOf(value);
    Object.assign(findings.place, {
      event: undefined,
      byte: 0,
      label: `${this.#known.status ?? ''} body of ${this.#bytes} bytes`.trim(),
      raw: text.slice(0, 400),
    });
    judgeHead(findings, this.#known, kind, this.#bytes);
    const { error } = fieldsOf(value);
    if (how === 'complete' && this.#bytes <= LARGEST_BODY && this.#known.method !== 'HEAD')
      this.#judgeDocument(kind, text, at);
    judgeRequest(findings, this.#known, {
      status: this.#known.status ?? 0,
      error: isFields(error) ? error : undefined,
    });
    return this.#judgement(kind, 0);
  }

  #judgement(kind: string, events: number): Judgement {
    return { kind, events, bytes: this.#bytes, findings: this.#findings.all() };
  }

  #judgeDocument(kind: string, text: string, at: number | undefined): void {
    if (kind !== 'health') {
      judgeJson(kind, text, { findings: this.#findings, known: this.#known, errors: this.#errors, at });
      return;
    }
    const type = this.#known.responseHeader('content-type') ?? 'text/plain';
    this.#findings.check(
      'VAI-GW-HLT-001',
      text.trim() === 'ok' && type.startsWith('text/plain') && (this.#known.status ?? 200) === 200,
      () => ({
        message: 'The probe is not answered with 200 and ok as plain text.',
        expected: '200, ok',
        actual: `${this.#known.status ?? ''} ${type} ${text.slice(0, 40)}`,
      }),
    );
  }

  #formByHead(): 'events' | 'document' | undefined {
    const { kind } = this.#known;
    if (kind === 'message-stream' || kind === 'run-stream') return 'events';
    if (kind !== undefined) return 'document';
    if (!this.#known.hasResponse) return undefined;
    if (this.#known.responseHeader('content-type')?.toLowerCase().startsWith('text/event-stream') === true)
      return 'events';
    return this.#known.asksForStream && this.#known.status === 200 ? undefined : 'document';
  }

  #sniff(at: number | undefined): void {
    const held = Buffer.concat(this.#document);
    const start = held
      .toString('utf8', 0, SNIFF)
      .replace(/^\ufeff/, '')
      .trimStart();
    const isDocument = start.startsWith('{') || start.startsWith('[') || start.startsWith('<');
    this.#form = isDocument && held.length > 0 ? 'document' : 'events';
    if (this.#form === 'document') return;
    this.#document = [];
    this.#openStream();
    this.#stream?.push(held, at);
  }

  #openStream(): void {
    const { kind, route } = this.#known;
    const byRoute = route === 'runs-stream' ? 'run-stream' : route === 'messages' ? 'message-stream' : undefined;
    this.#stream = new EventBody(this.#findings, this.#known, this.#errors, kind ?? byRoute);
  }

  #kindOf(value: unknown): string {
    const { kind, route, status, method } = this.#known;
    if (kind !== undefined) return kind;
    if (method === 'OPTIONS' && this.#known.requestHeader('access-control-request-method') !== undefined)
      return 'preflight';
    if (this.#known.isOfServer || (status !== undefined && status >= 300 && status < 400)) return 'other';
    if (status !== undefined && status >= 400) return route === 'ready' && status === 503 ? 'ready' : 'error';
    if (route === undefined) return kindOfJson(value);
    return BY_ROUTE[route] ?? 'other';
  }
}
