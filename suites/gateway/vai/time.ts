/** Pings, and what becomes of models that take too long. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { member } from './client.js';
import { asked, message, run, runStreamed, streamed } from './scenarios.js';
import { answered, eventsOf, only } from './scenarios-answers.js';

const pings = { model: 'scripted', profile: 'pings', waits: true } as const;
const idle = { model: 'scripted', profile: 'idle', waits: true } as const;
const duration = { model: 'scripted', profile: 'duration', waits: true } as const;
const cap = { model: 'scripted', profile: 'request-timeout', waits: true } as const;

/**
 * How late a timer of the gateway may be seen to act: two cores that serve the whole suite at once were seen to hold
 * events back by a few hundred milliseconds. What is told apart here lies seconds apart.
 */
export const LATE_MS = 2_000;

/** Two clocks that count the same time may differ by their resolution. */
const CLOCK_SLACK_MS = 20;

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
  t.oneOf(exchange.status, [504, 408], { what: 'the status', in: exchange });
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
