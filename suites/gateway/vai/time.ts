/** Pings, and what becomes of models and clients that take too long. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { MODELS, member, messageRequest, rawHead, rawRequest } from './client.js';
import { asked, message, requestFor, run, runStreamed, streamed } from './scenarios.js';
import { answered, eventsOf, only } from './scenarios-answers.js';

const pings = { model: 'scripted', profile: 'pings', waits: true } as const;
const idle = { model: 'scripted', profile: 'idle', waits: true } as const;
const duration = { model: 'scripted', profile: 'duration', waits: true } as const;
const cap = { model: 'scripted', profile: 'request-timeout', waits: true } as const;

/**
 * How late a timer of the gateway may be seen to act: two cores that serve the whole suite at once were seen to hold
 * events back by a few hundred milliseconds. What is told apart here lies seconds apart.
 */
const LATE_MS = 2_000;

/** Two clocks that count the same time may differ by their resolution. */
const CLOCK_SLACK_MS = 20;

/** Enough for a request on loopback to reach the model, not for the answer to be there. */
const UNDER_WAY_MS = 30;

requirement('VAI-GW-TIME-001', idle, async (t: Trial) => {
  const exchange = await asked(t, streamed('silence'));
  between(t, exchange, 'message_start', 'error');
});

requirement('VAI-GW-TIME-002', pings, async (t: Trial) => {
  const exchange = await asked(t, streamed('slow-start'));
  const first = exchange.events[0];
  t.equal(first?.type, 'ping', { what: 'the first frame, while the model has yet to begin', in: exchange, at: 0 });
  only(t, exchange, 'message_stop');
});

requirement('VAI-GW-TIME-003', pings, async (t: Trial) => {
  const exchange = await asked(t, runStreamed('slow-start'));
  between(t, exchange, 'run_start', 'run_complete');
});

/** Asserts that a ping came between two frames. */
function between(t: Trial, exchange: Exchange, from: string, to: string): void {
  const start = only(t, exchange, from).index;
  const end = only(t, exchange, to).index;
  const ping = eventsOf(exchange, 'ping').find(({ index }) => index > start && index < end);
  t.that(ping !== undefined, {
    what: `what came between ${from} and ${to} while the model was silent`,
    in: exchange,
    expected: 'a ping',
    actual: exchange.events.map(({ type }) => type).join(', '),
  });
  t.proved(`event ${ping.index} ping at ${Math.round(ping.at)} ms`);
}

requirement('VAI-GW-TIME-004', idle, async (t: Trial) => {
  const exchange = await asked(t, streamed('silence'));
  t.equal(exchange.events.find(({ type }) => type !== 'ping')?.type, 'message_start', {
    what: 'the first frame',
    in: exchange,
  });
  endsInApiError(t, exchange, t.subject.settingNumber('stream_idle_timeout'));
});

requirement('VAI-GW-TIME-005', idle, async (t: Trial) => {
  const exchange = await asked(t, runStreamed('silence'));
  t.equal(exchange.events[0]?.type, 'run_start', { what: 'the first frame', in: exchange });
  endsInApiError(t, exchange, t.subject.settingNumber('stream_idle_timeout'));
});

requirement('VAI-GW-TIME-006', idle, async (t: Trial) => {
  const exchange = await asked(t, streamed('silence'));
  const lastOfModel = exchange.events.filter(({ type }) => type !== 'ping' && type !== 'error').at(-1)?.index ?? 0;
  t.that(
    eventsOf(exchange, 'ping').some(({ index }) => index > lastOfModel),
    {
      what: 'what came while the model was silent',
      in: exchange,
      expected: 'pings',
      actual: exchange.events.map(({ type }) => type).join(', '),
    },
  );
  endsInApiError(t, exchange, t.subject.settingNumber('stream_idle_timeout'));
});

requirement('VAI-GW-TIME-007', duration, async (t: Trial) => {
  const exchange = await asked(t, streamed('silence'));
  t.equal(exchange.events[0]?.type, 'message_start', { what: 'the first frame', in: exchange });
  endsInApiError(t, exchange, t.subject.settingNumber('sse_max_duration'));
});

requirement('VAI-GW-TIME-008', duration, async (t: Trial) => {
  const exchange = await asked(t, runStreamed('silence'));
  t.equal(exchange.events[0]?.type, 'run_start', { what: 'the first frame', in: exchange });
  const last = exchange.events.filter(({ type }) => type !== 'ping').at(-1);
  t.oneOf(last?.type, ['run_complete', 'error'], { what: 'the last frame', in: exchange });
  inTime(t, exchange, t.subject.settingNumber('sse_max_duration'));
});

requirement('VAI-GW-TIME-009', cap, async (t: Trial) => {
  await answered(t, message('text'));
  const exchange = await asked(t, message('silence'));
  t.equal(exchange.status, 504, { what: 'the status', in: exchange });
  t.equal(member(exchange.json(), 'error.type'), 'api_error', { what: 'error.type', in: exchange });
  inTime(t, exchange, t.subject.settingNumber('total_request_timeout'));
});

requirement('VAI-GW-TIME-010', cap, async (t: Trial) => {
  const answer = await answered(t, run('silence'));
  answer.is('stop_reason', 'timeout');
  inTime(t, answer.exchange, t.subject.settingNumber('total_request_timeout'));
});

function endsInApiError(t: Trial, exchange: Exchange, limitMs: number): void {
  const last = exchange.events.filter(({ type }) => type !== 'ping').at(-1);
  t.equal(last?.type, 'error', { what: 'the last frame', in: exchange, ...(last ? { at: last.index } : {}) });
  t.equal(member(last?.data, 'error.type'), 'api_error', { what: 'error.type', in: exchange });
  inTime(t, exchange, limitMs);
}

/** The request is sent before the gateway starts its timer, so the end cannot be seen any earlier than it may come. */
function inTime(t: Trial, exchange: Exchange, limitMs: number): void {
  t.that(exchange.endAt > limitMs - CLOCK_SLACK_MS && exchange.endAt < limitMs + LATE_MS, {
    what: 'the end of the answer',
    in: exchange,
    expected: `at ${limitMs} ms or soon after`,
    actual: `${Math.round(exchange.endAt)} ms`,
  });
}

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
  t.equal(exchange.status, 200, { what: 'the status for a client that sends no more', in: exchange });
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
