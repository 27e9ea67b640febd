import { sdkRequirement } from '../requirement.js';
import { headStep, json, text } from '../server/replies.js';
import type { SdkTrial } from '../trial.js';
import { ID, MESSAGE, refusal, says, TYPES } from './errors.js';
import { CALLS, CREATES } from './operations.js';

sdkRequirement(`${ID}-021`, { operations: CREATES, errorFields: ['type'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const [, status, type] of [...TYPES, ['', 502, 'api_error'], ['', 418, 'api_error']] as const) {
      const call = await t.once(op, { reply: json({ error: { message: MESSAGE } }, { status }) });
      t.equal(t.kind(call, ['api']).type, type, {
        what: `The type of an error without one, for a ${status},`,
        in: call,
      });
    }
  }),
);

sdkRequirement(`${ID}-022`, { operations: CREATES, errorFields: ['message'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const error of [{ type: 'api_error' }, { type: 'api_error', message: '' }]) {
      const call = await t.once(op, { reply: json({ error }, { status: 500 }) });
      t.match(t.kind(call, ['api']).message, /\S/, { what: 'The message of an error that brought none', in: call });
    }
  }),
);

sdkRequirement(`${ID}-023`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const page of [
      '<html><body>Bad gateway</body></html>',
      '\n <!DOCTYPE html>\n<HTML><h1>Bad gateway</h1></HTML>',
    ]) {
      const call = await t.once(op, { reply: text(page, { status: 502, headers: { 'Content-Type': 'text/html' } }) });
      const { message } = t.kind(call, ['api']);
      t.that(!/<\w/.test(String(message)), {
        what: 'The message of an HTML error page',
        in: call,
        expected: 'no markup',
        actual: String(message),
      });
    }
  }),
);

sdkRequirement(`${ID}-024`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const status of [401, 500, 529]) {
      const call = await t.once(op, { reply: text('', { status }) });
      t.kind(call, ['api'], { what: `The error for a ${status} with an empty body` });
    }
  }),
);

sdkRequirement(`${ID}-025`, { operations: CREATES }, (t: SdkTrial) =>
  t.each(async (op) => {
    const broken = '{"error":{"type":"rate_limit_error","mess';
    const head = headStep(429, { 'Content-Type': 'application/json', 'Content-Length': '500' });
    const replies = {
      'is no JSON': text('slow down', { status: 429 }),
      'is half of a JSON text': text(broken, { status: 429, headers: { 'Content-Type': 'application/json' } }),
      'breaks off': [head, { step: 'write', bytes: Buffer.from(broken) }, { step: 'truncate' }] as const,
    };
    for (const [how, reply] of Object.entries(replies)) {
      const call = await t.once(op, { reply });
      const error = t.kind(call, ['api'], { what: `The error for a body that ${how}` });
      if (t.judgesError('http_status'))
        t.equal(error.http_status, 429, { what: `The status where the body ${how}`, in: call });
    }
  }),
);

sdkRequirement(`${ID}-026`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const body of [{ message: 'x' }, { error: 'x' }, { error: null }, { error: [1] }, [], 'x', 7, null, {}]) {
      const call = await t.once(op, { reply: json(body, { status: 400 }) });
      t.kind(call, ['api'], { what: `The error for the body ${JSON.stringify(body)}` });
    }
  }),
);

sdkRequirement(`${ID}-027`, { operations: CALLS }, (t: SdkTrial) =>
  t.each(async (op) => {
    const inner = 'internal-host-10-0-0-7';
    for (const body of [`upstream ${inner} failed`, JSON.stringify({ trace: inner }), `<p>${inner}</p>`]) {
      const call = await t.once(op, { reply: text(body, { status: 500 }) });
      const { message } = t.kind(call, ['api']);
      t.that(!String(message).includes(inner), {
        what: 'The message where the body cannot be understood',
        in: call,
        expected: 'neutral words',
        actual: String(message),
        hint: 'Say the status; keep the body for a debug field.',
      });
    }
  }),
);

sdkRequirement(`${ID}-028`, { operations: CREATES, errorFields: ['type', 'message'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    const empty = {
      param: null,
      code: null,
      request_id: null,
      retry_after: null,
      provider_error: null,
      compat_issues: null,
    };
    for (const members of [empty, { x_future: { a: 1 }, x_list: [] }]) {
      const call = await t.once(op, { reply: refusal(403, 'permission_error', members) });
      const error = t.kind(call, ['api']);
      t.equal(error.type, 'permission_error', { what: 'The type', in: call });
      says(t, error.message, MESSAGE);
    }
  }),
);

sdkRequirement(`${ID}-029`, { operations: CREATES, errorFields: ['type', 'message'] }, (t: SdkTrial) =>
  t.each(async (op) => {
    for (const members of [
      { code: 1013 },
      { retry_after: 1.5 },
      { retry_after: '3' },
      { param: 5 },
      { request_id: 9 },
    ]) {
      const call = await t.once(op, { reply: refusal(429, 'rate_limit_error', members) });
      const error = t.kind(call, ['api']);
      t.equal(error.type, 'rate_limit_error', {
        what: `The type of an error with ${JSON.stringify(members)}`,
        in: call,
      });
      says(t, error.message, MESSAGE);
    }
  }),
);
