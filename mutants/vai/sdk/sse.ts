// Longer than 300 lines: tables, a row for each requirement of framing, which belong together.

import { type Defect, defectsOf, type Patch, patched } from '../../sdk/defect.js';

const SSE = 'client/sse.js';
const STREAM = 'client/event-stream.js';
const NO_LINE_END = 'if (byte !== LF && byte !== CR)';
const LF_OF_CRLF = 'if (byte === LF) {';
const PUSH = 'push(chunk) {';
const REST = 'this.#keep(chunk.subarray(lineStart));';
const FRAMES = `${REST}\n        return frames;`;
const LINE_TEXT = 'const text = this.#decoder.decode(this.#line.subarray(0, this.#lineLength));';
const TAKE_LINE = 'this.#field(line);';
const FIELD = '#field(line) {';
const BLANK = "if (line === '') {";
const COMMENT = "if (line.startsWith(':'))\n            return;";
const OTHER_FIELD = "if (name !== 'data')\n            return;";
const VALUE = "const value = afterColon.startsWith(' ') ? afterColon.slice(1) : afterColon;";
const HAS_DATA = "if (hasData && data !== '')";
const FRAME = 'frames.push(data);';
const PENDING_LINE = 'if (this.#lineLength > 0)';
const EVENT = 'const event = this.#eventOf(data);';

/** Does something to the names of frames: \`named\` with each name, and \`ended\` in place of a frame that has data. */
function naming(named: string, ended: string): readonly Patch[] {
  return patched(
    SSE,
    [OTHER_FIELD, `if (name === 'event')\n            ${named}\n        ${OTHER_FIELD}`],
    [FRAME, `{\n            ${ended}\n        }`],
  );
}

/** A client whose frames must be no longer. */
function limited(bytes: string): readonly Patch[] {
  return patched(SSE, ['MAX_FRAME_BYTES = 64 * 1024 * 1024', `MAX_FRAME_BYTES = ${bytes}`]);
}

/** How clients get the framing of event streams wrong. */
export const defects: readonly Defect[] = defectsOf('VAI-SDK-SSE', [
  [
    '001',
    'wants-carriage-returns',
    'Ends lines at a CR only, with or without LF.',
    patched(SSE, [NO_LINE_END, 'if (byte !== CR)']),
  ],
  [
    '002',
    'takes-crlf-for-two-ends',
    'Takes CR LF for two line ends.',
    patched(SSE, [LF_OF_CRLF, 'if (false) {']),
    'SSE-05',
  ],
  [
    '003',
    'wants-line-feeds',
    'Ends lines at LF only, and takes a CR off their end.',
    patched(
      SSE,
      [NO_LINE_END, 'if (byte !== LF)'],
      [LINE_TEXT, LINE_TEXT.replace(/;$/, String.raw`.replace(/\r$/, '');`)],
    ),
    'SSE-05',
  ],
  [
    '004',
    'settles-on-a-line-end',
    'Takes the first line end of a stream for that of all lines.',
    patched(SSE, [NO_LINE_END, 'if ((byte !== LF && byte !== CR) || byte !== (this.lineEnd ??= byte))']),
  ],
  [
    '005',
    'joins-without-line-feeds',
    'Joins the data lines of a frame by nothing.',
    patched(SSE, [String.raw`const data = this.#data.join('\n');`, "const data = this.#data.join('');"]),
    'SSE-13',
  ],
  [
    '006',
    'wants-a-space',
    'Knows a data line by `data: `, space included.',
    patched(SSE, ["if (name !== 'data')", "if (!line.startsWith('data: '))"]),
    'SSE-10',
  ],
  [
    '007',
    'reads-comments',
    'Takes the colon of a comment off, and reads the rest.',
    patched(SSE, [COMMENT, "if (line.startsWith(':'))\n            line = line.slice(1);"]),
    'SSE-14',
  ],
  [
    '008',
    'insists-on-numbers-in-retry',
    'Throws at a `retry` that is no number.',
    patched(SSE, [
      OTHER_FIELD,
      `if (name === 'retry' && !/^retry: ?\\d+$/.test(line))\n            throw new ProtocolError('stream', 'retry is no number');\n        ${OTHER_FIELD}`,
    ]),
  ],
  [
    '009',
    'knows-its-fields',
    'Throws at a field that it does not know.',
    patched(SSE, [
      OTHER_FIELD,
      `if (!['data', 'event', 'id', 'retry'].includes(name))\n            throw new ProtocolError('stream', 'unknown field');\n        ${OTHER_FIELD}`,
    ]),
    'SSE-25',
  ],
  [
    '010',
    'parses-what-is-between-blank-lines',
    'Takes what stands between two blank lines for a frame, even nothing.',
    patched(
      SSE,
      [FIELD, `${FIELD}\n        this.begun = true;`],
      [
        BLANK,
        `${BLANK}\n            if (!this.begun)\n                frames.push('');\n            this.begun = false;`,
      ],
    ),
    'SSE-16',
  ],
  [
    '011',
    'keeps-the-byte-order-mark',
    'Takes a byte order mark for a part of the first field.',
    patched(SSE, [
      'const line = this.#isFirstLine && text.startsWith(BOM) ? text.slice(1) : text;',
      'const line = text;',
    ]),
    'SSE-09',
  ],
  [
    '012',
    'parses-frames-without-data',
    'Parses the data of a frame that has a name and no data.',
    patched(
      SSE,
      [OTHER_FIELD, `if (name === 'event')\n            this.named = true;\n        ${OTHER_FIELD}`],
      [
        HAS_DATA,
        `const named = this.named;\n        this.named = false;\n        if ((hasData && data !== '') || named)`,
      ],
    ),
    'SSE-16',
  ],
  [
    '013',
    'wants-names',
    'Throws at a frame without an `event:` line.',
    naming(
      'this.named = true;',
      `if (!this.named)\n                throw new ProtocolError('stream', 'an event has no name');\n            this.named = false;\n            ${FRAME}`,
    ),
    'SSE-19',
  ],
  [
    '014',
    'believes-the-name',
    "Takes a frame's name for the type of its event.",
    naming(
      'this.name = line.slice(6).trim();',
      `frames.push(this.name ? data.replace(/^{\\s*"type":\\s*"[^"]*"/, \`{"type":"\${this.name}"\`) : data);\n            this.name = undefined;`,
    ),
  ],
  [
    '015',
    'takes-one-event-of-a-chunk',
    'Takes the first event of a chunk, and drops the others.',
    patched(SSE, [FRAMES, `${REST}\n        return frames.slice(0, 1);`]),
    'SSE-02',
  ],
  [
    '016',
    'remembers-four-chunks',
    'Remembers of a line that spans many chunks the last four.',
    patched(SSE, [
      REST,
      `this.parts = lineStart === 0 ? (this.parts ?? 0) + 1 : 0;\n        if (this.parts % 4 === 3)\n            this.#lineLength = 0;\n        ${REST}`,
    ]),
    'SSE-01',
  ],
  [
    '017',
    'decodes-text-by-chunks',
    'Decodes each chunk of a stream on its own.',
    patched(SSE, [PUSH, `${PUSH}\n        chunk = new TextEncoder().encode(new TextDecoder().decode(chunk));`]),
    'SSE-08',
  ],
  [
    '018',
    'forgets-the-carriage-return',
    'Forgets at the end of a chunk that it ended in CR.',
    patched(SSE, [PUSH, `${PUSH}\n        this.#afterCr = false;`]),
    'SSE-05',
  ],
  [
    '019',
    'looks-for-blank-lines-in-chunks',
    'Knows a blank line where both of its line ends are in one chunk.',
    patched(SSE, [NO_LINE_END, 'if ((byte !== LF && byte !== CR) || (at === 0 && this.#lineLength === 0))']),
    'SSE-03',
  ],
  [
    '020',
    'drops-an-unended-line',
    'Drops the last line of a stream if no line end follows it.',
    patched(SSE, [PENDING_LINE, 'if (false)']),
    'SSE-18',
  ],
  [
    '021',
    'holds-the-last-carriage-return',
    'Waits after a CR for the LF, at the end of the stream too, and loses the frame.',
    patched(
      SSE,
      [
        PUSH,
        `${PUSH}\n        if (this.held)\n            chunk = Uint8Array.of(CR, ...chunk);\n        this.held = chunk.at(-1) === CR;\n        if (this.held)\n            chunk = chunk.subarray(0, -1);`,
      ],
      ['end() {', 'end() {\n        if (this.held)\n            return [];'],
    ),
    'SSE-06',
  ],
  ['022', 'takes-short-lines', 'Takes lines of up to 64 KiB.', limited('64 * 1024'), 'SSE-22'],
  ['023', 'takes-lines-of-eight-mebibytes', 'Takes lines of up to 8 MiB.', limited('8 * 1024 * 1024'), 'SSE-22'],
  [
    '024',
    'compares-stream-types',
    'Wants the content type of a stream letter by letter.',
    patched('client/http.js', [
      String.raw`const isEventStream = /^\s*text\/event-stream\s*(;|$)/i.test(type);`,
      "const isEventStream = type === 'text/event-stream';",
    ]),
    'SSE-23',
  ],
  [
    '025',
    'parses-done',
    'Parses each frame as it comes in, [DONE] too.',
    patched(SSE, [
      FRAME,
      `{\n            if (data === '[DONE]')\n                throw new ProtocolError('stream', 'an event is not JSON');\n            ${FRAME}\n        }`,
    ]),
    'SSE-26',
  ],
  [
    '026',
    'waits-for-the-end-of-the-body',
    'Ends the iteration when the body ends, however long ago its terminal event was.',
    patched(STREAM, [
      "if (event === undefined || this.progress() === 'over')",
      "while (event !== undefined && this.progress() === 'over')\n                if ((await this.#nextFrame(this.#frames).catch(() => undefined)) === undefined)\n                    break;\n            if (event === undefined || this.progress() === 'over')",
    ]),
    'SSE-27',
  ],
  [
    '027',
    'skips-what-is-no-json',
    'Skips a frame whose data is not JSON.',
    patched(STREAM, [EVENT, `if (parsed(data) === undefined)\n                continue;\n            ${EVENT}`]),
  ],
  [
    '028',
    'makes-up-types',
    'Makes a type for an event that has none.',
    patched(STREAM, [
      "throw this.#protocolError('an event of the stream has no type');",
      "return { ...event, type: 'message' };",
    ]),
  ],
  [
    '029',
    'skips-what-is-no-object',
    'Skips a frame whose data is JSON, but no object.',
    patched(STREAM, [
      EVENT,
      `if (parsed(data) !== undefined && !isObject(parsed(data)))\n                continue;\n            ${EVENT}`,
    ]),
  ],
  [
    '030',
    'is-one-event-late',
    'Hands over an event when the next one has come.',
    patched(
      SSE,
      [
        FRAMES,
        `${REST}\n        if (frames.length === 0)\n            return [];\n        const come = [...(this.late ?? []), ...frames];\n        this.late = come.splice(-1);\n        return come;`,
      ],
      [PENDING_LINE, `frames.push(...(this.late ?? []));\n        ${PENDING_LINE}`],
    ),
  ],
  [
    '031',
    'has-a-short-queue',
    'Keeps of the events of a chunk the last hundred.',
    patched(SSE, [FRAMES, `${REST}\n        return frames.slice(-100);`]),
  ],
  [
    '032',
    'splits-lines-at-data',
    'Takes for the data what stands between the first `data:` and the next.',
    patched(SSE, [VALUE, "const value = (line.split('data:')[1] ?? '').trimStart();"]),
  ],
  [
    '033',
    'splits-lines-at-separators',
    'Ends lines at each character that Unicode calls a line end.',
    patched(SSE, [TAKE_LINE, String.raw`line.split(/[\v\f\u0085\u2028\u2029]/).forEach((part) => this.#field(part));`]),
  ],
  [
    '034',
    'drops-bad-lines',
    'Drops a line that is not UTF-8.',
    patched(SSE, [TAKE_LINE, `if (!text.includes('\\ufffd'))\n                ${TAKE_LINE}`]),
  ],
  [
    '035',
    'insists-on-whole-comments',
    'Takes a comment that the end cuts off for a broken stream.',
    patched(SSE, [
      PENDING_LINE,
      `if (this.#lineLength > 0 && this.#line[0] === 0x3a)\n            throw new ProtocolError('stream', 'the stream ended inside a line');\n        ${PENDING_LINE}`,
    ]),
  ],
]);
