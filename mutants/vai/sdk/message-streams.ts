// Longer than 300 lines: tables, a row for each requirement of message streams, which belong together.

import { type Defect, defectsOf, type Patch, patched } from '../../sdk/defect.js';

const FOLD = 'client/fold.js';
const FINAL = 'client/message-stream.js';
const STREAM = 'client/event-stream.js';
const TEXT = 'client/text.js';
const HAND_OVER = 'return this.#audio.admits(event) ? event : undefined;';
const FINAL_MESSAGE = 'async finalMessage() {';
const ADD = 'this.#addDelta(this.#slotAt(event.index), event.delta);';
const ADD_TEXT = "if (kind === 'text')\n                    append(slot, 'text', delta.text);";
const ADD_THINKING = "append(slot, 'thinking', delta.thinking);";
const ADD_INPUT = 'slot.inputText += delta.partial_json;';
const START = 'this.#base = isObject(message) ? message : {};';
const START_BLOCK = 'if (!isIndex(index) || !isObject(block))';
const OPEN = "this.#slots.set(index, { block, inputText: '' });";
const IN_ORDER = 'const slots = [...this.#slots].sort(([a], [b]) => a - b).map(([, slot]) => slot);';
const CONTENT = 'content: slots.map(({ block }) => block).filter(isBlock)';
const DELTA_ADDED = 'if (slot === undefined || !isObject(delta))';
const NO_INPUT = "if (slot === undefined || slot.inputText === '')";
const ITERATION = `[Symbol.asyncIterator]() {
        this.iterated = true;
        return super[Symbol.asyncIterator]();
    }
    `;

/** Does something to each event of a message stream before it is handed over, after it was folded. */
function ofEvents(statement: string): readonly Patch[] {
  return patched(FINAL, [HAND_OVER, `${statement}\n        ${HAND_OVER}`]);
}

/** How clients get message streams wrong. */
export const defects: readonly Defect[] = defectsOf('VAI-SDK-MST', [
  [
    '001',
    'hands-over-known-members',
    'Hands over of a message that starts all but its metadata.',
    ofEvents(
      "if (event.type === 'message_start')\n            event = { ...event, message: { ...event.message, metadata: undefined } };",
    ),
    'FWD-05',
  ],
  [
    '002',
    'takes-thinking-for-text',
    'Takes the thinking of a delta for its text.',
    patched(TEXT, [
      "typeof delta.text === 'string' ? delta.text : '';",
      "typeof delta.text === 'string' ? delta.text : String(delta.thinking ?? '');",
    ]),
  ],
  [
    '003',
    'drops-repeated-pieces',
    'Takes a piece of text that equals the one before for the same.',
    patched(FOLD, [
      ADD_TEXT,
      "if (kind === 'text' && delta.text !== slot.piece)\n                    append(slot, 'text', delta.text);\n                slot.piece = delta.text;",
    ]),
  ],
  [
    '004',
    'knows-one-kind-of-tools',
    'Puts the input of a `tool_use` together, and not that of a `server_tool_use`.',
    patched(FOLD, ["return kind === 'tool_use' || kind === 'server_tool_use';", "return kind === 'tool_use';"]),
  ],
  [
    '005',
    'keeps-the-last-thought',
    'Replaces the thinking of a block with each delta.',
    patched(FOLD, [ADD_THINKING, 'slot.block = { ...slot.block, thinking: delta.thinking };']),
    'MSG-21',
  ],
  [
    '006',
    'keeps-the-order-of-arrival',
    'Keeps blocks in the order in which they began.',
    patched(FOLD, [IN_ORDER, 'const slots = [...this.#slots.values()];']),
    'MSG-07',
  ],
  [
    '007',
    'has-one-block-open',
    'Takes the block before for complete when the next one begins.',
    patched(
      FOLD,
      [OPEN, `for (const slot of this.#slots.values())\n            slot.closed = true;\n        ${OPEN}`],
      [DELTA_ADDED, 'if (slot === undefined || slot.closed || !isObject(delta))'],
    ),
    'MSG-24',
  ],
  [
    '008',
    'waits-for-stops',
    "Parses a tool's input when its block stops, and not at the end.",
    patched(FOLD, ['for (const slot of slots)\n            this.#stopBlock(slot);', '{ }']),
  ],
  [
    '009',
    'makes-up-inputs',
    'Takes an input that does not parse for an empty one.',
    patched(FOLD, ['const input = parsed(slot.inputText);', 'const input = parsed(slot.inputText) ?? {};']),
    'MSG-10',
  ],
  [
    '010',
    'leaves-holes',
    'Leaves a hole where indices have a gap.',
    patched(FOLD, [
      CONTENT,
      'content: [...this.#slots.keys()].sort((a, b) => a - b).flatMap((index, at, all) => [...(index - (all[at - 1] ?? index) > 1 ? [null] : []), this.#slots.get(index).block])',
    ]),
    'MSG-07',
  ],
  [
    '011',
    'adds-to-the-usage',
    'Keeps of the earlier usage what the later one does not name.',
    patched(FOLD, [
      'this.#base = { ...this.#base, usage };',
      'this.#base = { ...this.#base, usage: { ...this.#base?.usage, ...usage } };',
    ]),
  ],
  [
    '012',
    'knows-three-stop-reasons',
    'Takes a stop sequence for the end of the turn.',
    patched(FOLD, ['stop_reason: reason };', "stop_reason: reason === 'stop_sequence' ? 'end_turn' : reason };"]),
    'MSG-11',
  ],
  [
    '013',
    'insists-on-usage',
    'Reads the usage of a message that starts without looking whether it is there.',
    patched(FOLD, [START, `${START}\n        Object.keys(message.usage);`]),
    'MSG-18',
  ],
  [
    '014',
    'begins-again-at-empty-fragments',
    'Takes an empty fragment for the beginning of the input.',
    patched(FOLD, [
      ADD_INPUT,
      "slot.inputText = delta.partial_json === '' ? '' : slot.inputText + delta.partial_json;",
    ]),
    'MSG-20',
  ],
  [
    '015',
    'empties-inputs-without-fragments',
    'Takes the input of a tool that got no fragments for empty.',
    patched(
      FOLD,
      [ADD_INPUT, `{\n                    slot.told = true;\n                    ${ADD_INPUT}\n                }`],
      [
        NO_INPUT,
        `if (slot !== undefined && isToolCall(slot.block.type) && !slot.told)\n            slot.block = { ...slot.block, input: {} };\n        ${NO_INPUT}`,
      ],
    ),
    'MSG-20',
  ],
  [
    '016',
    'adds-text-to-any-block',
    'Adds the text of a delta to its block, whatever that is.',
    patched(FOLD, [ADD_TEXT, "append(slot, 'text', delta.text);"]),
    'MSG-06',
  ],
  [
    '017',
    'starts-blocks-by-itself',
    'Starts a text block for a delta that comes without one.',
    patched(FOLD, [
      ADD,
      `if (isIndex(event.index) && !this.#slots.has(event.index) && event.delta?.type === 'text_delta')\n                    this.#startBlock(event.index, { type: 'text', text: '' });\n                ${ADD}`,
    ]),
    'MSG-05',
  ],
  [
    '018',
    'wants-to-be-iterated',
    'Has a final message where its events are iterated.',
    patched(FINAL, [
      FINAL_MESSAGE,
      `${ITERATION}${FINAL_MESSAGE}\n        await null;\n        if (!this.iterated)\n            throw new ProtocolError('stream', 'iterate the stream first');`,
    ]),
  ],
  [
    '019',
    'has-no-final-message-while-iterated',
    'Throws where the final message is asked for before the iteration ends.',
    patched(FINAL, [
      FINAL_MESSAGE,
      `${ITERATION}${FINAL_MESSAGE}\n        await null;\n        if (this.iterated && this.progress() === 'open')\n            throw new ProtocolError('stream', 'the stream is being read');`,
    ]),
  ],
  [
    '020',
    'shares-out-its-events',
    'Hands each event to the reader who asks first.',
    patched(
      STREAM,
      ['let at = this.#end;', 'const common = (this.common ??= { at: this.#end });'],
      ['if (at.next !== undefined && !this.#aborted) {', 'if (common.at.next !== undefined && !this.#aborted) {'],
      [
        'const { event, place } = at.next;\n                    at = place;',
        'const { event, place } = common.at.next;\n                    common.at = place;',
      ],
    ),
  ],
  [
    '021',
    'thinks-aloud',
    'Puts the thinking before the text of a stream.',
    patched(FINAL, [
      'return textOf(await this.finalMessage());',
      'const message = await this.finalMessage();\n        return thinkingOf(message) + textOf(message);',
    ]),
  ],
  [
    '022',
    'throws-at-pings',
    'Takes a ping in a message stream for an event that must not be.',
    ofEvents(
      "if (event.type === 'ping')\n            throw new ProtocolError('stream', 'unknown event', this.requestId);",
    ),
    'FWD-02',
  ],
  [
    '023',
    'keeps-the-first-stop-reason',
    'Takes the first stop reason for the last.',
    patched(FOLD, [
      "if (typeof reason === 'string' && reason !== '')",
      "if (typeof reason === 'string' && reason !== '' && !this.#base?.stop_reason)",
    ]),
    'MSG-12',
  ],
  [
    '024',
    'begins-with-nothing',
    'Drops the content that a message starts with.',
    patched(FOLD, ['listOf(this.#base.content).forEach((block, index) => {', '[].forEach((block, index) => {']),
  ],
  [
    '025',
    'wants-a-stop-from-everybody',
    'Does not know that a provider ends its streams without `message_stop`.',
    patched(FINAL, ["'groq', 'cerebras'", "'cerebras'"]),
    'SSE-28',
  ],
  [
    '026',
    'mends-surrogates',
    'Makes each piece of text well-formed before it adds it.',
    patched(FOLD, [
      "[member]: typeof before === 'string' ? before + piece : piece",
      "[member]: (typeof before === 'string' ? before : '') + piece.toWellFormed()",
    ]),
    'MSG-29',
  ],
  [
    '027',
    'waits-for-ended-streams',
    'Waits for the next event where a stream that has ended is iterated again.',
    patched(
      STREAM,
      ["let state = 'new';", "let state = 'new';\n        const again = this.#ended;"],
      [
        'if (this.#ended)\n                    break;',
        'if (again)\n                    await new Promise(() => undefined);\n                if (this.#ended)\n                    break;',
      ],
    ),
  ],
  [
    '028',
    'has-room-for-every-index',
    'Makes a list of as many blocks as an index says.',
    patched(FOLD, [
      START_BLOCK,
      `if (index >= (this.room ?? []).length)\n            this.room = new Array(index + 1).fill(null);\n        ${START_BLOCK}`,
    ]),
    'MSG-07',
  ],
  [
    '029',
    'thinks-once',
    'Tells the first thinking block of a message.',
    patched(TEXT, [
      "return joined(message, 'thinking', 'thinking');",
      "return joined({ content: listOf(message.content).filter((block) => block?.type === 'thinking').slice(0, 1) }, 'thinking', 'thinking');",
    ]),
  ],
  [
    '030',
    'forgets-the-ids-of-streams',
    'Keeps no request id of a stream that succeeded.',
    patched(STREAM, ['return this.#requestId;', "return this.progress() === 'open' ? this.#requestId : undefined;"]),
  ],
  [
    '031',
    'drops-early-audio',
    'Drops audio that comes before the message.',
    ofEvents("if (event.type === 'audio_chunk' && !this.#fold.started)\n            return undefined;"),
  ],
  [
    '032',
    'plays-on',
    'Hands over audio after it was said to be unavailable.',
    patched('client/audio-gate.js', ['return !this.#unavailable;', 'return true;']),
  ],
  [
    '033',
    'drops-late-audio',
    'Ends the iteration at `message_stop`, though voice was asked for.',
    patched(FINAL, ["return this.#speaks && !this.#audio.over ? 'complete' : 'over';", "return 'over';"]),
  ],
  [
    '034',
    'keeps-the-first-id',
    'Has for each message the id of the first one.',
    patched(FOLD, [START, `${START}\n        this.#base = { ...this.#base, id: (MessageFold.id ??= this.#base.id) };`]),
  ],
  [
    '035',
    'forgets-what-was-read',
    'Has no content for whoever left the iteration before it ended.',
    patched(STREAM, [
      'const leaveEarly = async () => {',
      'const leaveEarly = async () => {\n            this.wasLeft = true;',
    ]).concat(
      patched(FINAL, [
        'return this.#fold.message();',
        'return this.wasLeft ? { ...this.#fold.message(), content: [] } : this.#fold.message();',
      ]),
    ),
  ],
]);
