import { type Defect, defectsOf, type Patch, patched } from '../../sdk/defect.js';

const FOLD = 'client/fold.js';
const MESSAGE = 'client/message-stream.js';
const RUN = 'client/run-stream.js';
const TAKE = 'take(event) {';
const HAND_OVER = 'return this.#audio.admits(event) ? event : undefined;';
const MESSAGE_EVENTS =
  "['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop', 'ping', 'audio_chunk', 'audio_unavailable', 'error']";
const RUN_EVENTS =
  "['run_start', 'step_start', 'stream_event', 'tool_call_start', 'tool_result', 'step_complete', 'history_delta', 'run_complete', 'ping', 'audio_chunk', 'audio_unavailable', 'error']";
const STOP_REASONS = "['end_turn', 'max_tokens', 'stop_sequence', 'tool_use']";
const RUN_REASONS =
  "['end_turn', 'max_tokens', 'max_turns', 'max_tool_calls', 'timeout', 'cancelled', 'error', 'custom', 'stop_sequence', 'tool_use']";
const ERROR_TYPES =
  "['invalid_request_error', 'authentication_error', 'permission_error', 'not_found_error', 'rate_limit_error', 'api_error', 'overloaded_error', 'provider_error']";
const START = 'this.#base = isObject(message) ? message : {};';
const START_BLOCK = 'if (!isIndex(index) || !isObject(block))';
const CONTENT = 'content: slots.map(({ block }) => block).filter(isBlock)';

/** Throws at an event before anything is made of it. */
function throwsAt(module: string, condition: string): readonly Patch[] {
  return patched(module, [
    TAKE,
    `${TAKE}\n        if (${condition})\n            throw new ProtocolError('stream', 'unexpected event', this.requestId);`,
  ]);
}

/** Does something to each event of a message stream before it is handed over, after it was folded. */
function handingOver(statement: string): readonly Patch[] {
  return patched(MESSAGE, [HAND_OVER, `${statement}\n        ${HAND_OVER}`]);
}

/** How clients stumble over what a newer gateway says. */
export const defects: readonly Defect[] = defectsOf('VAI-SDK-FWD', [
  [
    '001',
    'wants-the-message-first',
    'Throws at an event of which it does not know that it may come before the message.',
    throwsAt(
      MESSAGE,
      "!this.#fold.started && !['message_start', 'ping', 'audio_chunk', 'audio_unavailable'].includes(event.type)",
    ),
    'FWD-01',
  ],
  [
    '002',
    'knows-the-events-of-runs',
    'Throws at an event of a run whose type it does not know.',
    throwsAt(RUN, `!${RUN_EVENTS}.includes(event.type)`),
    'FWD-01',
  ],
  [
    '003',
    'knows-the-events-inside-runs',
    'Throws at a message event inside a run whose type it does not know.',
    throwsAt(RUN, `event.type === 'stream_event' && !${MESSAGE_EVENTS}.includes(event.event.type)`),
    'FWD-01',
  ],
  [
    '004',
    'empties-unknown-events',
    'Hands over of an unknown event nothing but its type.',
    handingOver(`if (!${MESSAGE_EVENTS}.includes(event.type))\n            return { type: event.type };`),
  ],
  [
    '005',
    'refuses-unknown-blocks-of-streams',
    'Throws at a block of a stream whose type it does not know.',
    patched(FOLD, [
      START_BLOCK,
      `if (isObject(block) && !/^(text|thinking|image|tool_result|(server_)?tool_use)$/.test(block.type))\n            throw new TypeError('unknown block');\n        ${START_BLOCK}`,
    ]),
    'FWD-04',
  ],
  [
    '006',
    'drops-unknown-blocks-of-streams',
    'Leaves blocks out of the final message whose type it does not know.',
    patched(FOLD, [
      "return typeof block.type === 'string';",
      'return /^(text|thinking|image|tool_result|(server_)?tool_use)$/.test(block.type);',
    ]),
    'FWD-05',
  ],
  [
    '007',
    'takes-unknown-deltas-for-text',
    'Takes a delta that it does not know for one of text.',
    patched(FOLD, ["case 'text_delta':", "default:\n            case 'text_delta':"]),
    'FWD-05',
  ],
  [
    '008',
    'knows-the-stop-reasons-of-streams',
    'Makes an end_turn of a stop reason in a stream that it does not know.',
    patched(FOLD, ['stop_reason: reason };', `stop_reason: ${STOP_REASONS}.includes(reason) ? reason : 'end_turn' };`]),
    'FWD-06',
  ],
  [
    '009',
    'knows-the-ends-of-runs',
    'Throws at a stop reason of a streamed run that it does not know.',
    throwsAt(RUN, `event.type === 'run_complete' && !${RUN_REASONS}.includes(event.result.stop_reason)`),
    'FWD-06',
  ],
  [
    '010',
    'refuses-unknown-members-of-events',
    'Throws at a member of an event that it does not know.',
    throwsAt(
      MESSAGE,
      "event.type === 'message_delta' && Object.keys(event).some((name) => !['type', 'delta', 'usage'].includes(name))",
    ),
    'FWD-10',
  ],
  [
    '011',
    'drops-unknown-members-of-events',
    'Hands over of an event the members that it knows.',
    handingOver(
      "if (event.type === 'message_delta')\n            return { type: event.type, delta: event.delta, usage: event.usage };",
    ),
    'FWD-05',
  ],
  [
    '012',
    'insists-on-metadata',
    'Throws where the metadata of a message is null.',
    patched(FOLD, [
      START,
      `${START}\n        if ('metadata' in this.#base)\n            Object.keys(this.#base.metadata);`,
    ]),
    'FWD-09',
  ],
  [
    '013',
    'discards-calls-of-tools',
    'Leaves the calls of tools out of a message whose stop reason it does not know.',
    patched(FOLD, [
      CONTENT,
      `${CONTENT}.filter(({ type }) => type !== 'tool_use' || ${STOP_REASONS}.includes(this.stopReason))`,
    ]),
    'FWD-08',
  ],
  [
    '014',
    'insists-on-its-protocol',
    'Throws at a run of another version of the protocol.',
    throwsAt(RUN, "event.type === 'run_start' && (event.protocol_version ?? '1') !== '1'"),
  ],
  [
    '015',
    'knows-the-types-of-errors',
    'Takes an error of an unknown type for one that its status stands for.',
    patched('client/error-body.js', [
      'type: textOr(inner.type, fallback.type) ?? fallback.type,',
      `type: ${ERROR_TYPES}.includes(inner.type) ? inner.type : fallback.type,`,
    ]),
  ],
]);
