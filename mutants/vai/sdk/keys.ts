import { type Defect, defectsOf, patched } from '../../sdk/defect.js';

const OPTIONS = 'client/options.js';
const HEADERS = 'client/headers.js';
const HTTP = 'client/http.js';
const KEYS = 'client/provider-keys.js';
const AUTHORIZATION = `headers.set('Authorization', \`Bearer \${settings.gatewayApiKey}\`);`;
const FETCH = 'const answer = await step(scope, fetch(endpointUrl(settings.baseUrl, call.endpoint), request));';
const MANUAL = "redirect: 'manual',";
const ENVIRONMENT = 'options.gatewayApiKey ?? fromEnvironment(ENVIRONMENT.gatewayApiKey)';
const PROVIDER_KEY = `const key = checkedKey(\`providerKeys.\${name}\`, value);`;
const TYPELESS = 'return key.replace(/[^\\x20-\\x7e]/g, "");';

/** How clients get the gateway key wrong. */
const gatewayKey = defectsOf('VAI-SDK-AUTH', [
  [
    '001',
    'uses-another-scheme',
    'Sends the key as a Token.',
    patched(HEADERS, [AUTHORIZATION, AUTHORIZATION.replace('Bearer', 'Token')]),
  ],
  [
    '002',
    'sends-undefined',
    'Sends the word undefined where there is no key.',
    patched(HEADERS, ['if (settings.gatewayApiKey !== undefined)', 'if (true)']),
    'AUTH-04',
  ],
  [
    '003',
    'sends-a-bare-bearer',
    'Sends the scheme alone for an empty key.',
    patched(OPTIONS, ["if (key === undefined || key === '')", 'if (key === undefined)']),
    'AUTH-04',
  ],
  [
    '004',
    'keeps-the-blanks-of-keys',
    'Sends a key with the blanks that were pasted with it.',
    // What fetch itself would trim away is sent as other clients send it: one blank in front of the key.
    patched(HEADERS, [AUTHORIZATION, AUTHORIZATION.replace('Bearer $', 'Bearer  $')]),
  ],
  [
    '005',
    'cleans-malformed-keys',
    'Takes control characters out of a key instead of refusing it.',
    patched(OPTIONS, [`throw new UsageError(\`\${option} holds a control character\`);`, TYPELESS]),
    'SEC-01',
  ],
  [
    '006',
    'quotes-malformed-keys',
    'Quotes the key in its refusal.',
    patched(OPTIONS, [`\`\${option} holds a control character\``, `\`\${option} \${key} holds a control character\``]),
    'SEC-01',
  ],
  [
    '007',
    'cleans-wide-keys',
    'Takes characters that no header can carry out of a key.',
    patched(OPTIONS, [`throw new UsageError(\`\${option} holds a character that no header can carry\`);`, TYPELESS]),
  ],
  [
    '008',
    'sends-the-key-twice',
    'Sends the gateway key in a second header, to be on the safe side.',
    patched(HEADERS, [AUTHORIZATION, `headers.set('X-API-Key', settings.gatewayApiKey), ${AUTHORIZATION}`]),
    'AUTH-01',
  ],
  [
    '009',
    'puts-the-key-into-the-url',
    'Sends the key in the query as well.',
    patched(HTTP, [
      FETCH,
      FETCH.replace(
        'fetch(endpointUrl(settings.baseUrl, call.endpoint)',
        'fetch(`${endpointUrl(settings.baseUrl, call.endpoint)}?key=${settings.gatewayApiKey}`',
      ),
    ]),
    'SEC-02',
  ],
  [
    '010',
    'carries-the-key-along',
    'Follows redirects by itself, with all its headers.',
    patched(HTTP, [
      FETCH,
      `${FETCH}\n    const place = answer.headers.get('location');\n    if (answer.status > 300 && place !== null)\n        return fetch(new URL(place, settings.baseUrl), { ...request, method: 'POST', body: '{}' });`,
    ]),
    'AUTH-07',
  ],
  [
    '011',
    'turns-posts-into-gets',
    "Follows redirects as the HTTP library's default has it.",
    patched(HTTP, [MANUAL, "redirect: 'follow',"]),
  ],
  [
    '012',
    'takes-redirects-for-answers',
    'Takes every status below 400 for a success, and an empty body for an empty answer.',
    patched(
      HTTP,
      ['if (answer.ok)', 'if (answer.status < 400)'],
      ['const value = parsed(text);', 'const value = parsed(text) ?? { content: [], result: {}, models: [] };'],
    ),
  ],
  [
    '013',
    'ignores-the-environment',
    'Reads no key from the environment, though it says so.',
    patched(OPTIONS, [ENVIRONMENT, 'options.gatewayApiKey']),
  ],
  [
    '014',
    'prefers-the-environment',
    'Lets the environment win over the key that was passed.',
    patched(OPTIONS, [ENVIRONMENT, 'fromEnvironment(ENVIRONMENT.gatewayApiKey) ?? options.gatewayApiKey']),
    'AUTH-02',
  ],
]);

/** A table of headers with one of them wrong. */
function misnamed(number: string, provider: string, right: string, wrong: string) {
  return [
    number,
    `misnames-the-header-of-${provider}`,
    `Sends the key of ${provider} as X-Provider-Key-${wrong}.`,
    patched(KEYS, [`['${provider}', 'X-Provider-Key-${right}']`, `['${provider}', 'X-Provider-Key-${wrong}']`]),
    'AUTH-06',
  ] as const;
}

/** How clients get the keys of providers wrong. */
const providerKeys = defectsOf('VAI-SDK-KEY', [
  misnamed('001', 'anthropic', 'Anthropic', 'Claude'),
  misnamed('002', 'openai', 'OpenAI', 'Open-AI'),
  misnamed('003', 'oai-resp', 'OpenAI', 'OAI-Resp'),
  misnamed('004', 'gem-dev', 'Gemini', 'Google'),
  misnamed('005', 'gem-vert', 'VertexAI', 'Vertex'),
  misnamed('006', 'groq', 'Groq', 'Grok'),
  misnamed('007', 'cerebras', 'Cerebras', 'Cerebra'),
  misnamed('008', 'openrouter', 'OpenRouter', 'Open-Router'),
  misnamed('009', 'tavily', 'Tavily', 'Search'),
  misnamed('010', 'exa', 'Exa', 'Metaphor'),
  misnamed('011', 'firecrawl', 'Firecrawl', 'Fire-Crawl'),
  [
    '012',
    'sends-no-key-for-images',
    'Knows of no key for the image tool.',
    patched(KEYS, ["['vai_image', ['gem-dev', 'gem-vert']]", "['vai_image', []]"]),
  ],
  [
    '013',
    'sends-no-key-for-speech',
    'Forgets that voice output needs a key.',
    patched(KEYS, [
      'const speaks = isObject(request.voice) && isObject(request.voice.output);',
      'const speaks = false;',
    ]),
  ],
  [
    '014',
    'sends-no-key-for-listening',
    'Forgets that transcription needs a key.',
    patched(KEYS, ["block.type === 'audio_stt' || ", '']),
  ],
  [
    '015',
    'sends-every-key',
    'Sends all keys that it has with each request.',
    patched(KEYS, ['for (const name of names) {', 'for (const name of keys.keys()) {']),
  ],
  [
    '016',
    'sends-empty-keys',
    'Sends an empty header for a key that is not set.',
    patched(KEYS, [
      "const key = keys.get(name) ?? keys.get(SAME_KEY.get(name) ?? '');",
      "const key = keys.get(name) ?? keys.get(SAME_KEY.get(name) ?? '') ?? '';",
    ]),
  ],
  [
    '017',
    'sends-the-keys-of-all-tools',
    'Sends the keys of tools that the run does not enable.',
    patched(KEYS, [
      'const tools = new Set([...listOf(run.server_tools), ...listOf(run.builtins)]);',
      'const tools = new Set(TOOL_PROVIDERS.keys());',
    ]),
  ],
  [
    '018',
    'insists-on-the-key',
    'Refuses a request whose provider key it does not have.',
    patched(KEYS, [
      "const key = keys.get(name) ?? keys.get(SAME_KEY.get(name) ?? '');",
      "const key = keys.get(name) ?? keys.get(SAME_KEY.get(name) ?? '');\n        if (key === undefined && header !== undefined)\n            throw new Error(`no key for ${name}`);",
    ]),
  ],
  [
    '019',
    'sends-no-key-without-a-name',
    "Sends no key for a tool whose provider is the gateway's choice.",
    patched(KEYS, ['return candidates;', 'return [];']),
  ],
  [
    '020',
    'cleans-malformed-provider-keys',
    'Takes control characters out of a provider key instead of refusing it.',
    patched(OPTIONS, [PROVIDER_KEY, "const key = value.replace(/[\\x00-\\x1f]/g, '').trim() || undefined;"]),
    'SEC-01',
  ],
  [
    '021',
    'takes-blank-keys',
    'Takes a blank key for one.',
    patched(OPTIONS, [PROVIDER_KEY, `const key = checkedKey(\`providerKeys.\${name}\`, value) ?? value;`]),
  ],
  [
    '022',
    'carries-provider-keys-along',
    'Follows redirects, and its own headers go with it.',
    patched(HTTP, [MANUAL, "redirect: 'follow',"]),
    'AUTH-07',
  ],
  [
    '023',
    'looks-for-the-model-beside-the-request',
    "Looks for a run's model at the top of the body.",
    patched(KEYS, [
      'const names = [...modelKeyNames(request.model), ...voiceKeyNames(request), ...toolKeyNames(run)];',
      'const names = [...modelKeyNames(run.model), ...voiceKeyNames(request), ...toolKeyNames(run)];',
    ]),
    'AUTH-06',
  ],
]);

export const defects: readonly Defect[] = [...gatewayKey, ...providerKeys];
