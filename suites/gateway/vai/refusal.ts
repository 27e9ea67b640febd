import { type Needs, requirement } from '../../requirement.js';
import type { Exchange, ProbeRequest, Trial } from '../../trial.js';
import { passes } from './acceptance.js';
import { addressed, type Body, hello } from './bodies.js';
import { type Change, changed } from './change.js';
import { MESSAGES, member, RUNS } from './client.js';

/** What a member of an error may be: this text, a text of this form, absent (`null`), or one of several of these. */
export type Allowed = string | null | RegExp | readonly (string | null)[];

/** How a request has to be refused. What is left out of `param` and `code` is not looked at. */
export interface Refusal {
  /** Default: 400. */
  readonly status?: number | readonly number[];
  /** Default: `invalid_request_error`. */
  readonly type?: string;
  /** Default in rows that change a body: the path of the change; `undefined`, where it is said, looks at nothing. */
  readonly param?: Allowed | undefined;
  readonly code?: Allowed;
}

export type HeaderPatch = NonNullable<ProbeRequest['headers']>;

/** How a row is asked, where it differs from its chapter's usual way. */
export interface Asking extends Needs {
  readonly path?: string;
  /**
   * The control asks more of the gateway than the model under test: another provider, a voice, a tool. It proves what it
   * has to by getting past validation, whatever becomes of it there.
   */
  readonly lenient?: boolean;
}

type Row = (id: string, valid: Body, change: Change | readonly Change[], expected?: Refusal, asking?: Asking) => void;

/**
 * A negative requirement on `POST /v1/messages`: the valid body is accepted; with the change made it is refused. Of several
 * changes each is refused by itself.
 */
export const refusal: Row = rowsOn(MESSAGES);

/** The same on `POST /v1/runs`. */
export const runRefusal: Row = rowsOn(RUNS);

function rowsOn(usual: string): Row {
  return (id, valid, change, expected = {}, asking = {}) => {
    const { path = usual, lenient = false, ...needs } = asking;
    requirement(id, needs, async (t) => {
      const body = addressed(t, valid);
      await passes(t, { path, json: body, spends: true }, { lenient, unlike: expected });
      for (const one of [change].flat()) {
        const answer = await t.send({ path, json: changed(body, one) });
        assertRefused(t, answer, { param: Object.keys(one)[0] ?? null, ...expected });
      }
    });
  };
}

/** Bodies that no `JSON.stringify` makes: `wrong` derives them from the text of a valid one. By default they have no param. */
export function textRefusal(id: string, wrong: (valid: string) => readonly string[], param: Allowed = null): void {
  requirement(id, {}, async (t) => {
    const valid = addressed(t, hello);
    await passes(t, { path: MESSAGES, json: valid, spends: true });
    for (const body of wrong(JSON.stringify(valid))) {
      assertRefused(t, await t.send({ method: 'POST', path: MESSAGES, body }), { param });
    }
  });
}

/** The request passes as it stands, and is refused with each of these patches to its headers. */
export async function refusedWithHeaders(
  t: Trial,
  request: ProbeRequest,
  patches: readonly HeaderPatch[],
  expected: Refusal,
  lenient = false,
): Promise<void> {
  await passes(t, request, { lenient, unlike: expected });
  for (const patch of patches) {
    assertRefused(t, await t.send({ ...request, headers: { ...request.headers, ...patch } }), expected);
  }
}

/** Asserts that an answer is this refusal, in the contract's envelope, and names it as evidence. */
export function assertRefused(t: Trial, answer: Exchange, expected: Refusal): void {
  t.oneOf(answer.status, [expected.status ?? 400].flat(), { what: 'The status', in: answer });
  const error = member(answer.json(), 'error');
  const type = expected.type ?? 'invalid_request_error';
  t.equal(member(error, 'type'), type, { what: 'error.type', path: 'error.type', in: answer });
  t.match(member(error, 'message'), /\S/, { what: 'error.message', path: 'error.message', in: answer });
  for (const name of ['param', 'code'] as const) {
    const allowed = expected[name];
    if (allowed !== undefined) assertAllowed(t, answer, `error.${name}`, member(error, name), allowed);
  }
  const said = ['param', 'code'].map((name) => member(error, name)).filter((value) => value !== undefined);
  t.proved([answer.status, type, ...said].join(' '));
}

/** Asserts that a refusal on a stream's route came before there was a stream: as JSON, with a status of its own. */
export function assertRefusedPlainly(t: Trial, answer: Exchange, expected: Refusal): void {
  assertRefused(t, answer, expected);
  t.match(answer.header('content-type'), /^application\/json\b/, {
    what: 'The content type of the refusal',
    in: answer,
  });
}

function assertAllowed(t: Trial, answer: Exchange, path: string, actual: unknown, allowed: Allowed): void {
  const about = { what: path, path, in: answer };
  if (allowed instanceof RegExp) {
    t.match(actual, allowed, about);
  } else {
    const values = typeof allowed === 'string' || allowed === null ? [allowed] : allowed;
    t.oneOf(
      actual,
      values.map((value) => value ?? undefined),
      about,
    );
  }
}

/** One entry of `compat_issues`, without its message. */
export interface Issue {
  readonly code: string;
  readonly param: string;
}

/** Asserts that a compatibility refusal lists just these issues, in any order, each an error with a message. */
export function assertIssues(t: Trial, answer: Exchange, expected: readonly Issue[]): void {
  assertRefused(t, answer, { param: null, code: null });
  const path = 'error.compat_issues';
  const listed = member(answer.json(), path);
  const issues: unknown[] = Array.isArray(listed) ? listed : [];
  const found = issues.map((issue) => {
    t.equal(member(issue, 'severity'), 'error', { what: 'The severity of an issue', path, in: answer });
    t.match(member(issue, 'message'), /\S/, { what: 'The message of an issue', path, in: answer });
    return `${String(member(issue, 'code'))} ${String(member(issue, 'param'))}`;
  });
  const wanted = expected.map(({ code, param }) => `${code} ${param}`);
  t.equal(found.sort(), wanted.sort(), { what: 'The list of issues', path, in: answer });
  t.proved(wanted.join(', '));
}

/** Asserts that a request was refused because its client asks for too much at a time, before any stream began. */
export function assertLimited(t: Trial, answer: Exchange): void {
  assertRefusedPlainly(t, answer, { status: 429, type: 'rate_limit_error' });
}

/** Asserts that header and body agree on a whole number of seconds, and returns it. */
export function assertRetryAfter(t: Trial, answer: Exchange): number {
  const header = answer.header('retry-after');
  t.match(header, /^[1-9]\d*$/, { what: 'The header Retry-After', in: answer });
  const path = 'error.retry_after';
  t.equal(member(answer.json(), path), Number(header), { what: path, path, in: answer });
  t.proved(`Retry-After: ${header}`);
  return Number(header);
}
