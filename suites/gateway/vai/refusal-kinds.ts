import type { Exchange, Trial } from '../../trial.js';
import { member } from './client.js';
import { assertRefused, type Refusal } from './control.js';

/** Asserts that a refusal on a stream's route came before there was a stream: as JSON, with a status of its own. */
export function assertRefusedPlainly(t: Trial, answer: Exchange, expected: Refusal): void {
  assertRefused(t, answer, expected);
  t.match(answer.header('content-type'), /^application\/json\b/i, {
    what: 'The content type of the refusal',
    in: answer,
  });
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
