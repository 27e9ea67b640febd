import { sdkRequirement } from '../requirement.js';
import type { Call, SdkTrial } from '../trial.js';
import { firstAdded, firstLost } from './body-difference.js';
import { CREATES, MESSAGES, messageIn, objectOf, POSTS, RUNS, withMessage } from './operations.js';
import { refused } from './refusal.js';
import { HISTORY, MESSAGE_PARTS, RUN_MEMBERS, RUN_TOOLS } from './whole-requests.js';

const ID = 'VAI-SDK-BODY';
const FUNCTION_TOOL = {
  type: 'function',
  name: 'weather',
  description: 'Tells the weather.',
  input_schema: { type: 'object', properties: {} },
};

for (const [variant, part] of Object.entries(MESSAGE_PARTS)) {
  sdkRequirement(`${ID}-001`, { operations: MESSAGES, variant }, (t: SdkTrial) =>
    t.each(async (op) => arrives(t, await t.once(op, { request: withMessage(t, op, part) }))),
  );
  sdkRequirement(`${ID}-006`, { operations: MESSAGES, variant }, (t: SdkTrial) =>
    t.each(async (op) => nothingAdded(t, await t.once(op, { request: withMessage(t, op, part) }))),
  );
}

sdkRequirement(`${ID}-002`, { operations: RUNS }, (t: SdkTrial) =>
  t.each(async (op) => arrives(t, await t.once(op, { request: wholeRun(t, op) }))),
);

sdkRequirement(`${ID}-003`, { operations: ['messages.stream'] }, async (t: SdkTrial) => {
  const call = await t.once('messages.stream');
  t.equal(objectOf(call.request.json()).stream, true, { what: '`stream` of messages.stream', in: call });
});

sdkRequirement(`${ID}-004`, { operations: ['messages.create'] }, async (t: SdkTrial) => {
  const call = await t.once('messages.create');
  t.oneOf(objectOf(call.request.json()).stream, [false, undefined], { what: '`stream` of messages.create', in: call });
});

sdkRequirement(`${ID}-005`, { operations: RUNS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    const body = objectOf(call.request.json());
    t.that('request' in body, { what: 'The body of a run', in: call, expected: 'a member `request`', actual: 'none' });
    t.oneOf(objectOf(body.request).stream, [false, undefined], { what: '`request.stream` of a run', in: call });
    t.equal(body.stream, undefined, { what: '`stream` beside `request`', in: call });
  }),
);

sdkRequirement(`${ID}-006`, { operations: MESSAGES, variant: 'plain' }, (t: SdkTrial) =>
  t.each(async (op) => nothingAdded(t, await t.once(op))),
);

sdkRequirement(`${ID}-007`, { operations: RUNS }, (t: SdkTrial) =>
  t.each(async (op) => {
    nothingAdded(t, await t.once(op));
    nothingAdded(t, await t.once(op, { request: { ...t.plain(op), run: { max_turns: 2 } } }));
  }),
);

sdkRequirement(`${ID}-008`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const input = { fraction: 0.1, small: 1e-7, large: 9007199254740991, negative: -273.15, million: 1000000 };
    const members = { temperature: 0.7, top_p: 0.123456789012345, max_tokens: 131072, messages: calling(input) };
    arrives(t, await t.once(op, { request: withMessage(t, op, members) }));
  }),
);

sdkRequirement(`${ID}-009`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const members = { temperature: 0, top_k: 0, system: '', metadata: { none: 0, no: false, empty: '' } };
    arrives(t, await t.once(op, { request: withMessage(t, op, members) }));
    if (op.startsWith('runs.')) {
      arrives(t, await t.once(op, { request: { ...t.plain(op), run: { max_tokens: 0, parallel_tools: false } } }));
    }
  }),
);

sdkRequirement(`${ID}-010`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const members = { stop_sequences: [], tools: [], metadata: {}, extensions: {} };
    arrives(t, await t.once(op, { request: withMessage(t, op, members) }));
  }),
);

sdkRequirement(`${ID}-011`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const input = { unit: null, list: [null, { deep: null }] };
    arrives(t, await t.once(op, { request: withMessage(t, op, { messages: calling(input) }) }));
  }),
);

sdkRequirement(`${ID}-012`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const text = 'é ß 漢字 😀 \u{10ffff} \u2028\u2029\u0085 \u0000\u0001\u001f "\\/ </script> \ufeff e\u0301';
    arrives(t, await t.once(op, { request: withMessage(t, op, { messages: [{ role: 'user', content: text }] }) }));
  }),
);

sdkRequirement(`${ID}-013`, { operations: MESSAGES }, (t: SdkTrial) =>
  t.each(async (op) => {
    const input_schema = {
      type: 'object',
      properties: {
        when: { type: 'string', format: 'date', pattern: '^20' },
        what: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
        sizes: { type: 'array', items: { type: 'number', minimum: 0.5 }, minItems: 0 },
      },
      required: [],
      additionalProperties: false,
      'x-note': { keep: [1, 'two', null] },
    };
    arrives(t, await t.once(op, { request: withMessage(t, op, { tools: [{ ...FUNCTION_TOOL, input_schema }] }) }));
  }),
);

sdkRequirement(`${ID}-014`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const input = { place: 'Turin', days: [1, 2], nested: { quote: '"', json: '{"a":1}' } };
    arrives(t, await t.once(op, { request: withMessage(t, op, { messages: calling(input) }) }));
  }),
);

sdkRequirement(`${ID}-015`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => arrives(t, await t.once(op, { request: withMessage(t, op, { messages: HISTORY }) }))),
);

sdkRequirement(`${ID}-016`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const data = 'QUJD'.repeat(256 * 1024);
    const content = [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }];
    arrives(t, await t.once(op, { request: withMessage(t, op, { messages: [{ role: 'user', content }] }) }));
  }),
);

sdkRequirement(`${ID}-017`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const metadata = { user: 'u', nested: { list: [1, 'two', { three: 3 }], none: null }, 'key with blank': true };
    arrives(t, await t.once(op, { request: withMessage(t, op, { metadata }) }));
  }),
);

sdkRequirement(`${ID}-018`, { operations: POSTS, features: ['raw_request'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const members = { x_future: { keep: [1, null] }, x_flag: true };
    arrives(t, await t.once(op, { request: withMessage(t, op, members) }));
  }),
);

sdkRequirement(`${ID}-019`, { operations: POSTS, features: ['raw_request'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const content = [
      { type: 'text', text: 'kept', cache_control: { type: 'ephemeral', ttl: '1h' } },
      { type: 'x_future_block', payload: { keep: [1, null] } },
    ];
    arrives(t, await t.once(op, { request: withMessage(t, op, { messages: [{ role: 'user', content, x_note: 1 }] }) }));
  }),
);

sdkRequirement(`${ID}-020`, { operations: RUNS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const request = withMessage(t, op, { tools: [FUNCTION_TOOL] });
    await refused(t, op, { request }, "runs take no caller's function tools");
  }),
);

sdkRequirement(`${ID}-021`, { operations: RUNS, errorFields: ['code', 'param'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const request = withMessage(t, op, { tools: [RUN_TOOLS[0], FUNCTION_TOOL] });
    const call = await refused(t, op, { request }, "runs take no caller's function tools");
    const { code, param } = call.error();
    t.equal(code, 'client_function_tools_not_supported', { what: '`code` of the refusal', in: call });
    t.equal(param, 'request.tools[1]', { what: '`param` of the refusal', in: call });
  }),
);

sdkRequirement(`${ID}-022`, { operations: CREATES, features: ['lossless_numbers'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    // The harness itself reads and writes numbers as JavaScript does: what is compared is the text that arrived.
    const call = await t.once(op, {
      request: withMessage(t, op, { messages: calling({ id: t.number('9007199254740993') }) }),
    });
    t.that(/"id"\s*:\s*9007199254740993\b/.test(call.request.text), {
      what: 'The integer 9007199254740993 in a tool input',
      in: call,
      expected: '9007199254740993',
      actual: /"id"\s*:\s*[^,}]*/.exec(call.request.text)?.[0] ?? 'absent',
    });
  }),
);

sdkRequirement(`${ID}-023`, { operations: RUNS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { request: wholeRun(t, op) });
    const body = objectOf(call.request.json());
    t.equal(body.server_tools, RUN_MEMBERS.server_tools, { what: '`server_tools`', in: call });
    t.equal(messageIn(op, body).tools, RUN_TOOLS, { what: '`request.tools`', in: call });
  }),
);

function wholeRun(t: SdkTrial, op: string) {
  return { ...withMessage(t, op, { tools: RUN_TOOLS, max_tokens: 512, temperature: 0.2 }), ...RUN_MEMBERS };
}

/** A history that ends in the result of a tool that was called with this input. */
function calling(input: Readonly<Record<string, unknown>>) {
  return [
    { role: 'user', content: 'Go.' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input }] },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'ok' }] }],
    },
  ];
}

/** Everything that was asked for stands in the body, with its value. */
function arrives(t: SdkTrial, call: Call): void {
  const lost = firstLost(call.asked.request, call.request.json());
  t.that(lost === undefined, {
    what: 'The body',
    in: call,
    expected: 'every member as the caller set it',
    actual: `another value, or none, at ${lost}`,
    ...(lost === undefined ? {} : { path: lost.replace(/^\./, '') }),
  });
}

/** Nothing stands in the body that was not asked for, the stream flag aside. */
function nothingAdded(t: SdkTrial, call: Call): void {
  const asked = objectOf(call.asked.request);
  const allowed = call.op.startsWith('runs.')
    ? { ...asked, request: { ...objectOf(asked.request), stream: false } }
    : { ...asked, stream: false };
  const added = firstAdded(allowed, call.request.json());
  t.that(added === undefined, {
    what: 'The body',
    in: call,
    expected: 'no member that the caller did not set',
    actual: `a member at ${added}`,
    hint: 'Leave out what is unset; a default that the gateway has is the gateway’s.',
    ...(added === undefined ? {} : { path: added.replace(/^\./, '') }),
  });
}
