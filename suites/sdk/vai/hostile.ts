import { gzipSync } from 'node:zlib';
import { sdkRequirement } from '../requirement.js';
import { byHand, bytesOf, headStep, json, program, sse, sseHead, write } from '../server/replies.js';
import type { CallOptions, SdkTrial } from '../trial.js';
import { MESSAGE, message } from './answers.js';
import { gzipInSteps } from './gzip-stream.js';
import { moment } from './moment.js';
import { STREAMS } from './operations.js';
import { taggedEvents, textsOf } from './tagged-streams.js';

const ID = 'VAI-SDK-HOST';
const CREATE = 'messages.create';
const LINE_CAP = 256 * 1024 * 1024;
const PIECE = Buffer.alloc(1024 * 1024, 'x');
const BODY = JSON.stringify(MESSAGE);
const ANSWER = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(BODY)}\r\nConnection: close\r\n\r\n${BODY}`;

/** The plain message arrives although the server says something unusual around it. */
async function arrives(t: SdkTrial, reply: NonNullable<CallOptions['reply']>, what: string): Promise<void> {
  const call = await t.once(CREATE, { reply });
  t.same('message', call.result().value, MESSAGE, { what, in: call });
}

/** Whatever the SDK makes of the stream, it comes to an end, and the client's process goes on working. */
async function survives(t: SdkTrial, op: string, reply: NonNullable<CallOptions['reply']>): Promise<void> {
  const call = await t.once(op, { reply });
  t.that(call.requests.length > 0, { what: 'The request', in: call, expected: 'one', actual: 'none arrived' });
  if (call.answer.type === 'error') t.kind(call, ['protocol', 'transport', 'api']);
  await t.control(op);
}

sdkRequirement(`${ID}-001`, { operations: [CREATE], inBrowser: false }, (t) =>
  arrives(
    t,
    byHand(`HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${ANSWER}`),
    'The message after interim answers',
  ),
);

sdkRequirement(`${ID}-002`, { operations: [CREATE], inBrowser: false }, (t) =>
  arrives(
    t,
    byHand(`HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n${ANSWER}`),
    'The message after early hints',
  ),
);

sdkRequirement(`${ID}-003`, { operations: [CREATE], inBrowser: false }, (t) => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n';
  const chunk = `${Buffer.byteLength(BODY).toString(16)}\r\n${BODY}\r\n0\r\nX-Sum: 7\r\nX-Other: a: b\r\n\r\n`;
  return arrives(t, byHand(`${head}Connection: close\r\n\r\n${chunk}`), 'The message of a chunked body with trailers');
});

sdkRequirement(`${ID}-004`, { operations: [CREATE] }, async (t: SdkTrial) => {
  const call = await t.once(CREATE, {
    reply: (request) => {
      if (!asksForGzip(request.header('accept-encoding'))) return json(MESSAGE);
      const body = gzipSync(BODY);
      const length = { 'Content-Length': String(body.byteLength), 'Content-Encoding': 'gzip' };
      return [
        headStep(200, { 'Content-Type': 'application/json', ...length }),
        { step: 'write', bytes: body },
        { step: 'end' },
      ];
    },
  });
  if (!asksForGzip(call.request.header('accept-encoding'))) {
    t.skip('capability-not-declared', 'the SDK asks for no content coding');
  }
  t.same('message', call.result().value, MESSAGE, { what: 'The compressed message', in: call });
});

sdkRequirement(`${ID}-005`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const events = taggedEvents(op, 'tag-a', 3);
    const seen = moment();
    const running = await t.start(op, {
      reply: (request) =>
        program(async function* () {
          const zipped = asksForGzip(request.header('accept-encoding'));
          const coding = zipped ? { 'Content-Encoding': 'gzip' } : undefined;
          yield sseHead(coding);
          const pieces = zipped ? gzipInSteps(events.map(bytesOf)) : events.map(bytesOf);
          let written = 0;
          for await (const bytes of pieces) {
            // The second piece waits until the first has come out at the other end.
            if (written++ === 1) await Promise.race([seen.has, request.left]);
            yield { step: 'write', bytes };
          }
          yield { step: 'end' };
        }),
    });
    await running.event(1);
    seen.come();
    const call = await running.done;
    if (!asksForGzip(call.request.header('accept-encoding'))) {
      t.skip('capability-not-declared', 'the SDK asks for no content coding');
    }
    call.result();
    t.equal(textsOf(op, call.events), ['tag-a/0', 'tag-a/1', 'tag-a/2'], {
      what: 'The texts of the compressed stream',
      in: call,
    });
  }),
);

sdkRequirement(`${ID}-006`, { operations: STREAMS, alone: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    let said = 0;
    const call = await t.once(op, {
      reply: (request) =>
        program(async function* () {
          yield sseHead();
          yield write('data: {"type":"ping","pad":"');
          for (; said < LINE_CAP && !request.hasLeft; said += PIECE.byteLength) yield { step: 'write', bytes: PIECE };
          yield { step: 'end' };
        }),
    });
    t.equal(call.answer.type, 'error', { what: 'The end of a stream that is one line', in: call });
    t.equal(call.request.method, 'POST', { what: 'The method', in: call });
    t.that(said < LINE_CAP, {
      what: 'A line without end',
      in: call,
      expected: `an SDK that gives up before ${LINE_CAP / 1024 / 1024} MiB`,
      actual: 'it read them all',
      hint: 'Bound the length of a line, well above what audio needs (16 MiB).',
    });
  }),
);

sdkRequirement(`${ID}-007`, { operations: STREAMS, waits: true }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, {
      reply: program(async function* () {
        yield sseHead();
        const bytes = Buffer.concat(taggedEvents(op, 'tag-a', 2).map(bytesOf));
        for (const [index, byte] of bytes.entries()) {
          yield { step: 'write', bytes: Uint8Array.of(byte) };
          yield { step: 'wait', until: index };
        }
        yield { step: 'end' };
      }),
    });
    call.result();
    t.equal(textsOf(op, call.events), ['tag-a/0', 'tag-a/1'], { what: 'The texts of a stream that drips', in: call });
  }),
);

sdkRequirement(`${ID}-008`, { operations: [CREATE], alone: true }, async (t) => {
  const call = await t.once(CREATE, {
    reply: (request) =>
      program(async function* () {
        yield headStep(500, { 'Content-Type': 'text/plain', 'Transfer-Encoding': 'chunked' });
        for (let piece = 0; piece < 48 && !request.hasLeft; piece++) yield { step: 'write', bytes: PIECE };
        yield { step: 'end' };
      }),
  });
  t.kind(call, ['api'], { what: 'The error for a 500 with 48 MiB of body', in: call });
});

sdkRequirement(`${ID}-009`, { operations: [CREATE] }, (t) => {
  // A hundred with those that every answer has: more than that, hyper (and with it each SDK on reqwest) takes from nobody.
  const many = Object.fromEntries(Array.from({ length: 92 }, (_, index) => [`X-Header-${index}`, 'value']));
  return arrives(
    t,
    json(MESSAGE, { headers: { ...many, 'X-Long': 'x'.repeat(8 * 1024) } }),
    'The message after many headers',
  );
});

sdkRequirement(`${ID}-010`, { operations: STREAMS, alone: true }, (t) =>
  t.each((op) => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    return survives(t, op, sse([`data: {"type":"x_deep","value":${deep}}\n\n`, ...taggedEvents(op, 'tag-a', 1)]));
  }),
);

sdkRequirement(`${ID}-011`, { operations: [CREATE] }, async (t: SdkTrial) => {
  const input =
    '{"__proto__":{"polluted":true},"constructor":{"name":1},"__class__":"x","toString":2,"hasOwnProperty":3}';
  const body = JSON.stringify(message({ content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: 0 }] }));
  const call = await t.once(CREATE, {
    reply: [
      headStep(200, { 'Content-Type': 'application/json' }),
      { step: 'write', bytes: Buffer.from(body.replace('"input":0', `"input":${input}`)) },
      { step: 'end' },
    ],
  });
  const told = JSON.stringify(call.result().value) ?? '';
  for (const member of [
    '"polluted":true',
    '"constructor":{"name":1}',
    '"__class__":"x"',
    '"toString":2',
    '"hasOwnProperty":3',
  ]) {
    t.that(told.includes(member), {
      what: 'The input',
      in: call,
      expected: `with ${member}`,
      actual: told.slice(0, 300),
    });
  }
  const after = await t.control(CREATE);
  t.that(!JSON.stringify(after.answer).includes('polluted'), {
    what: 'The next message',
    in: after,
    expected: 'free of the members of the one before',
    actual: 'it has them too',
  });
});

/** Events whose members are of other types than contract-vai 3.3 and 3.5 say. */
const ILL_TYPED = [
  { type: 'content_block_start', index: 0 },
  { type: 'content_block_start', index: '0', content_block: 'text' },
  { type: 'content_block_delta', index: 0, delta: null },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 7 } },
  { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: {} } },
  { type: 'content_block_stop' },
  { type: 'message_delta', delta: [], usage: 'much' },
  { type: 'message_start', message: null },
  { type: 'stream_event', event: 'x' },
  { type: 'stream_event' },
  { type: 'tool_result', id: 1, name: null, content: 'text' },
  { type: 'history_delta', expected_len: 'two', append: {} },
  { type: 'step_complete', index: -1, response: [] },
];

sdkRequirement(`${ID}-012`, { operations: STREAMS }, (t) =>
  t.each(async (op) => {
    for (const event of ILL_TYPED) await survives(t, op, sse([...taggedEvents(op, 'tag-a', 1).slice(0, 2), event]));
  }),
);

sdkRequirement(`${ID}-013`, { operations: STREAMS }, (t) =>
  t.each((op) => {
    const once = taggedEvents(op, 'tag-a', 2);
    return survives(t, op, sse([...once.slice(0, -2), ...once]));
  }),
);

sdkRequirement(`${ID}-014`, { operations: STREAMS, inBrowser: false }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
    const call = await t.once(op, { reply: byHand(`${head}5\r\n: ok\n\r\n`, 'zz\r\ndata: {}\n\n\r\n') });
    t.kind(call, ['transport', 'protocol'], { what: 'The error for a chunk whose length is no number', in: call });
    t.that(call.requests.length > 0, { what: 'The request', in: call, expected: 'one', actual: 'none arrived' });
  }),
);

function asksForGzip(header: string | undefined): boolean {
  return /\bgzip\b/i.test(header ?? '');
}
