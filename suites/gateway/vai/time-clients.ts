/** What becomes of clients that send too slowly, say no more, or leave. */
import { requirement } from '../../requirement.js';
import type { Trial } from '../../trial.js';
import { MODELS, member, messageRequest, rawHead, rawRequest } from './client.js';
import { message, requestFor } from './scenarios.js';
import { LATE_MS } from './time.js';

/** Enough for a request on loopback to reach the model, not for the answer to be there. */
const UNDER_WAY_MS = 30;

requirement('VAI-GW-TIME-011', { model: 'any', profile: 'read-timeouts', waits: true }, async (t: Trial) => {
  const request = messageRequest(t);
  await control(t);
  const body = JSON.stringify(request.json);
  const head = rawHead(t, { ...request, method: 'POST' }, [
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]);
  const exchange = await t.raw([head, body.slice(0, 10), { until: 'close' }], {
    timeoutMs: t.subject.settingNumber('read_timeout') + LATE_MS,
  });
  t.that(exchange.status === 0 || (exchange.status >= 400 && exchange.status < 500), {
    what: 'the answer to a body that never arrives whole',
    in: exchange,
    expected: 'a 4xx, or the end of the connection',
    actual: `status ${exchange.status}`,
  });
});

requirement('VAI-GW-TIME-012', { profile: 'read-timeouts', waits: true }, async (t: Trial) => {
  await control(t);
  const exchange = await t.raw([`GET ${t.target(MODELS)} HTTP/1.1\r\nHost: `, { until: 'close' }], {
    timeoutMs: t.subject.settingNumber('read_header_timeout') + LATE_MS,
  });
  t.that(exchange.closed !== 'open' && (exchange.status === 0 || exchange.status >= 400), {
    what: 'the connection whose request head never arrives whole',
    in: exchange,
    expected: 'closed',
    actual: exchange.closed === 'open' ? 'still open' : `status ${exchange.status}`,
  });
});

/** The gateway serves whoever sends in time. */
async function control(t: Trial): Promise<void> {
  const models = await t.shared('models', () => t.send({ path: MODELS }));
  t.that(Array.isArray(member(models.json(), 'models')), {
    what: 'the list of models',
    in: models,
    expected: 'an array',
    actual: models.text,
  });
}

requirement('VAI-GW-TIME-013', {}, async (t: Trial) => {
  await control(t);
  const exchange = await t.raw([
    rawRequest(t, { path: MODELS }, ['Connection: close']),
    { halfClose: true },
    { until: 'close' },
  ]);
  t.equal(exchange.status === 0 ? 'no answer' : exchange.status, 200, {
    what: 'the status for a client that sends no more',
    in: exchange,
  });
  t.that(Array.isArray(member(exchange.responses[0]?.json(), 'models')), {
    what: 'the answer to a client that sends no more',
    in: exchange,
    expected: 'the list of models',
    actual: exchange.text,
  });
});

requirement('VAI-GW-TIME-014', { model: 'scripted' }, async (t: Trial) => {
  const slow = rawRequest(t, requestFor(t, message('silence')));
  // Time for the request to be under way before the client leaves; where it is not, the client leaves all the same.
  await Promise.all([1, 2, 3].map(() => t.raw([slow, { pauseMs: UNDER_WAY_MS }, { reset: true }])));
  const exchange = await t.send(requestFor(t, message('text')));
  t.equal(exchange.status, 200, { what: 'the status of the next request', in: exchange });
  t.that(Array.isArray(member(exchange.json(), 'content')), {
    what: 'the answer to the next request',
    in: exchange,
    expected: 'a message',
    actual: exchange.text,
  });
});
