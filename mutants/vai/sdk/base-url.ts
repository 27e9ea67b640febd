import { defectsOf, patched } from '../../sdk/defect.js';

const MODULE = 'client/base-url.js';
const PREFIX = 'const prefix = withoutTrailingSlashes(url.pathname);';
const RESULT = `return \`\${url.protocol}//\${url.host}\${prefix}\`;`;
const TRIMMED = 'const text = given.trim();';
const AUTHORITY = String.raw`const authority = /^https?:\/\/([^/?#\\]+)/i.exec(text)?.[1];`;

/** How clients get a base URL wrong. */
export const defects = defectsOf('VAI-SDK-URL', [
  [
    '001',
    'knows-another-path',
    'Asks for the models below a path of its own.',
    patched(MODULE, ["models: '/v1/models'", "models: '/v1/model'"]),
  ],
  [
    '002',
    'doubles-the-slash',
    'Appends the path to a base URL that ends in a slash as it is.',
    patched(MODULE, [
      PREFIX,
      "const prefix = url.pathname === '/' && given.endsWith('/') ? '/' : withoutTrailingSlashes(url.pathname);",
    ]),
    'URL-01',
  ],
  [
    '003',
    'trims-one-slash',
    'Takes one slash off the end of the base URL, not all of them.',
    patched(MODULE, [
      'let end = path.length;',
      "if (path.endsWith('/'))\n        return path.slice(0, -1);\n    let end = path.length;",
    ]),
    'URL-01',
  ],
  [
    '004',
    'drops-the-prefix',
    'Resolves the path against the origin, and loses the prefix.',
    patched(MODULE, [RESULT, `return \`\${url.protocol}//\${url.host}\`;`]),
    'URL-02',
  ],
  [
    '005',
    'keeps-the-slash-of-the-prefix',
    'Joins a prefix that ends in a slash with a second one.',
    patched(MODULE, [PREFIX, "const prefix = url.pathname === '/' ? '' : url.pathname;"]),
    'URL-01',
  ],
  [
    '006',
    'encodes-the-colon',
    'Percent-encodes the colon of the run stream.',
    patched(MODULE, ["runStream: '/v1/runs:stream'", "runStream: '/v1/runs%3Astream'"]),
    'URL-07',
  ],
  [
    '007',
    'encodes-the-prefix-again',
    'Encodes a prefix that is encoded already.',
    patched(MODULE, [PREFIX, 'const prefix = encodeURI(withoutTrailingSlashes(url.pathname));']),
    'URL-09',
  ],
  [
    '008',
    'loses-the-brackets',
    'Rebuilds the URL from the bare address of an IPv6 host.',
    patched(MODULE, [RESULT, `return \`\${url.protocol}//\${url.host.replace(/[[\\]]/g, '')}\${prefix}\`;`]),
    'URL-11',
  ],
  [
    '009',
    'loses-the-port',
    'Rebuilds the URL without its port.',
    patched(MODULE, [RESULT, `return \`\${url.protocol}//\${url.hostname}\${prefix}\`;`]),
  ],
  [
    '010',
    'wants-a-lower-case-scheme',
    'Knows its schemes in lower case only.',
    patched(MODULE, [AUTHORITY, AUTHORITY.replace('/i.exec', '/.exec')]),
  ],
  [
    '011',
    'wants-a-lower-case-host',
    'Knows hosts in lower case only.',
    patched(MODULE, [
      TRIMMED,
      `${TRIMMED}\n    if (/\\/\\/[^/]*[A-Z]/.test(text))\n        throw new UsageError('baseUrl must be in lower case');`,
    ]),
  ],
  [
    '012',
    'appends-to-the-query',
    'Appends the path to the whole base URL, query included.',
    patched(MODULE, [RESULT, `return \`\${url.protocol}//\${url.host}\${prefix}\${url.search}\`;`]),
    'URL-06',
  ],
  [
    '013',
    'appends-to-the-fragment',
    'Appends the path to the whole base URL, fragment included.',
    patched(MODULE, [RESULT, `return \`\${url.protocol}//\${url.host}\${prefix}\${url.hash}\`;`]),
  ],
  [
    '014',
    'drops-the-user-info',
    'Takes a base URL with user info, and drops that.',
    patched(MODULE, ["if (authority.includes('@'))", 'if (false)']),
    'URL-12',
  ],
  [
    '015',
    'quotes-the-password',
    'Quotes the base URL in the refusal of its user info.',
    patched(MODULE, [
      "'baseUrl must not hold a user name or a password'",
      `\`baseUrl \${given} must not hold a password\``,
    ]),
    'URL-12',
  ],
  [
    '016',
    'makes-up-a-scheme',
    'Takes a base URL without a scheme for http.',
    patched(MODULE, [
      TRIMMED,
      'const text = /^[a-z]+:\\/\\//i.test(given.trim()) ? given.trim() : `http://${given.trim()}`;',
    ]),
  ],
  [
    '017',
    'takes-any-scheme',
    'Leaves schemes to the HTTP library.',
    patched(MODULE, [AUTHORITY, AUTHORITY.replace('https?', '[a-z]+')]),
  ],
  [
    '018',
    'makes-up-a-host',
    'Takes a base URL without a host for this machine.',
    patched(MODULE, [TRIMMED, "const text = given.trim().replace(/^(https?:\\/\\/)(?=[:/?#]|$)/, '$1127.0.0.1:9');"]),
  ],
  [
    '019',
    'keeps-the-blanks',
    'Refuses a base URL with a blank before it.',
    patched(MODULE, [TRIMMED, 'const text = given;']),
  ],
]);
