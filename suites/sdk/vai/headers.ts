import { sdkRequirement } from '../requirement.js';
import type { SdkTrial } from '../trial.js';
import { BLOCKING, CALLS, messageIn, POSTS, STREAMS, withMessage } from './operations.js';
import { refused } from './refusal.js';

const ID = 'VAI-SDK-HDR';
const ONCE = ['authorization', 'x-vai-version', 'content-type', 'accept', 'content-length', 'host'];

sdkRequirement(`${ID}-001`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    t.equal(call.request.header('x-vai-version')?.trim(), '1', { what: 'X-VAI-Version', in: call });
  }),
);

sdkRequirement(`${ID}-002`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    t.match(call.request.header('content-type'), /^application\/json(\s*;|$)/i, { what: 'Content-Type', in: call });
  }),
);

sdkRequirement(`${ID}-003`, { operations: STREAMS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    t.match(call.request.header('accept'), /(^|[\s,])text\/event-stream\b/i, { what: 'Accept of a stream', in: call });
  }),
);

sdkRequirement(`${ID}-004`, { operations: BLOCKING }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    // Without the header a server may send what it likes (RFC 9110, 12.5.1).
    t.match(call.request.header('accept') ?? '*/*', /(^|[\s,])(application\/(json|\*)|\*\/\*)/i, {
      what: 'Accept of a blocking call',
      in: call,
    });
  }),
);

sdkRequirement(`${ID}-005`, { operations: BLOCKING, features: ['default_headers'] }, defaultsArrive);
sdkRequirement(`${ID}-006`, { operations: STREAMS, features: ['default_headers'] }, defaultsArrive);

sdkRequirement(`${ID}-007`, { operations: CALLS, features: ['default_headers'], inBrowser: false }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op, { client: { default_headers: { 'X-VAI-Version': '2', 'User-Agent': 'app/7' } } });
    t.equal(call.request.headerAll('x-vai-version'), ['2'], {
      what: 'X-VAI-Version with a default header of that name',
      in: call,
    });
    t.equal(call.request.headerAll('user-agent'), ['app/7'], {
      what: 'User-Agent with a default header of that name',
      in: call,
    });
  }),
);

sdkRequirement(`${ID}-008`, { operations: CALLS, features: ['default_headers'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const value of ['a\r\nX-Forged: 1', 'a\nX-Forged: 1']) {
      await refused(
        t,
        op,
        { client: { default_headers: { 'X-Team': value } } },
        'a default header has a line break inside',
      );
    }
  }),
);

sdkRequirement(`${ID}-009`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const call = await t.once(op);
    t.equal(call.request.headerAll('authorization').length, 1, {
      what: 'The number of Authorization headers',
      in: call,
    });
    for (const name of ONCE) {
      // Some HTTP libraries join headers of one name with a comma.
      const values = call.request.headerAll(name).flatMap((value) => (name === 'accept' ? [value] : value.split(',')));
      t.that(values.length <= 1, {
        what: name,
        in: call,
        expected: 'at most one header of the name',
        actual: values.join(', '),
      });
    }
  }),
);

sdkRequirement(`${ID}-010`, { operations: ['models.list'] }, async (t: SdkTrial) => {
  const call = await t.once('models.list');
  t.equal(call.request.method, 'GET', { what: 'The method', in: call });
  t.equal(call.request.body.byteLength, 0, { what: 'The length of the body', in: call });
});

sdkRequirement(`${ID}-011`, { operations: POSTS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const messages = [{ role: 'user', content: 'é漢😀'.repeat(500) }];
    const call = await t.once(op, { request: withMessage(t, op, { messages }) });
    t.equal(messageIn(op, call.request.json()).messages, messages, { what: 'The messages that arrived', in: call });
    const length = call.request.header('content-length');
    if (length !== undefined) {
      t.equal(Number(length), call.request.body.byteLength, { what: 'Content-Length', in: call });
    }
  }),
);

async function defaultsArrive(t: SdkTrial): Promise<void> {
  await t.each(async (op) => {
    const call = await t.once(op, {
      client: { default_headers: { 'X-Team': 'blue', 'X-Request-ID': 'from-the-app' } },
    });
    t.equal(call.request.headerAll('x-team'), ['blue'], { what: 'The default header X-Team', in: call });
    t.equal(call.request.headerAll('x-request-id'), ['from-the-app'], {
      what: 'The default header X-Request-ID',
      in: call,
    });
  });
}
