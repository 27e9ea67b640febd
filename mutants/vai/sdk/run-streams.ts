import { type Defect, defectsOf, type Patch, patched } from '../../sdk/defect.js';

const RUN = 'client/run-stream.js';
const STREAM = 'client/event-stream.js';
const TEXT = 'client/text.js';
const HAND_OVER = 'return this.#audio.admits(event) ? event : undefined;';
const RESULT = 'async result() {';
const KEEP_RESULT = 'this.#result = result;';
const ADD_TEXT = 'this.#text += textPieceOf(event);';
const FINISH = 'this.#error = error;';
const OPEN = 'this.#scope.begin(0);';
const ITERATION = `[Symbol.asyncIterator]() {
        this.iterated = true;
        return super[Symbol.asyncIterator]();
    }
    `;

/** Does something to each event of a run before it is handed over. */
function ofEvents(statement: string): readonly Patch[] {
  return patched(RUN, [HAND_OVER, `${statement}\n        ${HAND_OVER}`]);
}

/** Throws at an event of a run that should be none. */
function throwsAt(condition: string): readonly Patch[] {
  return ofEvents(
    `if (${condition})\n            throw new ProtocolError('stream', 'unexpected event', this.requestId);`,
  );
}

/** How clients get run streams wrong. */
export const defects: readonly Defect[] = defectsOf('VAI-SDK-RST', [
  [
    '001',
    'numbers-steps-by-itself',
    'Gives each step the index of the first.',
    ofEvents("if (event.type === 'step_start')\n            event = { ...event, index: 0 };"),
  ],
  [
    '002',
    'hands-over-known-members-of-messages',
    'Hands over of a message that starts inside a run all but its metadata.',
    ofEvents(
      "if (event.event?.type === 'message_start')\n            event = { ...event, event: { ...event.event, message: { ...event.event.message, metadata: undefined } } };",
    ),
    'FWD-05',
  ],
  [
    '003',
    'hears-no-text-in-runs',
    'Looks for the text of an event of a run beside the event inside it.',
    patched(TEXT, ['const inner = messageEventOf(event);', 'const inner = event;']),
  ],
  [
    '004',
    'counts-by-itself',
    'Counts the calls of tools that it saw, and believes itself.',
    patched(
      RUN,
      [
        ADD_TEXT,
        `${ADD_TEXT}\n        if (event.type === 'tool_call_start')\n            this.calls = (this.calls ?? 0) + 1;`,
      ],
      [KEEP_RESULT, 'this.#result = { ...result, tool_call_count: this.calls ?? 0 };'],
    ),
  ],
  [
    '005',
    'wants-runs-to-be-iterated',
    'Has a result where the events of a run are iterated.',
    patched(RUN, [
      RESULT,
      `${ITERATION}${RESULT}\n        await null;\n        if (!this.iterated)\n            throw new ProtocolError('stream', 'iterate the stream first');`,
    ]),
  ],
  [
    '006',
    'has-no-result-while-iterated',
    'Throws where the result of a run is asked for before the iteration ends.',
    patched(RUN, [
      RESULT,
      `${ITERATION}${RESULT}\n        await null;\n        if (this.iterated && this.progress() === 'open')\n            throw new ProtocolError('stream', 'the stream is being read');`,
    ]),
  ],
  [
    '007',
    'stops-at-tools',
    'Ends the iteration of a run at the step whose message asks for a tool.',
    ofEvents("if (event.event?.delta?.stop_reason === 'tool_use')\n            this.#completed = true;"),
    'RUN-04',
  ],
  [
    '008',
    'keeps-the-texts-of-results',
    "Keeps of a tool's result its texts.",
    ofEvents(
      "if (event.type === 'tool_result')\n            event = { ...event, content: event.content.filter(({ type }) => type === 'text') };",
    ),
    'FWD-05',
  ],
  [
    '009',
    'fails-with-its-tools',
    'Throws where a tool has failed.',
    throwsAt("event.type === 'tool_result' && event.is_error"),
  ],
  [
    '010',
    'tells-tools-by-name',
    'Keeps the calls that are open by the name of the tool, and drops the result of one that is not.',
    ofEvents(
      "this.open ??= new Set();\n        if (event.type === 'tool_call_start')\n            this.open.add(event.name);\n        if (event.type === 'tool_result' && !this.open.delete(event.name))\n            return undefined;",
    ),
    'RUN-10',
  ],
  [
    '011',
    'forgets-failures-in-histories',
    'Hands over the messages of a `history_delta` without saying which tools have failed.',
    ofEvents(
      "if (event.type === 'history_delta')\n            event = JSON.parse(JSON.stringify(event, (name, value) => (name === 'is_error' ? undefined : value)));",
    ),
    'RUN-22',
  ],
  [
    '012',
    'throws-at-pings-inside-runs',
    'Takes a ping inside a run for an event that must not be.',
    throwsAt("event.event?.type === 'ping'"),
    'FWD-02',
  ],
  [
    '013',
    'takes-timeouts-for-failures',
    'Throws where the result says that the run took too long.',
    throwsAt("event.type === 'run_complete' && event.result.stop_reason === 'timeout'"),
  ],
  ['014', 'throws-at-audio-in-runs', 'Throws at audio in a run.', throwsAt("event.type === 'audio_chunk'"), 'FWD-01'],
  [
    '015',
    'stays-broken',
    'Is of no use for runs after a run whose connection broke.',
    patched(
      STREAM,
      [
        FINISH,
        `${FINISH}\n        if (error instanceof TransportError && this.#call.endpoint === 'runStream')\n            this.#settings.broken = error;`,
      ],
      [
        OPEN,
        `if (this.#settings.broken !== undefined && this.#call.endpoint === 'runStream')\n            throw this.#settings.broken;\n        ${OPEN}`,
      ],
    ),
    'RUN-05',
  ],
  [
    '016',
    'insists-on-the-id-of-a-run',
    'Reads the request id of `run_start` without looking whether it is there.',
    ofEvents("if (event.type === 'run_start')\n            event.request_id.trim();"),
    'FWD-09',
  ],
  [
    '017',
    'takes-inputs-for-text',
    'Adds the inputs of tools to the text of a run.',
    patched(RUN, [ADD_TEXT, "this.#text += textPieceOf(event) + (event.event?.delta?.partial_json ?? '');"]),
  ],
]);
