import { type Defect, defectsOf, type Patch, patched } from '../../sdk/defect.js';

const STREAM = 'client/event-stream.js';
const READER = 'client/sse-reader.js';
const MESSAGE = 'client/message-stream.js';
const RUN = 'client/run-stream.js';
const ADD_MESSAGE = 'this.#fold.add(event);';
const ADD_TEXT = 'this.#text += textPieceOf(event);';
const RUN_PROGRESS = "return this.#completed ? 'over' : 'open';";
const NO_MESSAGE = 'if (!this.#fold.started)';
const TO_END = 'await this.readToEnd();';
const READ = 'this.#frames = done ? this.#parser.end() : this.#parser.push(value);';
const CUT_SHORT = "if (this.progress() === 'open')";
const IS_OVER = "if (event === undefined || this.progress() === 'over')";
const BROKEN = 'catch (error) {\n            this.#finish(';
const NEXT_FRAME = 'return await frames.next();';
const LOST = "if (error instanceof TransportError && this.progress() === 'complete')";
/** The cause of a connection that the peer has reset; one that it closed has another. */
const RESET = '/ECONNRESET/.test(String([error.cause?.code, error.cause?.cause?.code]))';
/** What a run comes to that was cut after its first step. */
const MADE_UP =
  "if (event.type === 'step_complete')\n            this.#result = { response: event.response, steps: [], tool_call_count: 0, turn_count: 1, usage: {}, stop_reason: 'end_turn' };";

/** Takes a connection that broke in some way for the end of the stream, where it has what it thinks that it needs. */
function endsWhere(condition: string): readonly Patch[] {
  return patched(STREAM, [
    BROKEN,
    `catch (error) {\n            if (error instanceof TransportError && this.hasEnough && ${condition})\n                return this.#finish(undefined);\n            this.#finish(`,
  ]);
}

const ENOUGH_MESSAGE = patched(MESSAGE, [
  ADD_MESSAGE,
  `${ADD_MESSAGE}\n        if (event.type === 'message_delta')\n            this.hasEnough = true;`,
]);

/** How clients take half a stream for a whole one. */
export const defects: readonly Defect[] = defectsOf('VAI-SDK-CUT', [
  [
    '001',
    'needs-no-message-stop',
    'Takes the end of any message stream that told a stop reason for its terminal event.',
    patched(MESSAGE, ['const mayEnd = MAY_END_WITHOUT_STOP.includes(this.#provider) && ', 'const mayEnd = ']),
    'MSG-10',
  ],
  [
    '002',
    'takes-resets-for-the-end',
    'Takes a reset after the stop reason of a message for the end of its stream.',
    [...endsWhere(RESET), ...ENOUGH_MESSAGE],
    'MSG-10',
  ],
  [
    '003',
    'makes-up-the-end-of-a-run',
    'Makes a result of the last step where a run ends without one.',
    patched(
      RUN,
      [ADD_TEXT, `${ADD_TEXT}\n        ${MADE_UP}`],
      [RUN_PROGRESS, "return this.#completed ? 'over' : this.#result !== undefined ? 'may-end' : 'open';"],
    ),
    'RUN-02',
  ],
  [
    '004',
    'makes-up-the-end-of-a-reset-run',
    'Makes a result of the last step where the connection of a run is reset.',
    [
      ...endsWhere(RESET),
      ...patched(RUN, [
        ADD_TEXT,
        `${ADD_TEXT}\n        ${MADE_UP}\n        this.hasEnough = this.#result !== undefined;`,
      ]),
    ],
    'RUN-02',
  ],
  [
    '005',
    'closes-braces',
    'Puts the braces to a last frame that it lacks.',
    patched(READER, [
      READ,
      `const whole = (data) => [data, \`\${data}}\`, \`\${data}}}\`, \`\${data}"}\`].find((text) => { try { return JSON.parse(text); } catch { return false; } }) ?? data;\n        this.#frames = done ? this.#parser.end().map(whole) : this.#parser.push(value);`,
    ]),
    'SSE-18',
  ],
  [
    '006',
    'takes-nothing-for-a-message',
    'Makes an empty message of an empty body.',
    patched(READER, [READ, `this.heard ||= !done;\n        ${READ}`]).concat(
      patched(STREAM, [CUT_SHORT, "if (this.progress() === 'open' && this.#frames.heard)"]),
      patched(MESSAGE, [NO_MESSAGE, 'if (false)']),
    ),
    'MSG-10',
  ],
  [
    '007',
    'takes-done-for-a-message',
    'Takes [DONE] for the end of any stream, and makes an empty message of it.',
    patched(STREAM, [
      "if (data === '[DONE]')\n                continue;",
      "if (data === '[DONE]')\n                return undefined;",
    ]).concat(patched(MESSAGE, [NO_MESSAGE, 'if (false)'])),
    'MSG-10',
  ],
  [
    '008',
    'repeats-its-last-event',
    'Hands over the last event again where the connection breaks.',
    patched(
      STREAM,
      [IS_OVER, `this.last = event;\n            ${IS_OVER}`],
      [
        BROKEN,
        `catch (error) {\n            if (error instanceof TransportError && this.last !== undefined) {\n                const place = {};\n                this.#end.next = { event: this.last, place };\n                this.#end = place;\n            }\n            this.#finish(`,
      ],
    ),
    'LIF-14',
  ],
  [
    '009',
    'gives-what-it-has',
    'Gives to whoever waits for the final message what has come of it.',
    patched(MESSAGE, [
      TO_END,
      "await this.readToEnd().catch((error) => {\n            if (!['TransportError', 'ProtocolError'].includes(error.name) || !this.#fold.started)\n                throw error;\n        });",
    ]),
    'MSG-10',
  ],
  [
    '010',
    'asks-again-for-cut-streams',
    'Asks again for a stream that breaks before its first event.',
    patched(
      STREAM,
      [NEXT_FRAME, 'const frame = await frames.next();\n            this.heard = true;\n            return frame;'],
      [
        LOST,
        `if (error instanceof TransportError && !this.heard) {\n                this.heard = true;\n                this.#frames = await this.#open();\n                return this.#frames.next();\n            }\n            ${LOST}`,
      ],
    ),
    'LIF-17',
  ],
  [
    '011',
    'does-not-miss-the-last-chunk',
    'Takes a connection that was closed after the stop reason of a message for the end of its body.',
    [...endsWhere(`!${RESET}`), ...ENOUGH_MESSAGE],
    'MSG-10',
  ],
  [
    '012',
    'reads-on-after-the-end',
    'Reads on after the terminal event, and tells that the connection broke.',
    patched(STREAM, [
      IS_OVER,
      "while (event !== undefined && this.progress() === 'over')\n                if ((await this.#nextFrame(this.#frames)) === undefined)\n                    break;\n            " +
        IS_OVER,
    ]),
    'SSE-27',
  ],
]);
