import { brokenBecause, show } from '../assertions.js';
import type { ErrorLine, EventLine, FinalLine, ResultLine } from './adapter/index.js';
import type { ScriptServer, SeenRequest } from './server/seen.js';
import type { Call } from './trial.js';

/** Kinds of errors that are about an answer, or about waiting for one: the suite's servers take every connection. */
const NEEDS_REQUEST: ReadonlySet<string> = new Set(['api', 'protocol', 'timeout']);

/** What was seen of an operation so far, as a report shows it. */
export interface SeenCall {
  readonly op: string;
  readonly asked: Call['asked'];
  readonly lines: readonly EventLine[];
  /** Undefined until it came. */
  readonly answer?: FinalLine | undefined;
  readonly requests: readonly SeenRequest[];
}

/** What an ended call is made of. */
export interface CallParts extends SeenCall {
  readonly answer: FinalLine;
  readonly server: ScriptServer;
  readonly tookMs: number;
  /** Whether the operation has to send a request at all. */
  readonly sends: boolean;
  /** Told when the end that a test expects is asserted. */
  readonly looked: () => void;
}

/** An operation that came to its end. */
export class EndedCall implements Call {
  readonly op: string;
  readonly asked: Call['asked'];
  readonly lines: readonly EventLine[];
  readonly answer: FinalLine;
  readonly requests: readonly SeenRequest[];
  readonly server: ScriptServer;
  readonly tookMs: number;
  readonly #sends: boolean;
  readonly #looked: () => void;

  constructor({ op, asked, lines, answer, requests, server, tookMs, sends, looked }: CallParts) {
    this.op = op;
    this.asked = asked;
    this.lines = lines;
    this.answer = answer;
    this.requests = requests;
    this.server = server;
    this.tookMs = tookMs;
    this.#sends = sends;
    this.#looked = looked;
  }

  get events(): readonly Readonly<Record<string, unknown>>[] {
    return this.lines.flatMap((line) => (line.type === 'event' ? [line.event] : []));
  }

  get text(): string {
    return this.lines.map((line) => (line.type === 'event' ? (line.text ?? '') : '')).join('');
  }

  result(): ResultLine {
    this.#looked();
    const { answer } = this;
    if (answer.type !== 'result')
      throw brokenBecause(`${this.op} ended with an error where it had to succeed.`, {
        expected: 'a result',
        actual: `error ${show(answer.error)}`,
      });
    if (this.#sends && this.requests.length === 0)
      throw brokenBecause(`${this.op} told a result although nothing was sent.`, {
        expected: 'a request',
        actual: 'none arrived at the server',
      });
    return answer;
  }

  error(): ErrorLine['error'] {
    this.#looked();
    const { answer } = this;
    if (answer.type !== 'error')
      throw brokenBecause(`${this.op} ended as if all had gone well.`, {
        expected: 'an error',
        actual: `result ${show('value' in answer ? answer.value : answer)}`,
      });
    const { kind } = answer.error;
    if (this.#sends && this.requests.length === 0 && NEEDS_REQUEST.has(kind))
      throw brokenBecause(`${this.op} told an error of kind ${kind} although nothing was sent.`, {
        expected: 'a request',
        actual: 'none arrived at the server',
      });
    return answer.error;
  }

  get request(): SeenRequest {
    const [request] = this.requests;
    if (request === undefined)
      throw brokenBecause(`${this.op} sent no request.`, {
        expected: 'a request',
        actual: `none arrived at the server; the answer was ${show(this.answer)}`,
      });
    return request;
  }
}
