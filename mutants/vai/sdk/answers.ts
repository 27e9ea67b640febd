import { defectsOf, patched } from '../../sdk/defect.js';

const CLIENT = 'client/client.js';
const HTTP = 'client/http.js';
const PARSED = 'const value = parsed(text);';
const WHOLE_TEXT = 'const { text, cut } = await readText(answer, MAX_BODY_BYTES, scope);';
const MESSAGE = 'return remember(value, requestId);';
const RUN = 'return remember(value.result, requestId);';
const NO_RESULT = 'if (!isObject(value.result))';

/** Does something to a message before it is returned. */
function ofMessage(statement: string) {
  return patched(CLIENT, [MESSAGE, `${statement}\n        ${MESSAGE}`]);
}

/** Does something to a run's result before it is returned. */
function ofRun(statement: string) {
  return patched(CLIENT, [RUN, `const outcome = value.result;\n        ${statement}\n        ${RUN}`]);
}

/** Parses answers through a function for each member, which means well. */
function reading(member: string) {
  return patched(HTTP, [PARSED, `const value = parsed(text) && JSON.parse(text, (k, v) => (${member}));`]);
}

/** How clients get blocking answers wrong. */
export const defects = defectsOf('VAI-SDK-RSP', [
  ['001', 'forgets-the-usage', 'Returns messages without their usage.', ofMessage('value.usage = {};')],
  ['002', 'forgets-the-steps', 'Returns runs without their steps.', ofRun('outcome.steps = [];')],
  [
    '003',
    'lists-the-first-model',
    'Returns the first of the models.',
    patched(CLIENT, ['value.models.filter(isObject)', 'value.models.slice(0, 1)']),
  ],
  [
    '004',
    'refuses-unknown-members-of-messages',
    'Checks messages against the members that it knows.',
    ofMessage(
      "if (Object.keys(value).some((name) => name.startsWith('x_')))\n            throw new ProtocolError('response', 'unknown member');",
    ),
    'FWD-10',
  ],
  [
    '005',
    'refuses-unknown-members-of-runs',
    'Checks results against the members that it knows.',
    ofRun(
      "if (Object.keys(outcome).some((name) => name.startsWith('x_')))\n            throw new ProtocolError('response', 'unknown member');",
    ),
    'FWD-10',
  ],
  [
    '006',
    'refuses-unknown-blocks',
    'Throws at a block of an unknown type.',
    ofMessage(
      "if (value.content?.some((block) => block.type.startsWith('x_')))\n            throw new ProtocolError('response', 'unknown block');",
    ),
    'FWD-04',
  ],
  [
    '007',
    'empties-unknown-blocks',
    'Keeps of an unknown block nothing but its type.',
    ofMessage(
      "value.content = value.content?.map((block) => (block.type.startsWith('x_') ? { type: block.type } : block));",
    ),
    'FWD-05',
  ],
  [
    '008',
    'knows-its-stop-reasons',
    'Makes an end_turn of a stop reason that it does not know.',
    ofMessage(
      "if (!['end_turn', 'max_tokens', 'stop_sequence', 'tool_use'].includes(value.stop_reason))\n            value.stop_reason = 'end_turn';",
    ),
    'FWD-06',
  ],
  [
    '009',
    'refuses-unknown-ends-of-runs',
    'Throws at a stop reason of a run that it does not know.',
    ofRun(
      "if (outcome.stop_reason.startsWith('x_'))\n            throw new ProtocolError('response', 'unknown stop reason');",
    ),
    'FWD-06',
  ],
  [
    '010',
    'insists-on-stop-sequences',
    'Throws where the stop sequence is null.',
    ofMessage("if ('stop_sequence' in value)\n            value.stop_sequence.length;"),
    'FWD-09',
  ],
  ['011', 'insists-on-a-response', 'Throws at a run without a response.', ofRun('outcome.response.content.length;')],
  ['012', 'insists-on-content', 'Throws at a message whose content is null.', ofMessage('value.content.length;')],
  [
    '013',
    'insists-on-booleans',
    'Throws at `is_error: null`.',
    ofRun(
      "for (const result of outcome.steps.flatMap((step) => step.tool_results ?? []))\n            if ('is_error' in result)\n                result.is_error.valueOf();",
    ),
    'FWD-09',
  ],
  ['014', 'drops-nulls-of-inputs', 'Leaves out every null while it parses.', reading('v === null ? undefined : v')],
  [
    '015',
    'composes-text',
    'Brings text into another normal form.',
    reading("typeof v === 'string' ? v.normalize('NFD') : v"),
  ],
  [
    '016',
    'takes-any-text-for-a-message',
    'Makes a message of a body that is no JSON.',
    patched(HTTP, [
      PARSED,
      "const value = parsed(text) ?? (text === '' ? undefined : { content: [], result: {}, models: [] });",
    ]),
    'ERR-10',
  ],
  [
    '017',
    'loses-the-request-id-of-bad-answers',
    'Names no request id where the answer is no JSON.',
    patched(HTTP, ["'the answer is not a JSON object', requestId)", "'the answer is not a JSON object')"]),
  ],
  [
    '018',
    'takes-nothing-for-an-answer',
    'Makes an empty message of an empty body.',
    patched(HTTP, [PARSED, "const value = text === '' ? { content: [], result: {}, models: [] } : parsed(text);"]),
    'ERR-08',
  ],
  [
    '019',
    'takes-half-an-answer',
    'Takes a body that breaks off for an empty one, and that for an answer.',
    patched(HTTP, [
      WHOLE_TEXT,
      `${WHOLE_TEXT.replace('scope);', 'scope).catch(() => ({ text: \'{"content":[],"result":{},"models":[]}\', cut: false }));')}`,
    ]),
  ],
  [
    '020',
    'makes-up-a-result',
    'Makes an empty result where there is none.',
    patched(CLIENT, [NO_RESULT, `value.result ??= {};\n        ${NO_RESULT}`]),
  ],
  [
    '021',
    'compares-content-types',
    'Wants its content type letter by letter.',
    patched(HTTP, [
      WHOLE_TEXT,
      "if (answer.headers.get('content-type') !== 'application/json')\n        throw new ProtocolError('response', 'unexpected content type', requestId);\n    " +
        WHOLE_TEXT,
    ]),
    'SSE-23',
  ],
  [
    '022',
    'mixes-thinking-into-text',
    'Adds the thinking to the text of a message.',
    patched('client/text.js', [
      "return joined(message, 'text', 'text');",
      "return joined(message, 'thinking', 'thinking') + joined(message, 'text', 'text');",
    ]),
  ],
  [
    '023',
    'forgets-request-ids',
    'Keeps no request id of a call that succeeded.',
    patched(CLIENT, ['requestIds.set(value, requestId);', '{ }']),
  ],
  ['024', 'counts-in-32-bits', 'Keeps counters in 32 bits.', reading("k.endsWith('_tokens') ? v | 0 : v")],
  [
    '025',
    'loses-signatures',
    'Keeps of a thinking block its thinking.',
    reading("k === 'signature' ? undefined : v"),
    'MSG-25',
  ],
  [
    '026',
    'decodes-chunk-by-chunk',
    'Decodes each chunk of a body on its own.',
    patched(HTTP, [
      'pieces.push(decoder.decode(value, { stream: true }));',
      'pieces.push(new TextDecoder().decode(value));',
    ]),
    'SSE-08',
  ],
  [
    '027',
    'insists-on-models',
    'Throws at an empty list of models.',
    patched(CLIENT, [
      'if (!Array.isArray(value.models))',
      'if (!Array.isArray(value.models) || value.models.length === 0)',
    ]),
  ],
  [
    '028',
    'takes-other-ends-for-failures',
    'Throws at a run that did not end in its turn.',
    patched(CLIENT, [
      NO_RESULT,
      "if (isObject(value.result) && value.result.stop_reason !== 'end_turn')\n            throw new ProtocolError('response', 'the run did not end', requestId);\n        " +
        NO_RESULT,
    ]),
  ],
]);
