/** The id by which both sides speak of one request. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { addressed, hello, helloRun } from './bodies.js';
import { MESSAGES, MODELS, member, RUNS, RUNS_STREAM } from './client.js';
import { assertRefused, type HeaderPatch } from './control.js';
import { letIn, showing } from './let-in.js';
import { asked, runStreamed, streamed } from './scenarios.js';
import { only } from './scenarios-answers.js';

const ID = 'X-Request-ID';
const any = { model: 'any' } as const;
const noToken = { Authorization: null };

/** The request id of an answer; a breach where there is none. */
function idOf(t: Trial, answer: Exchange): string {
  const id = answer.header(ID) ?? '';
  t.that(id.trim() !== '', {
    what: `The header ${ID}`,
    expected: 'present and not blank',
    actual: answer.header(ID) ?? 'absent',
    in: answer,
  });
  t.proved(`${answer.status} with ${ID}: ${id}`);
  return id;
}

requirement('VAI-GW-RID-001', {}, async (t) => {
  idOf(t, await letIn(t, {}, MODELS));
  const health = await t.send({ path: '/healthz' });
  t.equal([health.status, health.text.trim()], [200, 'ok'], { what: 'The answer of /healthz', in: health });
  idOf(t, health);
});
requirement('VAI-GW-RID-001', { ...any, variant: 'answers of a model' }, async (t) => {
  const bodies = { [MESSAGES]: hello, [RUNS]: helloRun, [RUNS_STREAM]: helloRun };
  for (const [path, body] of Object.entries(bodies)) {
    const answer = await t.send({ path, json: addressed(t, body), spends: true });
    t.equal(answer.status, 200, { what: 'The status', in: answer });
    t.oneOf(answer.text.includes('"message'), [true], { what: 'An answer of the model in the body', in: answer });
    idOf(t, answer);
  }
});

/** No request id of the client's, and one. */
function withAndWithout(t: Trial): readonly HeaderPatch[] {
  return [{ [ID]: null }, { [ID]: `probe-${t.seed}` }];
}

/** Requests that are refused, each in another place of the gateway. */
async function errors(t: Trial, headers: HeaderPatch): Promise<Exchange[]> {
  const cases = [
    { request: showing(t, MESSAGES, headers), refusal: { param: 'model' } },
    { request: showing(t, RUNS_STREAM, headers), refusal: { param: 'request' } },
    { request: { path: '/v1/nothing-here', headers }, refusal: { status: 404, type: 'not_found_error' } },
    { request: { path: MESSAGES, headers }, refusal: { status: 405, code: 'method_not_allowed' } },
    {
      request: { path: MODELS, headers: { ...headers, 'X-VAI-Version': '9' } },
      refusal: { code: 'unsupported_version' },
    },
  ];
  const answers: Exchange[] = [];
  for (const { request, refusal } of cases) {
    const answer = await t.send(request);
    assertRefused(t, answer, refusal);
    answers.push(answer);
  }
  return answers;
}

requirement('VAI-GW-RID-002', {}, async (t) => {
  for (const answer of await errors(t, {})) idOf(t, answer);
});
requirement('VAI-GW-RID-003', {}, async (t) => {
  const sent = `probe-${t.seed}`;
  const answers = [await letIn(t, { [ID]: sent }, MODELS), ...(await errors(t, { [ID]: sent }))];
  for (const answer of answers) t.equal(idOf(t, answer), sent, { what: `The header ${ID}`, in: answer });
});
requirement('VAI-GW-RID-003', { ...any, variant: 'streams' }, async (t) => {
  const sent = `probe-${t.seed}`;
  const bodies = { [MESSAGES]: { ...hello, stream: true }, [RUNS_STREAM]: helloRun };
  for (const [path, body] of Object.entries(bodies)) {
    const answer = await t.send({ path, json: addressed(t, body), headers: { [ID]: sent }, spends: true });
    t.oneOf(answer.events.length > 0, [true], { what: 'Events in the answer', in: answer });
    t.equal(idOf(t, answer), sent, { what: `The header ${ID}`, in: answer });
  }
});
requirement('VAI-GW-RID-004', {}, async (t) => {
  for (const headers of withAndWithout(t)) {
    for (const answer of await errors(t, headers)) {
      const inBody = member(answer.json(), 'error.request_id');
      t.equal(inBody, idOf(t, answer), { what: 'error.request_id', path: 'error.request_id', in: answer });
    }
  }
});
requirement('VAI-GW-RID-005', any, async (t) => {
  for (const headers of withAndWithout(t)) {
    const answer = await t.send({ path: RUNS_STREAM, json: addressed(t, helloRun), headers, spends: true });
    const start = answer.events.find(({ type }) => type === 'run_start');
    const about = { what: 'run_start.request_id', in: answer, at: start?.index ?? 0 };
    t.equal(start?.data.request_id, idOf(t, answer), about);
  }
});
requirement('VAI-GW-RID-006', {}, async (t) => {
  const ids = new Set<string>();
  for (let i = 0; i < 5; i++) ids.add(idOf(t, await letIn(t)));
  t.equal(ids.size, 5, { what: 'The number of different ids of five requests' });
});
requirement('VAI-GW-RID-007', {}, async (t) => {
  for (const blank of ['', '   ']) idOf(t, await letIn(t, { [ID]: blank }));
});
requirement('VAI-GW-RID-008', { profile: 'auth-required' }, async (t) => {
  for (const patch of [noToken, { Authorization: 'Bearer vai_sk_of_nobody' }]) {
    const answer = await t.send(showing(t, MESSAGES, { ...patch, [ID]: `probe-${t.seed}` }));
    assertRefused(t, answer, { status: 401, type: 'authentication_error' });
    t.equal(idOf(t, answer), `probe-${t.seed}`, { what: `The header ${ID}`, in: answer });
  }
});
requirement('VAI-GW-RID-009', { profile: 'cors' }, async (t) => {
  const origin = t.subject.setting('cors_origins').split(',')[0] ?? '';
  const preflight = { Origin: origin, 'Access-Control-Request-Method': 'POST', ...noToken };
  const answer = await t.send({ method: 'OPTIONS', path: MESSAGES, headers: preflight });
  t.oneOf(answer.status, [200, 204], { what: 'The status of the preflight', in: answer });
  idOf(t, answer);
});

/** The `error` frames of a message stream and a run stream that the model breaks off with an error. */
async function errorFrames(t: Trial): Promise<readonly (readonly [answer: Exchange, id: unknown])[]> {
  const answers = [await asked(t, streamed('error-mid')), await asked(t, runStreamed('error-mid'))];
  return answers.map((answer) => [answer, member(only(t, answer, 'error').data, 'error.request_id')]);
}

requirement('VAI-GW-RID-010', { model: 'scripted' }, async (t) => {
  for (const [answer, id] of await errorFrames(t)) {
    t.oneOf(id, [idOf(t, answer), undefined], {
      what: 'error.request_id',
      in: answer,
      hint: 'Put the id of the request into the frame.',
    });
  }
});
requirement('VAI-GW-RID-011', { model: 'scripted' }, async (t) => {
  for (const [answer, id] of await errorFrames(t)) {
    t.equal(id, idOf(t, answer), { what: 'error.request_id', in: answer });
  }
});
