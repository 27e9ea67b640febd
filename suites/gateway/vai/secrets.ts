/** Keys stay where they belong: no answer shows them. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { MESSAGES, MODELS, member, messageRequest } from './client.js';
import { refused } from './control.js';
import { asked, message, run, runStreamed, streamed } from './scenarios.js';
import { eventsOf } from './scenarios-answers.js';
import { answersAtAll, keptByAll, lawOfFailures } from './scenarios-laws.js';

const scripted = { model: 'scripted' } as const;

/** Answers of every kind: whole and streamed, good and bad, with a model's words or without. */
const everyKind = [
  message('text'),
  streamed('text'),
  message('echo-request'),
  run('search-once'),
  runStreamed('search-once'),
  message('upstream-401'),
  message('upstream-leaks-key'),
  streamed('upstream-leaks-key'),
  runStreamed('upstream-leaks-key'),
  runStreamed('tool-fails'),
  streamed('cut-reset'),
];
const errors = [
  message('upstream-401'),
  message('upstream-leaks-key'),
  streamed('upstream-leaks-key'),
  run('upstream-leaks-key'),
  runStreamed('upstream-leaks-key'),
  message('upstream-not-json'),
];

requirement('VAI-GW-SEC-001', { model: 'any' }, async (t: Trial) => {
  const { gateway } = t.subject.keys;
  if (gateway === null) return t.skip('needs-configuration', 'needs a gateway key');
  await answersAtAll(t);
  const asks = t.subject.model.kind === 'live' ? everyKind.filter((ask) => ask.live) : everyKind;
  const others = [
    t.send({ path: MODELS }),
    t.send({ path: '/v1/nothing' }),
    t.send({ path: MESSAGES, body: '{' }),
    t.send({ path: MESSAGES, json: { model: t.subject.model.name, messages: [] } }),
    t.send({ path: MESSAGES, json: {}, headers: { 'X-VAI-Version': '2' } }),
  ];
  const exchanges = await Promise.all([...asks.map((ask) => asked(t, ask)), ...others]);
  for (const exchange of exchanges) hides(t, exchange, gateway, 'the gateway key');
  keptByAll(t, exchanges);
});

lawOfFailures('VAI-GW-SEC-002', errors);

requirement('VAI-GW-SEC-003', scripted, async (t: Trial) => {
  const blocking = await asked(t, run('tool-leaks-key'));
  const streaming = await asked(t, runStreamed('tool-leaks-key'));
  const results = [
    { exchange: blocking, result: member(blocking.json(), 'result.steps[0].tool_results[0]') },
    { exchange: streaming, result: eventsOf(streaming, 'tool_result')[0]?.data },
  ];
  for (const { exchange, result } of results) {
    t.equal(member(result, 'is_error'), true, {
      what: 'is_error of a call whose provider refuses the key and quotes it',
      in: exchange,
    });
    for (const key of Object.values(t.subject.keys.providers)) hides(t, exchange, key, "a tool provider's key");
  }
});

requirement('VAI-GW-SEC-004', scripted, async (t: Trial) => {
  await answersAtAll(t);
  for (const ask of [
    message('upstream-leaks-key'),
    streamed('upstream-leaks-key'),
    runStreamed('upstream-leaks-key'),
  ]) {
    const exchange = await asked(t, ask);
    const error = exchange.status === 200 ? exchange.events.at(-1)?.data : exchange.json();
    t.equal(member(error, 'error.type'), 'authentication_error', {
      what: 'the type of an error whose text quotes a key',
      in: exchange,
    });
    for (const key of Object.values(t.subject.keys.providers)) hides(t, exchange, key, "a model provider's key");
  }
});

requirement('VAI-GW-SEC-005', { profile: 'auth-required' }, async (t: Trial) => {
  const token = `wrong-token-${t.seed}`;
  const answer = await refused(t, {
    request: { path: MODELS, headers: { Authorization: `Bearer ${token}` } },
    control: { path: MODELS },
    status: 401,
    type: 'authentication_error',
  });
  hides(t, answer, token, 'the refused token');
});

requirement('VAI-GW-SEC-006', { model: 'any' }, async (t: Trial) => {
  const mark = `quoted-${t.seed}`;
  const answer = await refused(t, {
    request: { path: MESSAGES, body: `{"model": ${mark}, "${mark}": [` },
    control: messageRequest(t),
    status: 400,
    type: 'invalid_request_error',
  });
  hides(t, answer, mark, 'the malformed body');
});

/** Asserts that no byte of the answer's headers or body shows the secret. */
function hides(t: Trial, exchange: Exchange, secret: string, name: string): void {
  const head = exchange.headers.map(([key, value]) => `${key}: ${value}`).join('\n');
  const where = head.includes(secret) ? 'a header' : exchange.text.includes(secret) ? 'the body' : undefined;
  t.that(where === undefined, {
    what: 'an answer',
    in: exchange,
    expected: `${name} nowhere`,
    actual: `${name} in ${where}`,
  });
}
