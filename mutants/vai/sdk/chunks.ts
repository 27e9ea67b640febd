import { type Defect, defectsOf, type Patch, patched } from '../../sdk/defect.js';

const SSE = 'client/sse.js';
const READER = 'client/sse-reader.js';
const PUSH = 'push(chunk) {';
const REST = 'this.#keep(chunk.subarray(lineStart));';
const NO_LINE_END = 'if (byte !== LF && byte !== CR)';
const READ = 'this.#frames = done ? this.#parser.end() : this.#parser.push(value);';
const READ_OF = 'this.#frames = done ? this.#parser.end() : this.#parser.push(';

/** Does something to each chunk of one operation, whose name ends so, before it is framed. */
function chunkOf(operation: string, chunk: string): readonly Patch[] {
  const put = `${READ_OF}this.#scope.operation.endsWith('${operation}') ? ${chunk} : value);`;
  return patched(READER, [READ, put]);
}

/** How clients depend on where a stream is cut, each in a way that shows at few cuts only. */
export const defects: readonly Defect[] = defectsOf('VAI-SDK-CHK', [
  [
    '001',
    'drops-crumbs-of-messages',
    'Drops up to three letters of a line of a message that begins at the end of a chunk.',
    chunkOf(
      '/messages',
      String.raw`value.subarray(0, value.length - (/\n(\w{1,3})$/.exec(new TextDecoder('latin1').decode(value))?.[1].length ?? 0))`,
    ),
    'SSE-01',
  ],
  [
    '002',
    'has-short-lines-in-runs',
    'Drops a line of a run that has more than 64 bytes at the end of a chunk.',
    chunkOf(
      ':stream',
      String.raw`value.subarray(0, value.length - (/\n([^\n]{65,})$/.exec(new TextDecoder('latin1').decode(value))?.[1].length ?? 0))`,
    ),
    'SSE-22',
  ],
  [
    '003',
    'remembers-one-chunk',
    'Remembers of a line that spans three chunks the last two.',
    patched(SSE, [REST, `if (lineStart === 0)\n            this.#lineLength = 0;\n        ${REST}`]),
    'SSE-01',
  ],
  [
    '004',
    'guesses-line-ends',
    'Takes the lines of a stream to end in CR once a chunk did.',
    patched(
      SSE,
      [
        NO_LINE_END,
        "if (byte === CR && chunk[at + 1] !== LF)\n                this.ends = 'CR';\n            if ((byte !== LF || this.ends === 'CR') && byte !== CR)",
      ],
      ['if (byte === LF) {', "if (byte === LF && this.ends !== 'CR') {"],
    ),
    'SSE-05',
  ],
  [
    '005',
    'drops-the-carriage-return-of-chunks',
    'Takes a CR at the end of a chunk for half a CR LF, and drops it.',
    patched(SSE, [PUSH, `${PUSH}\n        if (chunk.at(-1) === CR)\n            chunk = chunk.subarray(0, -1);`]),
    'SSE-06',
  ],
  [
    '006',
    'forgets-that-a-line-is-a-comment',
    'Drops the begun comment at the end of a chunk, and reads on as if a line began.',
    patched(SSE, [REST, `if (this.#lineLength > 0 || chunk[lineStart] !== 0x3a)\n            ${REST}`]),
    'SSE-14',
  ],
  [
    '007',
    'skips-the-space-of-the-next-chunk',
    'Skips what comes after `data:`, space or not, where a chunk ends there.',
    patched(SSE, [
      PUSH,
      `${PUSH}\n        this.skipped = !this.skipped && this.#lineLength === 5 && this.#line[4] === 0x3a;\n        if (this.skipped)\n            chunk = chunk.subarray(1);`,
    ]),
    'SSE-10',
  ],
  [
    '008',
    'wants-the-first-line-in-one-piece',
    'Takes a byte order mark off the first line if that ends in the first chunk.',
    patched(
      SSE,
      [PUSH, `${PUSH}\n        this.wholeLine ??= chunk.includes(LF);`],
      ['this.#isFirstLine && text.startsWith(BOM)', 'this.#isFirstLine && this.wholeLine && text.startsWith(BOM)'],
    ),
    'SSE-09',
  ],
  [
    '009',
    'ends-frames-with-their-chunk',
    'Takes a line end at the end of a chunk for the end of the frame.',
    patched(SSE, [
      REST,
      `${REST}\n        if (chunk.at(-1) === LF && this.#lineLength === 0)\n            this.#endFrame(frames);`,
    ]),
    'SSE-12',
  ],
  [
    '010',
    'wants-errors-in-one-piece',
    'Takes an error whose frame ends in a later chunk for a broken stream.',
    patched(
      READER,
      [
        "import { SseParser } from './sse.js';",
        "import { ProtocolError } from './errors.js';\nimport { SseParser } from './sse.js';",
      ],
      [
        READ,
        `const text = done ? '' : new TextDecoder().decode(value);\n        if (text.includes('event: error') && !/event: error\\ndata: .*\\n\\n/.test(text))\n            throw new ProtocolError('stream', 'the stream ended in an error');\n        ${READ}`,
      ],
    ),
  ],
  [
    '011',
    'has-three-kilobytes-for-chunks',
    'Keeps the begun line of a chunk if there is room for it in three kilobytes.',
    patched(SSE, [REST, `if (chunk.length < 3072)\n            ${REST}`]),
    'SSE-01',
  ],
]);
