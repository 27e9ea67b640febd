// Longer than 300 lines: tables, a row for each requirement of isolation, connections, hostile servers and size, which belong together.

import { type Defect, defectsOf, type Patch, patched } from '../../sdk/defect.js';

const CLIENT = 'client/client.js';
const HTTP = 'client/http.js';
const SSE = 'client/sse.js';
const STREAM = 'client/event-stream.js';
const READER = 'client/sse-reader.js';
const ONCE = 'return inScope(settings, call, (scope) => fetchJson(settings, call, scope));';
const FETCH = 'const answer = await step(scope, fetch(endpointUrl(settings.baseUrl, call.endpoint), request));';
const BROKEN = 'throw scope.stopped ?? new TransportError(scope.operation, cause);';
const TAKE = 'const handedOver = this.take(event);';
const FRAMES = 'this.#frames = done ? this.#parser.end() : this.#parser.push(value);';

/** Frames of all streams whose operation contains `word` in one list, from which the next reader takes the last. */
function mixed(word: string): readonly Patch[] {
  const put = `${FRAMES}
        if (this.#scope.operation.includes('${word}')) {
            SseReader.all = [...(SseReader.all ?? []), ...this.#frames];
            await new Promise((resolve) => setTimeout(resolve, 5));
            this.#frames = SseReader.all.splice(-this.#frames.length || SseReader.all.length);
        }`;
  return patched(READER, [FRAMES, put]);
}

/** Opens a connection beside the call, and never closes it. */
function leaking(when: string): readonly Patch[] {
  const put = `if (${when})
        await import('node:net').then(({ connect }) => connect(Number(new URL(settings.baseUrl).port), '127.0.0.1').on('error', () => undefined).unref());
    ${FETCH}`;
  return patched(HTTP, [FETCH, put]);
}

/** Speaks HTTP by \`node:http\` itself; \`more\` is done with the request \`sent\`, an answer \`got\` is handed to \`resolve\`. */
function byItself(headers: string, more: string, answered: string): readonly Patch[] {
  const put = `const [http, { Readable }] = await Promise.all([import('node:http'), import('node:stream')]);
    const answer = await step(scope, new Promise((resolve, reject) => {
        const sent = http.request(endpointUrl(settings.baseUrl, call.endpoint), { method: call.method, headers: { ...Object.fromEntries(headers), ${headers} }, signal: scope.signal, agent: false }, (got) => {
            const made = (body) => resolve(new Response(body, { status: got.statusCode, headers: Object.entries(got.headers).filter(([name]) => !/encoding/.test(name)) }));
            ${answered}
        });
        sent.on('error', reject);
        ${more}
        sent.end(request.body);
    }));`;
  return patched(HTTP, [FETCH, put]);
}

const STREAMED = 'made(Readable.toWeb(got));';

/** How clients mix what does not belong together. */
const isolation = defectsOf('VAI-SDK-ISO', [
  ['001', 'mixes-messages', 'Keeps the frames of all message streams in one list.', mixed('/messages')],
  ['002', 'mixes-runs', 'Keeps the frames of all run streams in one list.', mixed('/runs')],
  [
    '003',
    'answers-in-turn',
    'Hands the first answer that comes to the first who asked.',
    patched(CLIENT, [
      ONCE,
      `const turn = {};
    const answer = new Promise((resolve) => { turn.resolve = resolve; });
    (callOnce.waiting ??= []).push(turn);
    const settle = (value) => callOnce.waiting.shift().resolve(value);
    inScope(settings, call, (scope) => fetchJson(settings, call, scope)).then(settle, (error) => settle(Promise.reject(error)));
    return answer;`,
    ]),
  ],
  [
    '004',
    'shares-the-key',
    'Keeps the key of the first client for all.',
    patched('client/headers.js', [
      `\`Bearer \${settings.gatewayApiKey}\``,
      `\`Bearer \${(requestHeaders.key ??= settings.gatewayApiKey)}\``,
    ]),
  ],
  [
    '005',
    'shares-the-line',
    'Keeps the line that has begun in one buffer for all streams.',
    patched(SSE, [
      '    #line = new Uint8Array(FIRST_CAPACITY);',
      '    #line = (SseParser.shared ??= new Uint8Array(65536));',
    ]),
  ],
  [
    '006',
    'fails-for-all',
    'Takes the error of one stream for the end of all.',
    patched(
      STREAM,
      [
        'throw errorOfEvent(data, this.#requestId, this.#settings.mask);',
        'throw (EventStream.failure = errorOfEvent(data, this.#requestId, this.#settings.mask));',
      ],
      [
        'const data = await this.#nextFrame(this.#frames);',
        'const data = await this.#nextFrame(this.#frames);\n            if (EventStream.failure !== undefined)\n                throw EventStream.failure;',
      ],
    ),
    'RUN-05',
  ],
  [
    '007',
    'serves-one-reader-at-a-time',
    'Holds a lock while an event is looked at.',
    patched(
      STREAM,
      ["let state = 'new';", "let state = 'new';\n        let free = () => undefined;"],
      ['const leave = () => {', 'const leave = () => {\n            free();'],
      [
        'const next = async () => {',
        'const next = async () => {\n            free();\n            const before = EventStream.turn;\n            EventStream.turn = new Promise((done) => { free = done; });\n            await before;',
      ],
    ),
  ],
]);

/** How clients treat connections. */
const connections = defectsOf('VAI-SDK-CONN', [
  [
    '001',
    'leaks-with-calls',
    'Opens a connection with each blocking call that it never closes.',
    leaking('!call.streams'),
    'LIF-03',
  ],
  [
    '002',
    'leaks-with-streams',
    'Opens a connection with each stream that it never closes.',
    leaking('call.streams'),
    'LIF-03',
  ],
  [
    '003',
    'leaks-what-is-left',
    'Leaves the connection open when the loop is left.',
    patched(STREAM, ['if (this.#readers === 0)', 'if (false)']),
    'LIF-03',
  ],
  [
    '004',
    'leaks-with-errors',
    'Does not read the bodies of errors, and does not let go of them.',
    patched(HTTP, [
      'const text = await errorText(answer, scope);',
      "(send.kept ??= []).push(answer);\n    const text = '';",
    ]),
    'LIF-03',
  ],
  [
    '005',
    'hangs-up',
    'Opens a connection for each call.',
    patched('client/headers.js', [
      "headers.set('X-VAI-Version', '1');",
      "headers.set('X-VAI-Version', '1');\n    headers.set('Connection', 'close');",
    ]),
    'LIF-03',
  ],
  [
    '007',
    'closes-in-name-only',
    'Says that a client is closed, and leaves its connections open.',
    patched('adapter/session.js', ["throw new Unsupported('close');", 'return {};']),
    'LIF-03',
  ],
]);

/** How clients meet servers that are unusual. */
const hostile = defectsOf('VAI-SDK-HOST', [
  [
    '001',
    'stumbles-over-102',
    'Takes an interim answer for the answer.',
    byItself(
      '',
      "sent.on('information', ({ statusCode }) => statusCode === 102 && reject(new Error('no answer')));",
      STREAMED,
    ),
  ],
  [
    '002',
    'stumbles-over-hints',
    'Takes early hints for the answer.',
    byItself(
      '',
      "sent.on('information', ({ statusCode }) => statusCode === 103 && reject(new Error('no answer')));",
      STREAMED,
    ),
  ],
  [
    '003',
    'stumbles-over-trailers',
    'Takes trailers for a broken body.',
    byItself(
      '',
      '',
      "const pieces = [];\n            got.on('data', (piece) => pieces.push(piece));\n            got.on('end', () => (Object.keys(got.trailers).length > 0 ? reject(new Error('noise after the body')) : made(Buffer.concat(pieces))));",
    ),
  ],
  [
    '004',
    'asks-for-what-it-cannot-read',
    'Asks for gzip, and does not decode it.',
    byItself("'Accept-Encoding': 'gzip'", '', STREAMED),
    'PERF-05',
  ],
  [
    '005',
    'unpacks-at-the-end',
    'Decodes a compressed body when it has all of it.',
    byItself(
      "'Accept-Encoding': 'gzip'",
      '',
      "const pieces = [];\n            got.on('data', (piece) => pieces.push(piece));\n            got.on('end', async () => made((await import('node:zlib')).gunzipSync(Buffer.concat(pieces))));",
    ),
    'SEC-07',
  ],
  [
    '006',
    'takes-any-line',
    'Has no bound for a line.',
    patched(SSE, ['MAX_FRAME_BYTES = 64 * 1024 * 1024', 'MAX_FRAME_BYTES = 1024 * 1024 * 1024']),
    'SEC-07',
  ],
  [
    '007',
    'skips-crumbs',
    'Takes a read of a single byte for a sign of life.',
    patched(READER, [
      FRAMES,
      FRAMES.replace('this.#parser.push(value)', '(value.length < 2 ? [] : this.#parser.push(value))'),
    ]),
    'PERF-11',
  ],
  [
    '008',
    'gives-long-errors-up',
    'Takes an error whose body is long for a broken protocol.',
    patched(HTTP, [
      'const text = await errorText(answer, scope);',
      "const { text, cut } = await readText(answer, MAX_ERROR_BODY_BYTES, scope);\n    if (cut)\n        throw new ProtocolError('response', 'the answer is too long');",
    ]),
  ],
  [
    '009',
    'counts-headers',
    'Refuses an answer with many headers.',
    patched(HTTP, [
      FETCH,
      `${FETCH}\n    if ([...answer.headers].length > 64)\n        throw new ProtocolError('response', 'too many headers');`,
    ]),
  ],
  [
    '010',
    'dives-too-deep',
    'Never comes back from data that is nested deeply.',
    patched(STREAM, [TAKE, `if (data.includes('[[[[[[[['))\n                process.abort();\n            ${TAKE}`]),
  ],
  [
    '011',
    'pollutes-prototypes',
    'Copies members one by one, those that mean something to the language too.',
    patched(HTTP, [
      'const value = parsed(text);',
      'const merged = (to, from) => {\n        for (const name of Object.keys(from))\n            to[name] = isObject(from[name]) ? merged(to[name] ?? {}, from[name]) : Array.isArray(from[name]) ? from[name].map((one) => (isObject(one) ? merged({}, one) : one)) : from[name];\n        return to;\n    };\n    const value = isObject(parsed(text)) ? merged({}, parsed(text)) : parsed(text);',
    ]),
  ],
  [
    '012',
    'trusts-types',
    'Lets the type error of an ill-typed event escape.',
    patched(STREAM, [
      TAKE,
      `if (event.type === 'content_block_delta' || event.type === 'stream_event')\n                Promise.resolve().then(() => (event.delta ?? event.event).type.length);\n            ${TAKE}`,
    ]),
  ],
  [
    '013',
    'dies-of-second-starts',
    'Lets its surprise at a second message escape.',
    patched(STREAM, [
      TAKE,
      `if (/^(message|run)_start$/.test(event.type) && (this.starts = (this.starts ?? 0) + 1) > 1)\n                Promise.reject(new Error('a second start'));\n            ${TAKE}`,
    ]),
    'MSG-03',
  ],
  [
    '014',
    'mistakes-broken-chunks',
    "Takes a broken chunk for the caller's mistake.",
    patched(HTTP, [
      BROKEN,
      `if (/HPE_/.test(\`\${cause?.code} \${cause?.cause?.code}\`))\n            throw new UsageError('this is no HTTP server');\n        ${BROKEN}`,
    ]),
  ],
]);

/** How clients fail at size. */
const large = defectsOf('VAI-SDK-BIG', [
  [
    '001',
    'drops-what-is-too-much',
    'Drops events of a stream that has too many.',
    patched(STREAM, [
      TAKE,
      'this.count = (this.count ?? 0) + 1;\n            const handedOver = this.count > 10000 && this.count < 10010 ? undefined : this.take(event);',
    ]),
  ],
  [
    '002',
    'cuts-long-texts',
    'Cuts the text of a final message at a length that nobody would need.',
    patched('client/fold.js', ['before + piece', '(before + piece).slice(0, 65536)']),
  ],
  [
    '003',
    'takes-small-frames',
    'Has a bound for frames that audio exceeds.',
    patched(SSE, ['MAX_FRAME_BYTES = 64 * 1024 * 1024', 'MAX_FRAME_BYTES = 4 * 1024 * 1024']),
    'SSE-22',
  ],
  [
    '004',
    'keeps-what-was-read',
    'Keeps every event that it has read.',
    patched(STREAM, [
      'this.#end.next = { event, place };',
      'this.#end.next = { event, place };\n                (EventStream.read ??= []).push(event);',
    ]),
    'PERF-06',
  ],
  [
    '004',
    'forgets-nothing',
    'Keeps every event that it has handed over.',
    patched(STREAM, [TAKE, `(EventStream.kept ??= []).push(event);\n            ${TAKE}`]),
  ],
  [
    '005',
    'reads-ahead',
    'Reads the body as fast as it comes, whether or not somebody asks.',
    patched(READER, [
      'this.#body = body;',
      'const pile = [];\n        const pump = async () => {\n            for (;;) {\n                const read = await body.read();\n                pile.push(read);\n                if (read.done)\n                    return;\n            }\n        };\n        pump().catch(() => pile.push({ done: true, value: undefined }));\n        const read = async () => {\n            while (pile.length === 0)\n                await new Promise((resolve) => setTimeout(resolve, 1));\n            return pile.shift();\n        };\n        this.#body = { read, cancel: () => body.cancel() };',
    ]),
    'PERF-06',
  ],
]);

export const defects: readonly Defect[] = [...isolation, ...connections, ...hostile, ...large];
