// Longer than 300 lines: tables, a row for each requirement of errors, which belong together.

import { type Defect, defectsOf, patched } from '../../sdk/defect.js';

const BODY = 'client/error-body.js';
const HTTP = 'client/http.js';
const ERRORS = 'client/errors.js';
const STREAM = 'client/event-stream.js';
const TYPE = 'type: textOr(inner.type, fallback.type) ?? fallback.type,';
const MESSAGE = 'message: textOr(inner.message, fallback.message) ?? fallback.message,';
const NEUTRAL = 'message: neutralMessage(answer),';
const INNER = 'const inner = innerError(parsed(mask(body)));';
const ERROR_TEXT = 'const text = await errorText(answer, scope);';
const BROKEN = 'throw scope.stopped ?? new TransportError(scope.operation, cause);';
const IS_ERROR = "if (event.type === 'error')";
const OPEN = 'const { requestId, body } = await fetchStream(this.#settings, this.#call, this.#scope);';
const LIST = 'withRetries(this.#settings.maxRetries, scope, () => fetchJson(this.#settings, call, scope))';

/** Gives one type of error another name. */
function renamed(number: string, type: string, name: string) {
  const put = `type: inner.type === '${type}' ? '${name}' : textOr(inner.type, fallback.type) ?? fallback.type,`;
  return [
    number,
    `renames-${type.replaceAll('_', '-')}`,
    `Calls a ${type} a ${name}.`,
    patched(BODY, [TYPE, put]),
    'ERR-12',
  ] as const;
}

/** Takes a failure of the connection, told by its code, for something else. */
function mistaken(codes: string, made: string) {
  return patched(HTTP, [
    BROKEN,
    `if (/${codes}/.test(\`\${cause?.code} \${cause?.cause?.code}\`))\n            throw new ${made};\n        ${BROKEN}`,
  ]);
}

/** How clients get errors wrong. */
export const defects: readonly Defect[] = defectsOf('VAI-SDK-ERR', [
  renamed('001', 'invalid_request_error', 'bad_request'),
  renamed('002', 'authentication_error', 'permission_error'),
  renamed('003', 'permission_error', 'authentication_error'),
  renamed('004', 'not_found_error', 'invalid_request_error'),
  renamed('005', 'rate_limit_error', 'api_error'),
  renamed('006', 'api_error', 'internal_error'),
  renamed('007', 'overloaded_error', 'api_error'),
  [
    '008',
    'goes-by-the-status',
    'Takes the type of a gateway error from its status, whatever the envelope says.',
    patched(BODY, [
      TYPE,
      `type: [502, 504, 408].includes(fallback.httpStatus) ? 'server_error' : textOr(inner.type, fallback.type) ?? fallback.type,`,
    ]),
  ],
  [
    '009',
    'knows-its-statuses',
    'Takes a status that it does not know for a broken protocol.',
    patched(HTTP, [
      ERROR_TEXT,
      `${ERROR_TEXT}\n    if (![400, 401, 403, 404, 408, 429, 500, 502, 504, 529].includes(answer.status))\n        throw new ProtocolError('response', 'unexpected status');`,
    ]),
    'ERR-14',
  ],
  [
    '010',
    'says-it-in-its-own-words',
    "Does not hand over the gateway's message.",
    patched(BODY, [MESSAGE, 'message: fallback.message,']),
    'ERR-12',
  ],
  [
    '011',
    'loses-the-param',
    'Does not say which member is at fault.',
    patched(BODY, ['const param = textOr(inner.param, undefined);', 'const param = undefined;']),
    'ERR-12',
  ],
  [
    '012',
    'loses-the-code',
    'Does not hand over the code.',
    patched(BODY, ['const code = codeOf(inner.code);', 'const code = undefined;']),
    'ERR-12',
  ],
  [
    '013',
    'prefers-the-header',
    'Takes the request id of the header although the envelope has one.',
    patched(BODY, [
      'const requestId = textOr(inner.request_id, fallback.requestId);',
      'const requestId = fallback.requestId;',
    ]),
  ],
  [
    '014',
    'ignores-the-header',
    'Takes the request id from the envelope only.',
    patched(BODY, [
      'const requestId = textOr(inner.request_id, fallback.requestId);',
      'const requestId = textOr(inner.request_id, undefined);',
    ]),
  ],
  [
    '015',
    'prefers-the-retry-header',
    'Takes the retry hint of the header although the envelope has one.',
    patched(BODY, ['secondsOf(inner.retry_after) ?? fallback.retryAfter', 'fallback.retryAfter']),
  ],
  [
    '016',
    'ignores-the-retry-header',
    'Takes the retry hint from the envelope only.',
    patched(BODY, ['secondsOf(inner.retry_after) ?? fallback.retryAfter', 'secondsOf(inner.retry_after)']),
    'ERR-17',
  ],
  [
    '017',
    'waits-a-negative-time',
    'Makes a negative hint of a date that has passed.',
    patched(BODY, ['Math.max(0, Math.ceil((at - now) / 1000))', 'Math.ceil((at - now) / 1000)']),
    'ERR-15',
  ],
  [
    '018',
    'loses-the-status',
    'Takes every failure for a 500.',
    patched(BODY, ['httpStatus: answer.status === 0 ? undefined : answer.status,', 'httpStatus: 500,']),
    'ERR-13',
  ],
  [
    '019',
    'loses-the-provider-error',
    "Does not hand over what the model's provider said.",
    patched(BODY, ['inner.provider_error != null &&', 'false &&']),
  ],
  [
    '020',
    'loses-the-compat-issues',
    'Does not hand over the compatibility issues.',
    patched(BODY, ['isIssueList(inner.compat_issues) &&', 'false &&']),
  ],
  [
    '021',
    'infers-no-types',
    'Takes every error without a type for an api_error.',
    patched(BODY, ["type: TYPE_OF_STATUS[answer.status] ?? 'api_error',", "type: 'api_error',"]),
  ],
  ['022', 'says-nothing', 'Has no message where the gateway brought none.', patched(BODY, [NEUTRAL, "message: '',"])],
  [
    '023',
    'quotes-pages',
    'Quotes the page of a proxy.',
    patched(BODY, [NEUTRAL, 'message: /<html/i.test(body) ? body : neutralMessage(answer),']),
    'ERR-10',
  ],
  [
    '024',
    'parses-nothing',
    'Parses an empty body, and throws what the parser does.',
    patched(BODY, [INNER, "const inner = innerError(body === '' ? JSON.parse(body) : parsed(mask(body)));"]),
    'ERR-11',
  ],
  [
    '025',
    'parses-whatever-comes',
    'Parses every body, and throws what the parser does.',
    patched(BODY, [INNER, "const inner = innerError(body === '' ? {} : JSON.parse(mask(body)));"]),
    'ERR-11',
  ],
  [
    '026',
    'trusts-the-envelope',
    'Reads the envelope without a look at its shape.',
    patched(BODY, [
      'return isObject(body) && isObject(body.error) ? body.error : {};',
      'return body === undefined ? {} : body.error;',
    ]),
    'ERR-02',
  ],
  [
    '027',
    'quotes-bodies',
    'Quotes a body that it cannot understand.',
    patched(BODY, [NEUTRAL, "message: body === '' || /<html/i.test(body) ? neutralMessage(answer) : body,"]),
  ],
  [
    '028',
    'trips-over-nulls',
    'Throws at `param: null`.',
    patched(BODY, [
      'const param = textOr(inner.param, undefined);',
      'const param = inner.param === undefined ? undefined : inner.param.trim();',
    ]),
    'ERR-02',
  ],
  [
    '029',
    'trips-over-numbers',
    'Throws at a code that is a number.',
    patched(BODY, [
      'const code = codeOf(inner.code);',
      'const code = inner.code == null ? undefined : inner.code.trim();',
    ]),
    'ERR-02',
  ],
  [
    '030',
    'gives-up-on-overload',
    'Says that only rate limits pass.',
    patched(ERRORS, ["['rate_limit_error', 'overloaded_error', 'api_error']", "['rate_limit_error']"]),
    'ERR-14',
  ],
  [
    '031',
    'has-other-errors-for-streams',
    'Says of a stream that was refused nothing but that.',
    patched(STREAM, [
      OPEN,
      OPEN.replace(
        'this.#scope);',
        "this.#scope).catch((error) => {\n            throw error.name === 'ApiError' ? new ProtocolError('stream', 'the stream was refused') : error;\n        });",
      ),
    ]),
  ],
  [
    '032',
    'ignores-errors-of-messages',
    'Takes an error event of a message for any other.',
    patched(STREAM, [IS_ERROR, "if (event.type === 'error' && this.#call.endpoint !== 'messages')"]),
    'ERR-01',
  ],
  [
    '033',
    'keeps-one-event-back',
    'Hands an event over when the next one has come.',
    patched(STREAM, [
      'const handedOver = this.take(event);',
      'const before = this.before;\n            this.before = event;\n            if (before === undefined)\n                continue;\n            const handedOver = this.take(before);',
    ]),
  ],
  [
    '034',
    'resolves-failed-messages',
    'Resolves the final message although the stream failed.',
    patched('client/message-stream.js', ['await this.readToEnd();', 'await this.readToEnd().catch(() => undefined);']),
    'ERR-01',
  ],
  [
    '035',
    'keeps-type-and-message',
    'Keeps of an error inside a stream its type and message.',
    patched(BODY, [
      'const inner = innerError(parsed(mask(data)));',
      'const { type, message } = innerError(parsed(mask(data)));\n    const inner = { type, message };',
    ]),
    'ERR-12',
  ],
  [
    '036',
    'ignores-errors-of-runs',
    'Takes an error event of a run for any other.',
    patched(STREAM, [IS_ERROR, "if (event.type === 'error' && this.#call.endpoint !== 'runStream')"]),
    'RUN-03',
  ],
  [
    '037',
    'reads-on-after-errors',
    'Throws an error at the end of the body only.',
    patched(
      STREAM,
      [IS_ERROR, "if (event.type === 'error')\n                this.failure = data;\n            if (false)"],
      [
        'if (data === undefined) {',
        'if (data === undefined) {\n                if (this.failure !== undefined)\n                    throw errorOfEvent(this.failure, this.#requestId, this.#settings.mask);',
      ],
    ),
    'ERR-23',
  ],
  [
    '038',
    'makes-up-a-status',
    'Says 500 of an error inside a stream.',
    patched(BODY, ['httpStatus: 200,', 'httpStatus: 500,']),
  ],
  [
    '039',
    'takes-envelopes-for-answers',
    'Takes every JSON object with status 200 for an answer.',
    patched(HTTP, ['if (isEnvelope)', 'if (false)']),
  ],
  [
    '040',
    'takes-anything-for-a-stream',
    'Takes a body of any type for a stream, and one without events for an empty one.',
    patched(HTTP, [
      'const isEventStream = /^\\s*text\\/event-stream\\s*(;|$)/i.test(type);',
      'const isEventStream = true;',
    ]).concat(
      patched(STREAM, [
        "if (this.progress() === 'open')",
        "if (this.progress() === 'open' && this.#end.next !== undefined)",
      ]),
      patched('client/message-stream.js', ['if (!this.#fold.started)', 'if (false)']),
    ),
    'SSE-29',
  ],
  [
    '041',
    'skips-what-has-no-type',
    'Skips an event without a type.',
    patched(STREAM, [
      "if (typeof event.type !== 'string')",
      "if (typeof event.type !== 'string')\n            return { type: 'unknown' };\n        if (false)",
    ]),
  ],
  [
    '042',
    'mistakes-refusals',
    'Takes a connection that is refused for a broken protocol.',
    mistaken('ECONNREFUSED', "ProtocolError('response', 'no answer')"),
    'ERR-25',
  ],
  [
    '043',
    'mistakes-resets',
    'Takes a connection that is reset for a broken protocol.',
    mistaken('ECONNRESET|UND_ERR_SOCKET', "ProtocolError('response', 'no answer')"),
    'ERR-25',
  ],
  [
    '044',
    'mistakes-noise',
    "Takes an answer that is no HTTP for the caller's mistake.",
    mistaken('HPE_', "UsageError('this is no HTTP server')"),
  ],
  [
    '045',
    'has-other-errors-for-models',
    'Says of a failed list nothing but that.',
    patched('client/client.js', [
      LIST,
      `${LIST}.catch((error) => {\n            throw error.name === 'ApiError' ? new ProtocolError('response', 'no models') : error;\n        })`,
    ]),
  ],
  [
    '046',
    'has-two-roots',
    'Has an error class of its own beside the root.',
    patched(ERRORS, ['export class TransportError extends VaiError', 'export class TransportError extends Error']),
  ],
  [
    '047',
    'speaks-ascii',
    'Replaces what is not ASCII in messages.',
    patched(BODY, [
      MESSAGE,
      "message: (textOr(inner.message, fallback.message) ?? fallback.message).replace(/[^\\x20-\\x7e]/g, '?'),",
    ]),
  ],
]);
