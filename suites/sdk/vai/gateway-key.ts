import { sdkRequirement } from '../requirement.js';
import { json, text } from '../server/replies.js';
import type { Call, SdkTrial, SeenRequest } from '../trial.js';
import { CALLS, POSTS } from './operations.js';
import { keepsSecret, refused } from './refusal.js';

const ID = 'VAI-SDK-AUTH';
const REDIRECTS = [301, 302, 303, 307, 308];
/** In the name of a variable: whose key it is, where it is not the gateway's. */
const PROVIDER =
  /ANTHROPIC|OPENAI|GEM|VERTEX|GOOGLE|GROQ|CEREBRAS|OPENROUTER|CARTESIA|ELEVENLABS|TAVILY|EXA|FIRECRAWL|PROVIDER/i;
/** What cannot stand inside a header value. */
const CONTROLS = { 'a line feed': '\n', 'a carriage return': '\r\nX-Forged: 1', 'a NUL': '\0', 'a bell': '\x07' };

sdkRequirement(`${ID}-001`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    t.equal(call.request.header('authorization'), `Bearer ${t.keys.gateway}`, { what: 'Authorization', in: call });
  }),
);

sdkRequirement(`${ID}-002`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { client: { gateway_api_key: null } });
    call.result();
    t.equal(call.request.header('authorization'), undefined, { what: 'Authorization without a key', in: call });
  }),
);

sdkRequirement(`${ID}-003`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const blank of ['', '  ']) {
      const call = await t.once(op, { client: { gateway_api_key: blank } });
      if (call.requests.length > 0) {
        t.equal(call.request.header('authorization'), undefined, { what: 'Authorization of an empty key', in: call });
      } else {
        t.kind(call, ['usage'], { what: 'The refusal of an empty key', in: call });
        await t.control(op);
      }
    }
  }),
);

sdkRequirement(`${ID}-004`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { client: { gateway_api_key: ` ${t.keys.gateway}\t` } });
    t.equal(call.request.header('authorization'), `Bearer ${t.keys.gateway}`, {
      what: 'Authorization of a key with blanks around it',
      in: call,
    });
  }),
);

sdkRequirement(`${ID}-005`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [name, control] of Object.entries(CONTROLS)) {
      const key = `${t.keys.gateway}${control}x`;
      await refused(t, op, { client: { gateway_api_key: key } }, `the key has ${name} inside`);
    }
  }),
);

sdkRequirement(`${ID}-006`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const control of Object.values(CONTROLS)) {
      const key = `${t.keys.gateway}${control}x`;
      const call = await refused(t, op, { client: { gateway_api_key: key } }, 'the key has a control character inside');
      keepsSecret(t, call, t.keys.gateway ?? '', 'The refusal of a malformed key');
    }
  }),
);

sdkRequirement(`${ID}-007`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const key = `${t.keys.gateway}\u2026`;
    await refused(t, op, { client: { gateway_api_key: key } }, 'the key has a character outside Latin-1');
  }),
);

sdkRequirement(`${ID}-008`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    const carriers = call.request.headers
      .filter(([, value]) => value.includes(t.keys.gateway ?? ''))
      .map(([name]) => name);
    t.equal(
      carriers.map((name) => name.toLowerCase()),
      ['authorization'],
      { what: 'The headers that carry the gateway key', in: call },
    );
  }),
);

sdkRequirement(`${ID}-009`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    const carried = Object.values(t.keys).filter((key) => call.request.target.includes(key));
    t.equal(carried.length, 0, {
      what: `The number of keys in the target ${call.request.target.split('?')[0]}`,
      in: call,
    });
    t.equal(call.request.header('authorization'), `Bearer ${t.keys.gateway}`, { what: 'Authorization', in: call });
  }),
);

sdkRequirement(`${ID}-010`, { operations: CALLS, inBrowser: false }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const status of REDIRECTS) {
      const { call, arrived } = await redirected(t, op, status);
      t.equal(call.request.header('authorization'), `Bearer ${t.keys.gateway}`, { what: 'Authorization', in: call });
      t.equal(arrived.filter((request) => carries(request, t.keys.gateway)).length, 0, {
        what: `The number of requests with the key at another origin, after a ${status},`,
        in: call,
        hint: 'Do not follow redirects, or drop Authorization when the origin changes.',
      });
    }
  }),
);

sdkRequirement(`${ID}-011`, { operations: POSTS, inBrowser: false }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const status of [301, 302, 307, 308]) {
      const call = await t.once(op, {
        reply: (_request, index) =>
          index === 0
            ? text('', { status, headers: { Location: '/moved' } })
            : json({ error: { type: 'not_found_error', message: 'moved' } }, { status: 404 }),
      });
      t.equal(call.request.method, 'POST', { what: 'The method', in: call });
      t.equal(call.requests.slice(1).filter((request) => request.method !== 'POST').length, 0, {
        what: `The number of requests that are no POST any more, after a ${status},`,
        in: call,
      });
    }
  }),
);

sdkRequirement(`${ID}-012`, { operations: CALLS, inBrowser: false }, (t: SdkTrial) =>
  t.each(async (op) => {
    await t.control(op);
    for (const status of REDIRECTS) {
      const call = await t.once(op, { reply: text('', { status }) });
      t.equal(call.answer.type, 'error', { what: `The answer to a ${status} without a place to go`, in: call });
      t.that(call.requests.length > 0, { what: 'The request', in: call, expected: 'one', actual: 'none arrived' });
    }
  }),
);

sdkRequirement(`${ID}-013`, { operations: CALLS, features: ['env'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const [variable] = keyVariables(t);
    const key = `${t.keys.gateway}-of-the-environment`;
    await t.inEnvironment({ [variable]: key }, async (there) => {
      const call = await there.once(op, { client: { gateway_api_key: null } });
      t.equal(call.request.header('authorization'), `Bearer ${key}`, {
        what: `Authorization with ${variable} set`,
        in: call,
      });
    });
  }),
);

sdkRequirement(`${ID}-014`, { operations: CALLS, features: ['env'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const [variable] = keyVariables(t);
    await t.inEnvironment({ [variable]: `${t.keys.gateway}-of-the-environment` }, async (there) => {
      const call = await there.once(op, { client: { gateway_api_key: t.keys.gateway } });
      t.equal(call.request.header('authorization'), `Bearer ${t.keys.gateway}`, {
        what: `Authorization with another key in ${variable}`,
        in: call,
      });
    });
  }),
);

/** The variables that the SDK reads its gateway key from. */
function keyVariables(t: SdkTrial): readonly [string, ...string[]] {
  const keys = t.described.env.filter((name) => /KEY|TOKEN/i.test(name));
  // An SDK may read provider keys too; the gateway's is named after it, or after nobody.
  const named = keys.filter((name) => /GATEWAY/i.test(name));
  const [first, ...rest] = named.length > 0 ? named : keys.filter((name) => !PROVIDER.test(name));
  if (first === undefined) return t.skip('capability-not-declared', '`env` names no variable for the gateway key');
  return [first, ...rest];
}

/** Sends an operation to another origin by a redirect; `arrived` is what came there. */
async function redirected(
  t: SdkTrial,
  op: string,
  status: number,
): Promise<{ call: Call; arrived: readonly SeenRequest[] }> {
  const elsewhere = await t.serve(
    json({ error: { type: 'not_found_error', message: 'nothing here' } }, { status: 404 }),
  );
  const call = await t.once(op, {
    reply: (request) => text('', { status, headers: { Location: `${elsewhere.origin}${request.target}` } }),
  });
  return { call, arrived: elsewhere.requests };
}

function carries(request: SeenRequest, key: string | undefined): boolean {
  if (key === undefined) return false;
  return (
    request.target.includes(key) ||
    request.text.includes(key) ||
    request.headers.some(([, value]) => value.includes(key))
  );
}
