import type { StreamEvent } from '../../../mock-gateway/engine/exchange.js';

/** How the lines of a stream end. `mixed` changes from line to line, and from frame to frame. */
export type LineEnds = 'LF' | 'CRLF' | 'CR' | 'mixed';

/** One of the many ways in which WHATWG lets a server frame the same events. What is left out is what gateways do. */
export interface FrameStyle {
  readonly ends?: LineEnds;
  /** The space after a field's colon; true where nothing else is said. */
  readonly space?: boolean;
  /** A byte order mark at the start. The first line is then a `data` line, so that it costs an event where it is kept. */
  readonly bom?: boolean;
  /** The `event:` line of an event; by default its type, and `null` for none. */
  readonly name?: (event: StreamEvent, index: number) => string | null;
  /** The data over several `data:` lines. */
  readonly multiLine?: boolean;
  /** Lines before the first frame. */
  readonly preamble?: readonly string[];
  /** Lines at the beginning of each frame. */
  readonly before?: readonly string[];
  /** Lines inside each frame: after its name, between its `data` lines, and after them. */
  readonly inside?: readonly string[];
  /** Lines between frames, each followed by a blank line: frames that hold no data. */
  readonly between?: readonly string[];
  /** How many blank lines end a frame; 1 where nothing else is said. */
  readonly blankLines?: number;
  /** What follows the data of the last frame: its line end and a blank line, the line end alone, or nothing. */
  readonly last?: 'blank-line' | 'line-end' | 'nothing';
}

const ENDS: Readonly<Record<LineEnds, readonly string[]>> = {
  LF: ['\n'],
  CRLF: ['\r\n'],
  CR: ['\r'],
  // Seven, so that frames of three lines do not all look the same.
  mixed: ['\n', '\r', '\r\n', '\n', '\r\n', '\r', '\r'],
};

/** Styles by name, each of which must give the same events. */
export const STYLES: Readonly<Record<string, FrameStyle>> = {
  LF: {},
  CRLF: { ends: 'CRLF' },
  CR: { ends: 'CR' },
  mixed: { ends: 'mixed' },
  'no space': { space: false },
  'byte order mark': { bom: true },
  comments: { preamble: [': hello'], before: [': ping'], inside: [':', ':data: {"type":"x"}'], between: [': ping'] },
  ids: { before: ['id: 7', 'retry: 250'], inside: ['id'] },
  'several data lines': { multiLine: true },
  'several data lines, CRLF': { multiLine: true, ends: 'CRLF' },
  'no names': { name: () => null },
  'blank lines': { blankLines: 3 },
  'no last blank line': { last: 'line-end' },
  'no last line end': { last: 'nothing' },
};

/** The bytes of a stream of these events in a style. Text is UTF-8, escaped no further than JSON demands. */
export function frames(events: readonly StreamEvent[], style: FrameStyle = {}): Uint8Array {
  const writer = new LineWriter(ENDS[style.ends ?? 'LF']);
  for (const line of style.preamble ?? []) writer.line(line);
  for (const [index, event] of events.entries()) {
    for (const line of linesOf(event, index, style)) writer.line(line);
    if (index === events.length - 1 && style.last !== undefined && style.last !== 'blank-line')
      return writer.bytes(style.bom, style.last === 'nothing');
    for (let blank = style.blankLines ?? 1; blank > 0; blank--) writer.line('');
    for (const line of style.between ?? []) {
      writer.line(line);
      writer.line('');
    }
  }
  return writer.bytes(style.bom, false);
}

function linesOf(event: StreamEvent, index: number, style: FrameStyle): string[] {
  const { space = true, before = [], inside = [], multiLine = false, bom = false } = style;
  const gap = space ? ' ' : '';
  const name = style.name === undefined ? event.type : style.name(event, index);
  const named = name === null ? [] : [`event:${gap}${name}`];
  const json = multiLine ? JSON.stringify(event, null, 1).split('\n') : [JSON.stringify(event)];
  const data = json.flatMap((line, at) => [...(at === 1 ? inside : []), `data:${gap}${line}`]);
  const fields = bom && index === 0 ? [...data, ...named] : [...named, ...inside, ...data];
  return [...before, ...fields, ...inside];
}

/** Ends each line as its style says. */
class LineWriter {
  readonly #ends: readonly string[];
  #text = '';
  #lines = 0;
  #lastEnd = '';

  constructor(ends: readonly string[]) {
    this.#ends = ends;
  }

  line(text: string): void {
    const wanted = this.#ends[this.#lines++ % this.#ends.length] ?? '\n';
    // A lone line feed after a carriage return would belong to it, and end no line of its own.
    const end = text === '' && this.#lastEnd === '\r' && wanted === '\n' ? '\r\n' : wanted;
    this.#text += text + end;
    this.#lastEnd = end;
  }

  bytes(bom = false, dropLastEnd: boolean): Uint8Array {
    const text = dropLastEnd ? this.#text.slice(0, this.#text.length - this.#lastEnd.length) : this.#text;
    return Buffer.from(`${bom ? '\uFEFF' : ''}${text}`);
  }
}
