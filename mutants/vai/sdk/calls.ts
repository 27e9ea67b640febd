// Longer than 300 lines: tables, a row for each requirement of retries, secrets, aborts and timeouts, which belong together.

import { type Defect, defectsOf, type Patch, patched } from '../../sdk/defect.js';

const CLIENT = 'client/client.js';
const HTTP = 'client/http.js';
const OPTIONS = 'client/options.js';
const RETRY = 'client/retry.js';
const SCOPE = 'client/scope.js';
const STREAM = 'client/event-stream.js';
const READER = 'client/sse-reader.js';
const FINAL = 'client/message-stream.js';
const ONCE = 'return inScope(settings, call, (scope) => fetchJson(settings, call, scope));';
const OPEN = 'const { requestId, body } = await fetchStream(this.#settings, this.#call, this.#scope);';
const FETCH = 'const answer = await step(scope, fetch(endpointUrl(settings.baseUrl, call.endpoint), request));';
const SIGNAL = 'signal: scope.signal,';
const CANCEL = 'this.#frames?.cancel();';
const TO_END = 'await this.readToEnd();';
const BEGIN = 'scope.begin(call.options.timeoutMs ?? settings.timeoutMs);';
const SETTINGS = 'this.#settings = resolveOptions(options);';

/** A blocking call that is sent again where `again` holds of its error. */
function repeated(again: string): readonly Patch[] {
  const put = `const once = () => inScope(settings, call, (scope) => fetchJson(settings, call, scope));\n    return once().catch((error) => (${again} ? once() : Promise.reject(error)));`;
  return patched(CLIENT, [ONCE, put]);
}

/** How clients repeat what they must not, and do not what they may. */
const retries = defectsOf('VAI-SDK-RETRY', [
  [
    '001',
    'repeats-limited-messages',
    'Sends a message request again after a 429.',
    repeated("error.httpStatus === 429 && call.endpoint === 'messages'"),
    'ERR-19',
  ],
  [
    '002',
    'repeats-failed-messages',
    'Sends a message request again after a 5xx.',
    repeated("error.httpStatus >= 500 && call.endpoint === 'messages'"),
    'ERR-19',
  ],
  [
    '003',
    'repeats-runs',
    'Starts a run again that failed.',
    repeated("error.httpStatus >= 429 && call.endpoint === 'runs'"),
    'ERR-19',
  ],
  [
    '004',
    'repeats-streams',
    'Asks again for a stream that was refused.',
    patched(STREAM, [
      OPEN,
      OPEN.replace('this.#scope);', 'this.#scope).catch(() => fetchStream(this.#settings, this.#call, this.#scope));'),
    ]),
    'LIF-17',
  ],
  [
    '005',
    'repeats-after-resets',
    'Sends a POST again whose connection was reset.',
    repeated("error.name === 'TransportError'"),
    'LIF-11',
  ],
  [
    '006',
    'never-repeats',
    'Does not repeat what it says that it repeats.',
    patched(RETRY, ['retry >= maxRetries || !mayPass(error)', 'true']),
  ],
  [
    '007',
    'counts-from-one',
    'Sends one request more than it may.',
    patched(RETRY, ['retry >= maxRetries', 'retry > maxRetries']),
  ],
  [
    '008',
    'takes-no-retries-for-some',
    'Takes `maxRetries: 0` for unset.',
    patched(OPTIONS, ['options.maxRetries ?? DEFAULT_MAX_RETRIES', 'options.maxRetries || DEFAULT_MAX_RETRIES']),
  ],
  [
    '009',
    'repeats-in-vain',
    'Repeats what will not pass.',
    patched(RETRY, ['return status === 429 || status >= 500;', 'return status >= 400;']),
    'ERR-18',
  ],
  [
    '010',
    'repeats-without-its-key',
    'Forgets the key when it repeats a request.',
    patched('client/headers.js', [
      'if (settings.gatewayApiKey !== undefined)',
      'settings.asked = (settings.asked ?? 0) + 1;\n    if (settings.gatewayApiKey !== undefined && settings.asked === 1)',
    ]),
    'AUTH-10',
  ],
  [
    '011',
    'does-not-wait',
    'Repeats at once, whatever the gateway asks for.',
    patched(RETRY, ['return asked * 1000;', 'return 0;']),
    'ERR-20',
  ],
]);

/** How clients tell secrets. */
const secrets = defectsOf('VAI-SDK-SEC', [
  [
    '001',
    'quotes-its-headers',
    'Puts the headers of the request into the message of an error.',
    patched(HTTP, [
      'const text = await errorText(answer, scope);',
      "const text = await errorText(answer, scope);\n    if (answer.status >= 500)\n        throw new ProtocolError('response', `HTTP ${answer.status} for ${JSON.stringify([...headers])}`);",
    ]),
    'SEC-02',
  ],
  [
    '002',
    'quotes-its-request',
    'Puts the request into the message of a broken connection.',
    patched(HTTP, [
      FETCH,
      `${FETCH.slice(0, -1)}.catch((error) => {\n        error.message += JSON.stringify([...headers]);\n        throw error;\n    });`,
    ]),
    'SEC-02',
  ],
  [
    '003',
    'quotes-what-it-is-told',
    'Hands a message over in which the gateway quotes the key.',
    patched('client/secrets.js', ['forms.reduce(', '[].reduce(']),
  ],
  [
    '004',
    'prints-its-key',
    'Has its key as a member that every printed form shows.',
    patched(CLIENT, [SETTINGS, `${SETTINGS}\n        this.apiKey = this.#settings.gatewayApiKey;`]),
    'SEC-02',
  ],
  [
    '005',
    'prints-provider-keys',
    'Has its provider keys as a member that every printed form shows.',
    patched(CLIENT, [SETTINGS, `${SETTINGS}\n        this.providerKeys = this.#settings.providerKeys;`]),
    'SEC-02',
  ],
  [
    '006',
    'logs-its-headers',
    'Logs every request with its headers.',
    patched(HTTP, [FETCH, `console.error('->', call.method, [...headers]);\n    ${FETCH}`]),
    'SEC-02',
  ],
]);

const NEVER = 'new Promise(() => undefined)';

/** How clients end early, or do not. */
const aborts = defectsOf('VAI-SDK-ABT', [
  [
    '001',
    'misses-aborts-of-before',
    'Does not see a signal that was aborted before the call.',
    patched(SCOPE, ['if (this.#callerSignal?.aborted)', 'if (false)']),
  ],
  [
    '002',
    'cannot-abort-calls',
    'Passes the signal on to streams only.',
    patched(HTTP, [SIGNAL, '...(call.streams ? { signal: scope.signal } : {}),']),
    'LIF-03',
  ],
  [
    '003',
    'cannot-abort-waiting-streams',
    'Passes the signal on to blocking calls only.',
    patched(HTTP, [SIGNAL, '...(call.streams ? {} : { signal: scope.signal }),']),
    'LIF-03',
  ],
  [
    '004',
    'leaves-aborted-streams-open',
    'Stops to read a stream that was aborted, and leaves its connection open.',
    patched(HTTP, [SIGNAL, '...(call.streams ? {} : { signal: scope.signal }),']).concat(
      patched(STREAM, [CANCEL, '{ }']),
    ),
    'LIF-03',
  ],
  [
    '005',
    'aborts-until-the-headers',
    'Listens to the signal until the headers have come.',
    patched(
      HTTP,
      [SIGNAL, 'signal: call.streams ? scope.signal : (call.early = new AbortController()).signal,'],
      [
        FETCH,
        `scope.signal.addEventListener('abort', () => call.early?.abort());\n    ${FETCH}\n    call.early = undefined;`,
      ],
    ),
    'LIF-03',
  ],
  [
    '006',
    'takes-aborts-for-timeouts',
    'Tells an abort by its caller as a timeout.',
    patched(SCOPE, ['this.stop(new AbortedError(', 'this.stop(new TimeoutError(']),
  ],
  [
    '007',
    'reads-on-after-a-break',
    'Leaves the connection open when the loop is left.',
    patched(STREAM, ['if (this.#readers === 0)', 'if (false)']),
    'LIF-03',
  ],
  [
    '008',
    'closes-nothing',
    'Ends the iteration at a close, and leaves the connection open.',
    patched(STREAM, ['this.#scope.stop(reason);', '{ }'], [CANCEL, '{ }']),
    'LIF-03',
  ],
  [
    '009',
    'closes-once',
    'Throws when a stream is closed again.',
    patched(STREAM, [
      'close() {',
      "close() {\n        if (this.#closed)\n            throw new AbortedError('closed already');",
    ]),
  ],
  [
    '010',
    'waits-for-closed-streams',
    'Waits for the final message of a stream that was closed.',
    patched(FINAL, [
      TO_END,
      `await this.readToEnd().catch((error) => (/closed/.test(error.message) ? ${NEVER} : Promise.reject(error)));`,
    ]),
  ],
  [
    '011',
    'waits-for-more-events',
    'Waits for further events of a stream that was closed.',
    patched(STREAM, [
      'if (this.#closed)',
      `if (this.#closed)\n                    await ${NEVER};\n                if (this.#closed)`,
    ]),
  ],
  [
    '012',
    'waits-for-aborted-streams',
    'Waits for the final message of a stream that was aborted.',
    patched(FINAL, [
      TO_END,
      `await this.readToEnd().catch((error) => (error.name === 'AbortedError' ? ${NEVER} : Promise.reject(error)));`,
    ]),
  ],
  [
    '013',
    'stays-aborted',
    'Is of no use after an abort.',
    patched(
      SCOPE,
      ['stop(reason) {', 'stop(reason) {\n        CallScope.stopped = reason;'],
      [
        'begin(timeoutMs) {',
        'begin(timeoutMs) {\n        if (CallScope.stopped !== undefined)\n            throw CallScope.stopped;',
      ],
    ),
    'RUN-05',
  ],
  [
    '014',
    'aborts-everything',
    'Has one controller for all calls.',
    patched(SCOPE, [
      '#controller = new AbortController();',
      '#controller = (CallScope.shared ??= new AbortController());',
    ]),
  ],
  [
    '016',
    'rejects-into-the-void',
    'Leaves a rejection that nobody takes.',
    patched(SCOPE, ['this.#controller.abort();', 'this.#controller.abort();\n        Promise.reject(reason);']),
  ],
  [
    '017',
    'empties-its-buffer-first',
    'Hands over what it has read already, abort or not.',
    patched(
      STREAM,
      ['if (at.next !== undefined && !this.#aborted) {', 'if (at.next !== undefined) {'],
      ['this.#finishIfAborted();', '{ }'],
    ).concat(
      patched(READER, [
        'if (this.#scope.stopped !== undefined)',
        'if (this.#scope.stopped !== undefined && this.#frames[this.#position] === undefined)',
      ]),
    ),
  ],
]);

/** How clients keep time. */
const timeouts = defectsOf('VAI-SDK-TIME', [
  [
    '001',
    'takes-timeouts-for-aborts',
    'Tells a deadline that passed as an abort.',
    patched(SCOPE, ['this.stop(new TimeoutError(', 'this.stop(new AbortedError(']),
  ],
  [
    '002',
    'leaves-late-calls-open',
    'Gives a call up whose time is over, and leaves its connection open.',
    patched(SCOPE, [
      'this.#controller.abort();',
      'if (!(reason instanceof TimeoutError))\n            this.#controller.abort();',
    ]).concat(
      patched(HTTP, [
        'const value = await work;',
        'const late = new Promise((_, reject) => setInterval(() => scope.stopped && reject(scope.stopped), 20).unref());\n        const value = await Promise.race([work, late]);',
      ]),
    ),
  ],
  [
    '003',
    'times-the-headers',
    'Counts the time until the headers.',
    patched(HTTP, ['if (answer.ok)', 'scope.end();\n    if (answer.ok)']),
  ],
  [
    '004',
    'repeats-late-calls',
    'Sends a call again whose time is over.',
    repeated("error.name === 'TimeoutError'"),
    'LIF-11',
  ],
  [
    '005',
    'waits-for-models',
    'Waits for the models as long as it takes.',
    patched(CLIENT, [
      BEGIN,
      `scope.begin(call.endpoint === 'models' ? 0 : (call.options.timeoutMs ?? settings.timeoutMs));`,
    ]),
  ],
  [
    '006',
    'stays-late',
    'Is of no use after a timeout.',
    patched(
      SCOPE,
      [
        'stop(reason) {',
        'stop(reason) {\n        if (reason instanceof TimeoutError)\n            CallScope.stopped = reason;',
      ],
      [
        'begin(timeoutMs) {',
        'begin(timeoutMs) {\n        if (CallScope.stopped !== undefined)\n            throw CallScope.stopped;',
      ],
    ),
  ],
  [
    '007',
    'times-streams',
    'Ends streams after the time of blocking calls.',
    patched(STREAM, ['this.#scope.begin(0);', 'this.#scope.begin(this.#settings.timeoutMs);']),
    'LIF-06',
  ],
  [
    '008',
    'waits-in-silence',
    'Does not count how long a stream is silent.',
    patched(READER, ['this.#scope.listen(this.#idleMs);', '{ }']).concat(
      patched(STREAM, ['this.#scope.listen(idleMs);', '{ }']),
    ),
    'LIF-04',
  ],
  [
    '009',
    'counts-pings-as-silence',
    'Counts the silence from the first byte on.',
    patched(READER, ['this.#scope.heard();', '{ }']),
    'FWD-03',
  ],
]);

export const defects: readonly Defect[] = [...retries, ...secrets, ...aborts, ...timeouts];
