/** Errors before a stream: their form, and what becomes of a model provider's refusal. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { voice } from './bodies.js';
import { MESSAGES, MODELS, member, RUNS, RUNS_STREAM } from './client.js';
import { asked, message, run, runStreamed, streamed } from './scenarios.js';
import { answersAtAll, keptByAll, lawOfFailures } from './scenarios-laws.js';

const scripted = { model: 'scripted' } as const;

/** What a model provider answers, and what a client is to see of it. */
export const UPSTREAM = [
  { id: 'VAI-GW-ERR-005', scenario: 'upstream-400', status: 400, type: 'invalid_request_error' },
  { id: 'VAI-GW-ERR-006', scenario: 'upstream-401', status: 401, type: 'authentication_error' },
  { id: 'VAI-GW-ERR-007', scenario: 'upstream-403', status: 403, type: 'permission_error' },
  { id: 'VAI-GW-ERR-008', scenario: 'upstream-404', status: 404, type: 'not_found_error' },
  { id: 'VAI-GW-ERR-009', scenario: 'upstream-429', status: 429, type: 'rate_limit_error' },
  { id: 'VAI-GW-ERR-010', scenario: 'upstream-500', status: 500, type: 'api_error' },
  { id: 'VAI-GW-ERR-011', scenario: 'upstream-529', status: 529, type: 'overloaded_error' },
] as const;

for (const { id, scenario, status, type } of UPSTREAM) {
  requirement(id, scripted, async (t: Trial) => {
    await answersAtAll(t);
    isError(t, await asked(t, message(scenario)), status, type);
  });
}

requirement('VAI-GW-ERR-014', scripted, async (t: Trial) => {
  await answersAtAll(t);
  for (const { scenario, status, type } of UPSTREAM) isError(t, await asked(t, run(scenario)), status, type);
});

requirement('VAI-GW-ERR-021', scripted, async (t: Trial) => {
  await answersAtAll(t);
  const exchange = await asked(t, message('upstream-429'));
  isError(t, exchange, 429, 'rate_limit_error');
  t.that(Number(member(exchange.json(), 'error.retry_after')) > 0, {
    what: 'error.retry_after',
    in: exchange,
    expected: 'the seconds that the model provider asked to wait',
    actual: exchange.text,
  });
});

/** Asserts the HTTP error, in its envelope. */
function isError(t: Trial, exchange: Exchange, status: number, type: string): void {
  t.equal(exchange.status, status, { what: 'the status', in: exchange });
  t.equal(member(exchange.json(), 'error.type'), type, { what: 'error.type', in: exchange, path: 'error.type' });
}

for (const [variant, path, stream] of [
  ['message', MESSAGES, { stream: true }],
  ['run', RUNS_STREAM, {}],
] as const) {
  const body = (t: Trial, messages: unknown) => {
    const request = { model: t.subject.model.name, max_tokens: 256, ...stream, messages };
    return variant === 'message' ? request : { request };
  };
  requirement('VAI-GW-ERR-004', { model: 'any', variant }, async (t: Trial) => {
    const control = await asked(t, variant === 'message' ? streamed('text') : runStreamed('text'));
    t.match(control.header('content-type'), /^text\/event-stream\b/i, {
      what: 'Content-Type of a stream',
      in: control,
    });
    const answer = await t.send({ path, headers: { Accept: 'text/event-stream' }, json: body(t, []) });
    isError(t, answer, 400, 'invalid_request_error');
    t.match(answer.header('content-type'), /^application\/json\b/i, {
      what: 'Content-Type of a refused stream',
      in: answer,
      hint: 'Validate before the stream begins, and answer as to a blocking request.',
    });
  });
}

for (const id of ['VAI-GW-ERR-001', 'VAI-GW-ERR-002', 'VAI-GW-ERR-003', 'VAI-GW-ERR-022']) {
  requirement(id, {}, async (t: Trial) => keptByAll(t, await refusals(t)));
  requirement(id, { ...scripted, variant: 'of the model provider' }, async (t: Trial) => {
    await answersAtAll(t);
    const names = [...UPSTREAM.map(({ scenario }) => scenario), 'upstream-unclassified', 'upstream-not-json'];
    keptByAll(
      t,
      await Promise.all(
        names
          .flatMap((name) => [message(name), run(name), streamed(name), runStreamed(name)])
          .map((ask) => asked(t, ask)),
      ),
    );
  });
}

/** Errors of many kinds, none of which needs a model; the list of models shows that not everything is an error. */
async function refusals(t: Trial): Promise<readonly Exchange[]> {
  const models = await t.shared('models', () => t.send({ path: MODELS }));
  t.equal(models.status, 200, { what: 'the status of the list of models', in: models });
  t.that(Array.isArray(member(models.json(), 'models')), {
    what: 'the list of models',
    in: models,
    expected: 'an array',
    actual: models.text,
  });
  const request = { model: t.subject.model.name, messages: [{ role: 'user', content: 'hello' }] };
  return t.shared('refusals', () =>
    Promise.all([
      t.send({ path: MESSAGES, body: '{"model":' }),
      t.send({ path: MESSAGES, json: { ...request, messages: [] } }),
      t.send({ path: MESSAGES, json: { ...request, model: 'acme/nothing' } }),
      t.send({ path: MESSAGES, json: request, headers: { 'X-VAI-Version': '2' } }),
      t.send({ path: MESSAGES }),
      t.send({ path: '/v1/nothing' }),
      t.send({ path: RUNS, json: { request, run: { max_turns: 65 } } }),
      t.send({ path: RUNS_STREAM, json: { request: { ...request, messages: [] } } }),
    ]),
  );
}

const afterStart = [runStreamed('cut-reset'), streamed('cut-reset'), runStreamed('error-mid'), run('cut-reset')];
lawOfFailures('VAI-GW-ERR-019', [...afterStart, message('cut-reset')]);

for (const ask of [streamed, runStreamed]) {
  const mouth = ask('voice').mouth;
  requirement('VAI-GW-ERR-020', { ...scripted, variant: mouth }, async (t: Trial) => {
    const control = await asked(t, ask('voice'));
    t.match(control.header('content-type'), /^text\/event-stream\b/i, {
      what: 'Content-Type of a stream',
      in: control,
    });
    const answer = await asked(t, ask('voice', { request: { voice, tts_model: 'acme/voice-1' } }));
    isError(t, answer, 400, 'invalid_request_error');
    // Whether a run puts `request.` before it is asked by a rule of its own.
    t.oneOf(member(answer.json(), 'error.param'), ['tts_model', 'request.tts_model'], {
      what: 'error.param',
      in: answer,
      hint: 'Look at the voice before the stream begins, and before the model is asked.',
    });
  });
}
