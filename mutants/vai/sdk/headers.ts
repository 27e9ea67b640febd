import { defectsOf, patched } from '../../sdk/defect.js';

const HEADERS = 'client/headers.js';
const VERSION = "headers.set('X-VAI-Version', '1');";
const ACCEPT = "needs.streams ? 'text/event-stream' : 'application/json'";
const DEFAULTS = 'for (const [name, value] of settings.defaultHeaders)';

/** How clients get their headers wrong. */
export const defects = defectsOf('VAI-SDK-HDR', [
  [
    '001',
    'speaks-another-version',
    'Says that it speaks version 2.',
    patched(HEADERS, [VERSION, VERSION.replace("'1'", "'2'")]),
  ],
  [
    '002',
    'sends-plain-text',
    'Leaves the content type to the HTTP library.',
    patched(HEADERS, ["headers.set('Content-Type', 'application/json');", '{ }']),
    'REQ-15',
  ],
  [
    '003',
    'asks-streams-for-json',
    'Asks for JSON where it wants a stream.',
    patched(HEADERS, [ACCEPT, "'application/json'"]),
    'REQ-15',
  ],
  [
    '004',
    'asks-for-streams-only',
    'Asks for an event stream whatever it calls.',
    patched(HEADERS, [ACCEPT, "'text/event-stream'"]),
    'REQ-15',
  ],
  [
    '005',
    'keeps-default-headers-for-streams',
    'Sends the default headers with streams only.',
    patched(HEADERS, [DEFAULTS, 'for (const [name, value] of needs.streams ? settings.defaultHeaders : [])']),
  ],
  [
    '006',
    'forgets-default-headers-of-streams',
    'Sends the default headers with blocking calls only.',
    patched(HEADERS, [DEFAULTS, 'for (const [name, value] of needs.streams ? [] : settings.defaultHeaders)']),
  ],
  [
    '007',
    'doubles-headers',
    'Appends default headers to its own.',
    patched(HEADERS, [
      DEFAULTS,
      `${DEFAULTS}\n        if (headers.has(name))\n            headers.append(name, value);\n        else`,
    ]),
  ],
  [
    '008',
    'drops-malformed-headers',
    'Leaves out a default header that cannot be sent.',
    patched(HEADERS, [`throw new UsageError(\`header \${name} has a value that cannot be sent\`);`, 'continue;']),
    'SEC-04',
  ],
  [
    '009',
    'says-the-version-twice',
    'Sets a header in two places.',
    patched(HEADERS, [VERSION, `${VERSION}\n    headers.append('X-VAI-Version', '1');`]),
  ],
  [
    '010',
    'posts-for-the-models',
    'Asks for the models with a POST.',
    patched('client/client.js', ["method: 'GET'", "method: 'POST'"]),
  ],
  [
    '011',
    'sends-latin-1',
    'Writes the body in an encoding of one byte a character.',
    patched('client/http.js', ['body: bodyText(call.body)', "body: Buffer.from(bodyText(call.body), 'latin1')"]),
    'REQ-13',
  ],
]);
