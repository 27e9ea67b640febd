import { sdkRequirement } from '../requirement.js';
import { json, sse, text } from '../server/replies.js';
import type { Call, SdkTrial } from '../trial.js';
import { CALLS, POSTS, STREAMS } from './operations.js';

const ID = 'VAI-SDK-SEC';

sdkRequirement(`${ID}-001`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const envelope = { error: { type: 'authentication_error', message: 'invalid key', param: 'Authorization' } };
    const replies = [
      json(envelope, { status: 401 }),
      text('<html><body>proxy error</body></html>', { status: 502, headers: { 'Content-Type': 'text/html' } }),
      text('', { status: 500 }),
      json([1, 2], { status: 400 }),
      text('not json'),
    ];
    for (const reply of replies) quotesNoKey(t, await failing(t, op, reply));
    if (STREAMS.includes(op)) {
      quotesNoKey(t, await failing(t, op, sse([{ type: 'error', error: envelope.error }])));
      quotesNoKey(t, await failing(t, op, sse(['data: {oops\n\n'])));
    }
  }),
);

sdkRequirement(`${ID}-002`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    quotesNoKey(t, await failing(t, op, [{ step: 'reset' }]));
    await t.control(op);
    const gone = await t.serve(json({}));
    await gone.close();
    const call = await t.once(op, { baseUrl: gone.origin });
    t.equal(call.answer.type, 'error', { what: 'The answer where nobody listens', in: call });
    quotesNoKey(t, call);
  }),
);

sdkRequirement(`${ID}-003`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, {
      reply: (request) =>
        json(
          {
            error: {
              type: 'authentication_error',
              message: `the key in "${request.header('authorization')}" is not known`,
            },
          },
          { status: 401 },
        ),
    });
    t.kind(call, ['api']);
    quotesNoKey(t, call);
  }),
);

sdkRequirement(`${ID}-004`, { features: ['inspect'] }, (t: SdkTrial) => printsNone(t, ['gateway']));

sdkRequirement(`${ID}-005`, { features: ['inspect', 'provider_keys'] }, (t: SdkTrial) =>
  printsNone(
    t,
    Object.keys(t.keys).filter((name) => name !== 'gateway' && name !== 'spare'),
  ),
);

sdkRequirement(`${ID}-006`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    t.equal(call.request.header('authorization'), `Bearer ${t.keys.gateway}`, { what: 'Authorization', in: call });
    await failing(t, op, json({ error: { type: 'api_error', message: 'broken' } }, { status: 500 }));
    await failing(t, op, [{ step: 'reset' }]);
    const leaked = Object.entries(t.keys).filter(([, key]) => t.stderr().includes(key));
    t.equal(
      leaked.map(([name]) => name),
      [],
      { what: 'The keys that stand on stderr', in: call },
    );
  }),
);

/** A call that must fail, with the keys of the client under way. */
async function failing(t: SdkTrial, op: string, reply: Parameters<SdkTrial['serve']>[0]): Promise<Call> {
  const call = await t.once(op, { reply });
  t.equal(call.answer.type, 'error', { what: 'The answer to a failure', in: call });
  t.equal(call.request.header('authorization'), `Bearer ${t.keys.gateway}`, { what: 'Authorization', in: call });
  return call;
}

function quotesNoKey(t: SdkTrial, call: Call): void {
  const told = JSON.stringify(call.answer);
  const quoted = Object.entries(t.keys).filter(([, key]) => told.includes(key));
  t.equal(
    quoted.map(([name]) => name),
    [],
    { what: 'The keys that the error quotes', in: call },
  );
}

/** The client is made and printed in every form that the language has; none shows one of these keys. */
async function printsNone(t: SdkTrial, names: readonly string[]): Promise<void> {
  const { printed } = await t.inspect();
  t.that(printed.length > 0, {
    what: 'The printed forms of a client',
    expected: 'at least one',
    actual: 'none',
    hint: 'Feature `inspect` promises a list of strings.',
  });
  const shown = names.filter((name) => {
    const key = t.keys[name];
    return key !== undefined && printed.some((form) => form.includes(key));
  });
  t.equal(shown, [], { what: 'The keys that a printed form shows' });
  t.proved(`${printed.length} printed forms`);
}
