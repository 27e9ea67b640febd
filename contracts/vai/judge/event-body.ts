import type { BodyEnd } from '../../judge/exchange.js';
import { cut, type Findings } from '../../judge/findings.js';
import { type SseFrame, type SseOddity, type SseSink, SseTokenizer } from '../../judge/sse.js';
import type { ErrorRules } from './errors.js';
import type { Known } from './facts.js';
import { type EventJudge, MessageStreamJudge } from './message-stream.js';
import { RunStreamJudge } from './run-stream.js';
import { type Fields, isEvent, isFields, isTooDeep, parsed, shown, type WireEvent } from './values.js';

/** Event types that only a run stream has. */
const OF_RUNS = new Set([
  'run_start',
  'step_start',
  'stream_event',
  'tool_call_start',
  'tool_result',
  'step_complete',
  'history_delta',
  'run_complete',
]);
/** Event types that say nothing of the kind of stream. */
const OF_BOTH = new Set(['ping', 'error', 'audio_chunk', 'audio_unavailable']);
/** Frames that are held until one tells the kind of stream. */
const MOST_HELD = 64;

const ODDITIES: Readonly<Record<SseOddity, { readonly id: string; readonly says: string }>> = {
  'byte-order-mark': { id: 'VAI-GW-SSE-007', says: 'The stream begins with a byte order mark.' },
  'carriage-return': { id: 'VAI-GW-SSE-005', says: 'The line has a carriage return.' },
  comment: { id: 'VAI-GW-SSE-006', says: 'A comment line.' },
  id: { id: 'VAI-GW-SSE-006', says: 'An id: field.' },
  retry: { id: 'VAI-GW-SSE-006', says: 'A retry: field.' },
  junk: { id: 'VAI-GW-SSE-001', says: 'The line is neither an event: nor a data: field.' },
  'not-utf8': { id: 'VAI-GW-SSE-008', says: 'The line is not valid UTF-8.' },
  'too-long': { id: 'VAI-GW-SSE-003', says: 'The line or frame is longer than any that can be read.' },
};

const EVERY_FRAME = ['001', '002', '003', '004', '005', '006', '007', '008'].map((number) => `VAI-GW-SSE-${number}`);

/** Judges the body of an event stream: its framing, and by way of its kind's judge its events. */
export class EventBody implements SseSink {
  readonly #findings: Findings;
  readonly #known: Known;
  readonly #errors: ErrorRules;
  readonly #tokenizer = new SseTokenizer(this);
  #kind: 'message-stream' | 'run-stream' | undefined;
  #judge: EventJudge | undefined;
  #held: (() => void)[] = [];
  #at: number | undefined;
  #bareError = false;
  /** Frames whose data could be read. */
  #read = 0;
  #error: Fields | undefined;
  events = 0;

  constructor(findings: Findings, known: Known, errors: ErrorRules, kind: string | undefined) {
    this.#findings = findings;
    this.#known = known;
    this.#errors = errors;
    if (kind === 'message-stream' || kind === 'run-stream') this.#settle(kind);
  }

  get kind(): string {
    return this.#kind ?? 'message-stream';
  }

  /** The error that ended the stream. */
  get onlyError(): Fields | undefined {
    return this.#error;
  }

  push(bytes: Uint8Array, at: number | undefined): void {
    this.#at = at;
    this.#tokenizer.push(bytes);
  }

  end(how: BodyEnd, bytes: number, at: number | undefined): void {
    this.#at = at;
    this.#tokenizer.end(how === 'complete');
    Object.assign(this.#findings.place, {
      event: this.events > 0 ? this.events - 1 : undefined,
      byte: bytes,
      label: 'end of the body',
      raw: '',
    });
    this.#settle(this.#kind ?? 'message-stream');
    if (how === 'complete') {
      if (this.events > 0) this.#findings.test('VAI-GW-SSE-009');
      // Frames that nobody can read are told by that; whether they were in order is not known.
      const unread = this.events > 0 && this.#read === 0;
      if (!this.#bareError && !unread) this.#judge?.over('end');
    } else if (how !== 'client-closed') this.#judge?.over('cut');
  }

  frame(frame: SseFrame): void {
    const { place } = this.#findings;
    place.event = this.events;
    place.byte = frame.byte;
    place.label = frame.event;
    place.raw = frame.data;
    this.events += 1;
    if (this.events === 1) for (const id of EVERY_FRAME) this.#findings.test(id);
    if (!frame.terminated)
      this.#findings.fail('VAI-GW-SSE-009', { message: 'The last frame has no blank line after it.' });
    if (!frame.cut && (frame.eventLines !== 1 || frame.dataLines !== 1 || frame.dataFirst)) {
      this.#findings.fail('VAI-GW-SSE-002', {
        message: 'The frame is not one event: line and then one data: line.',
        expected: 'event:, data:',
        actual: `${frame.eventLines} event: and ${frame.dataLines} data: lines`,
      });
    }
    if (!frame.cut && frame.dataLines > 0) this.#data(frame);
  }

  oddity(kind: SseOddity, byte: number, text: string): void {
    Object.assign(this.#findings.place, { event: this.events, byte, label: kind, raw: text });
    const bare = kind === 'junk' && text.startsWith('{') ? parsed(text) : undefined;
    if (isFields(bare) && isFields(bare.error)) {
      this.#bareError = true;
      this.#findings.fail('VAI-GW-SSE-010', {
        message: 'A bare JSON envelope stands in the event stream.',
        expected: 'event: error',
        actual: shown(bare),
      });
      this.#errors.judge(bare.error, 'body', 'error');
      return;
    }
    const { id, says } = ODDITIES[kind];
    this.#findings.fail(id, { message: says });
  }

  #data(frame: SseFrame): void {
    const event = parsed(frame.data);
    if (!isFields(event)) {
      this.#findings.fail('VAI-GW-SSE-003', {
        message: 'The data of the frame is no JSON object.',
        expected: 'one JSON object',
        actual: cut(frame.data, 120),
      });
      return;
    }
    if (event.type !== frame.event) {
      this.#findings.fail('VAI-GW-SSE-004', {
        message: "The frame's event is not the type of its data.",
        expected: shown(event.type),
        actual: shown(frame.event),
      });
    }
    if (!isEvent(event)) return;
    if (event.type === 'error') {
      this.#findings.test('VAI-GW-SSE-010');
      if (isFields(event.error)) this.#error = event.error;
    }
    if (this.#judge === undefined) this.#hold(event);
    else this.#tell(this.#judge, event, this.#at);
  }

  #tell(judge: EventJudge, event: WireEvent, at: number | undefined): void {
    try {
      judge.event(event, at);
      this.#read += 1;
    } catch (error) {
      if (!isTooDeep(error)) throw error;
      this.#findings.fail('VAI-GW-SSE-003', {
        message: 'The data of the frame nests too deep to be judged.',
        expected: 'a JSON object that can be read',
      });
    }
  }

  /** Frames that say nothing of the kind of stream wait for one that does. */
  #hold(event: WireEvent): void {
    const place = { ...this.#findings.place };
    const at = this.#at;
    this.#held.push(() => {
      Object.assign(this.#findings.place, place);
      if (this.#judge !== undefined) this.#tell(this.#judge, event, at);
    });
    if (OF_RUNS.has(event.type)) this.#settle('run-stream');
    else if (!OF_BOTH.has(event.type) || this.#held.length >= MOST_HELD) this.#settle('message-stream');
  }

  #settle(kind: 'message-stream' | 'run-stream'): void {
    if (this.#judge !== undefined) return;
    this.#kind = kind;
    this.#judge =
      kind === 'run-stream'
        ? new RunStreamJudge(this.#findings, this.#known, this.#errors)
        : new MessageStreamJudge(this.#findings, this.#errors);
    const held = this.#held;
    this.#held = [];
    for (const judge of held) judge();
  }
}
