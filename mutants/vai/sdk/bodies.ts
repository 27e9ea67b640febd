import { type Defect, defectsOf, patched } from '../../sdk/defect.js';

const BODY = 'client/request-body.js';
const HTTP = 'client/http.js';
const MESSAGE = 'return streams ? { ...rest, stream: true } : rest;';
const RUN = 'return { ...run, request: rest };';
const FUNCTION_TOOLS = "if (!isObject(tool) || tool.type !== 'function')";

/** A client that writes its JSON through a function for each member, which means well. */
function writing(member: string) {
  return patched(HTTP, ['return JSON.stringify(body);', `return JSON.stringify(body, (k, v) => (${member}));`]);
}

/** How clients change what they were asked to send. */
export const defects: readonly Defect[] = defectsOf('VAI-SDK-BODY', [
  [
    '001',
    'forgets-sampling-options',
    'Copies the members that it knows, and does not know them all.',
    patched(BODY, [MESSAGE, `delete rest.top_k;\n    delete rest.stop_sequences;\n    ${MESSAGE}`]),
    'REQ-01',
  ],
  [
    '002',
    'forgets-run-options',
    "Does not pass on a run's options.",
    patched(BODY, [RUN, 'const { run: _options, ...others } = run;\n    return { ...others, request: rest };']),
  ],
  [
    '003',
    'forgets-the-stream-flag',
    'Asks for a stream without saying so.',
    patched(BODY, [MESSAGE, 'return rest;']),
    'REQ-15',
  ],
  [
    '004',
    'always-asks-for-a-stream',
    'Says `stream: true` on the blocking path too.',
    patched(BODY, [MESSAGE, 'return { ...rest, stream: true };']),
    'REQ-15',
  ],
  [
    '005',
    'asks-runs-for-a-stream',
    'Says `stream: true` inside the request of a run.',
    patched(BODY, [RUN, 'return { ...run, request: { ...rest, stream: true } };']),
  ],
  [
    '006',
    'fills-in-defaults',
    'Sends its own defaults for what the caller did not set.',
    patched(BODY, [MESSAGE, `Object.assign(rest, { temperature: 1, tools: [], ...rest });\n    ${MESSAGE}`]),
    'REQ-09',
  ],
  [
    '007',
    'runs-tools-one-by-one',
    'Sends `parallel_tools: false` where the caller said nothing.',
    patched(BODY, [RUN, 'return { ...run, run: { parallel_tools: false, ...run.run }, request: rest };']),
    'REQ-09',
  ],
  [
    '008',
    'keeps-single-precision',
    'Keeps numbers in single precision.',
    writing("typeof v === 'number' ? Math.fround(v) : v"),
  ],
  [
    '009',
    'takes-zero-for-unset',
    'Leaves out what is falsy.',
    writing("v === 0 || v === false || v === '' ? undefined : v"),
    'REQ-09',
  ],
  [
    '010',
    'takes-empty-for-unset',
    'Leaves out empty lists and objects.',
    writing("k !== '' && v !== null && typeof v === 'object' && Object.keys(v).length === 0 ? undefined : v"),
    'REQ-09',
  ],
  ['011', 'takes-null-for-unset', 'Leaves out every null, in free JSON too.', writing('v === null ? undefined : v')],
  [
    '012',
    'cleans-text',
    'Takes characters out of the text that once broke something.',
    writing("typeof v === 'string' ? v.replace(/[\\u2028\\u2029\\u0000]/g, '') : v"),
  ],
  [
    '013',
    'knows-schema-keywords',
    'Passes on the keywords of a schema that it knows.',
    writing("k.startsWith('x-') || k === 'anyOf' || k === 'pattern' ? undefined : v"),
    'REQ-02',
  ],
  [
    '014',
    'encodes-inputs-twice',
    "Sends a tool's input as a text that holds JSON.",
    writing("k === 'input' && typeof v === 'object' ? JSON.stringify(v) : v"),
    'REQ-06',
  ],
  [
    '015',
    'forgets-that-tools-failed',
    'Does not pass on `is_error`.',
    writing("k === 'is_error' ? undefined : v"),
    'REQ-05',
  ],
  [
    '016',
    'cuts-long-data',
    'Cuts base64 at a length that nobody would need.',
    writing("k === 'data' && typeof v === 'string' ? v.slice(0, 65536) : v"),
  ],
  [
    '017',
    'flattens-metadata',
    'Makes texts of the values of metadata.',
    writing("k === 'metadata' ? Object.fromEntries(Object.entries(v).map(([n, x]) => [n, String(x)])) : v"),
  ],
  [
    '018',
    'drops-unknown-members',
    'Passes on the members that it knows.',
    writing("k === 'x_future' || k === 'x_flag' ? undefined : v"),
    'REQ-01',
  ],
  [
    '019',
    'drops-cache-hints',
    'Passes on the members of a block that it knows.',
    writing("k === 'cache_control' || k === 'payload' ? undefined : v"),
    'REQ-02',
  ],
  [
    '020',
    'leaves-function-tools-to-the-gateway',
    "Sends a run with the caller's function tools.",
    patched(BODY, [FUNCTION_TOOLS, 'if (true)']),
  ],
  [
    '021',
    'refuses-without-a-code',
    'Refuses function tools in words only.',
    patched(BODY, ["code: 'client_function_tools_not_supported',", "code: 'unsupported',"]),
  ],
  [
    '022',
    'claims-to-keep-large-integers',
    'Says that it loses no digits, and does.',
    patched('adapter/describe.js', [
      "'inspect',\n    'provider_keys',",
      "'inspect',\n    'lossless_numbers',\n    'provider_keys',",
    ]),
  ],
  [
    '023',
    'sorts-the-tools',
    'Sends lists of tools in another order.',
    writing("k === 'server_tools' ? [...v].reverse() : v"),
  ],
]);
