/** The headers of answers: what they are, and what they say of the tokens spent. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { addressed, type Body, hello, helloRun } from './bodies.js';
import { MESSAGES, MODELS, member, RUNS, RUNS_STREAM } from './client.js';
import { passes } from './control.js';
import { letIn } from './let-in.js';

const any = { model: 'any' } as const;

/** A blocking answer. */
async function blocking(t: Trial, path: string = MESSAGES, body: Body = hello): Promise<Exchange> {
  const answer = await passes(t, { path, json: addressed(t, body), spends: true });
  t.equal(answer.status, 200, { what: 'The status', in: answer });
  return answer;
}

/** A whole event stream; one of each kind is made for the whole chapter. */
async function stream(t: Trial, path: string): Promise<Exchange> {
  const body = path === MESSAGES ? { ...hello, stream: true } : helloRun;
  const answer = await t.shared(`stream ${path}`, () => t.send({ path, json: addressed(t, body), spends: true }));
  const types = answer.events.map(({ type }) => type);
  const first = path === MESSAGES ? 'message_start' : 'run_start';
  t.that(types.includes(first), {
    what: 'The stream',
    expected: `events with a ${first}`,
    actual: types.join(' '),
    in: answer,
  });
  return answer;
}

requirement('VAI-GW-HDR-001', {}, async (t: Trial) => {
  const refused = await t.send({ path: '/v1/nothing-here' });
  t.equal(member(refused.json(), 'error.type'), 'not_found_error', { what: 'error.type', in: refused });
  for (const answer of [await letIn(t), await letIn(t, {}, MODELS), refused])
    assertType(t, answer, /^application\/json\b/i);
});
requirement('VAI-GW-HDR-001', { ...any, variant: 'answers of a model' }, async (t: Trial) => {
  for (const answer of [await blocking(t), await blocking(t, RUNS, helloRun)])
    assertType(t, answer, /^application\/json\b/i);
});
requirement('VAI-GW-HDR-002', any, async (t: Trial) => {
  for (const path of [MESSAGES, RUNS_STREAM]) assertType(t, await stream(t, path), /^text\/event-stream\b/i);
});
requirement('VAI-GW-HDR-003', {}, async (t: Trial) => {
  for (const answer of [await letIn(t), await letIn(t, {}, MODELS)]) assertType(t, answer, CHARSET);
});
requirement('VAI-GW-HDR-003', { ...any, variant: 'answers of a model' }, async (t: Trial) => {
  const answers = [await blocking(t), await stream(t, MESSAGES), await stream(t, RUNS_STREAM)];
  for (const answer of answers) assertType(t, answer, CHARSET);
});

const CHARSET = /;\s*charset="?utf-8"?/i;

function assertType(t: Trial, answer: Exchange, pattern: RegExp): void {
  const type = answer.header('content-type');
  t.match(type, pattern, { what: 'The header Content-Type', in: answer });
  t.proved(`${answer.request.path}: ${type}`);
}

/** Rules that a header of a blocking answer repeats a member of its body. */
const repeated: readonly (readonly [id: string, header: string, path: string])[] = [
  ['VAI-GW-HDR-004', 'X-Input-Tokens', 'usage.input_tokens'],
  ['VAI-GW-HDR-005', 'X-Output-Tokens', 'usage.output_tokens'],
  ['VAI-GW-HDR-006', 'X-Total-Tokens', 'usage.total_tokens'],
  ['VAI-GW-HDR-007', 'X-Model', 'model'],
];
for (const [id, header, path] of repeated) {
  requirement(id, any, async (t: Trial) => {
    const answer = await blocking(t);
    const said = member(answer.json(), path);
    t.oneOf(typeof said, ['number', 'string'], { what: `The type of ${path}`, path, in: answer });
    t.equal(answer.header(header), String(said), { what: `The header ${header}`, path, in: answer });
    t.proved(`${header}: ${answer.header(header)}`);
  });
}

/** Rules on a header of both kinds of event stream. */
function streamHeader(
  id: string,
  header: string,
  holds: (value: string | undefined) => boolean,
  expected: string,
): void {
  requirement(id, any, async (t: Trial) => {
    for (const path of [MESSAGES, RUNS_STREAM]) {
      const answer = await stream(t, path);
      const value = answer.header(header);
      t.that(holds(value), { what: `The header ${header}`, expected, actual: value ?? 'absent', in: answer });
      t.proved(`${path}: ${header} ${value ?? 'absent'}`);
    }
  });
}
const directives = (value: string | undefined) =>
  (value ?? '').split(',').map((directive) => directive.trim().toLowerCase());
streamHeader('VAI-GW-HDR-008', 'Cache-Control', (value) => directives(value).includes('no-cache'), 'no-cache');
streamHeader('VAI-GW-HDR-009', 'X-Accel-Buffering', (value) => value === 'no', 'no');
streamHeader('VAI-GW-HDR-010', 'Content-Length', (value) => value === undefined, 'absent');
