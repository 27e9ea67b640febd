import type { Exchange, ProbeRequest, Trial } from '../../trial.js';
import { MESSAGES, member } from './client.js';

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

/** How a request has to pass. */
export interface Passing {
  /** Past validation is enough: what becomes of it behind the gateway is not what the test is about. */
  readonly lenient?: boolean;
  /** The refusal that the request must not meet, whatever else it meets. */
  readonly unlike?: { readonly type?: string; readonly code?: unknown };
}

/** A request that must be refused, beside one that differs only in the fault and must pass. */
export interface RefusedCase extends Refusal, Pick<Passing, 'lenient'> {
  readonly request: ProbeRequest;
  readonly control: ProbeRequest;
}

/**
 * Sends the control, which must pass, then the faulty request, which must be refused as told. Returns the refusal.
 * Without a control a gateway that refuses everything would keep every such rule.
 */
export async function refused(
  t: Trial,
  { request, control, lenient = false, ...expected }: RefusedCase,
): Promise<Exchange> {
  await passes(t, control, { lenient, unlike: expected });
  const answer = await t.send(request);
  assertRefused(t, answer, expected);
  return answer;
}

/**
 * Sends a valid request, once per subject and profile, and asserts that it passes: it is answered with what its route
 * promises. Where no scripted model stands behind the gateway, and for lenient controls, an error from behind
 * validation will do, if the gateway is seen to validate at all.
 */
export async function passes(t: Trial, request: ProbeRequest, passing: Passing = {}): Promise<Exchange> {
  const answer = await t.shared(`passes ${JSON.stringify(request)}`, () => t.send(request));
  if (isServed(answer)) return answer;
  const lenient = passing.lenient === true || t.subject.model.kind !== 'scripted';
  const behind = isPastValidation(answer, passing.unlike ?? {}) || isTheModels(t, answer);
  t.that(lenient && behind && (await validates(t)), {
    what: 'The answer to the valid request',
    expected: lenient ? 'an answer, or an error from behind validation' : 'an answer of the kind that its route gives',
    actual: `${answer.status} ${answer.text.trim().slice(0, 200)}`,
    hint: 'This request is valid; where a faulty one is sent beside it, the two differ only in the fault.',
    in: answer,
  });
  return answer;
}

/** Whether the gateway tells a request without a model from others: one that says the same to everything does not. */
function validates(t: Trial): Promise<boolean> {
  return t.shared('validates', async () => {
    const answer = await t.send({ path: MESSAGES, json: { messages: [{ role: 'user', content: 'hello' }] } });
    return answer.status === 400 && member(jsonOf(answer), 'error.param') === 'model';
  });
}

/** Whether the answer is what its route gives to a valid request, told by the members that no other answer has. */
function isServed(answer: Exchange): boolean {
  if (answer.status !== 200) return false;
  if (answer.events.length > 0)
    return answer.events.some(({ type }) => type === 'message_start' || type === 'run_start');
  const body = jsonOf(answer);
  return [
    member(body, 'type') === 'message' && Array.isArray(member(body, 'content')),
    Array.isArray(member(body, 'result.messages')),
    Array.isArray(member(body, 'models')),
    Array.isArray(member(body, 'content')),
  ].some(Boolean);
}

const ERROR_TYPES = [
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'rate_limit_error',
  'api_error',
  'overloaded_error',
  'provider_error',
];

/** Whether the error can only have come from behind validation and the gateway's own keys. */
function isPastValidation(answer: Exchange, unlike: NonNullable<Passing['unlike']>): boolean {
  const error = member(jsonOf(answer), 'error');
  const type = member(error, 'type');
  if (answer.status < 400 || typeof type !== 'string' || !ERROR_TYPES.includes(type)) return false;
  if (typeof member(error, 'message') !== 'string') return false;
  if (member(error, 'provider_error') !== undefined) return true;
  if (member(error, 'param') === 'Authorization') return false;
  if (member(error, 'code') === 'provider_key_missing')
    return unlike.code !== 'provider_key_missing' && unlike.type !== 'authentication_error';
  return (
    type !== 'invalid_request_error' && type !== 'not_found_error' && type !== (unlike.type ?? 'invalid_request_error')
  );
}

/**
 * Whether the error is a live model's own: its provider refuses some of what the contract accepts, and knows no made-up
 * model. The gateway's own refusals of a body name a member or list issues.
 */
function isTheModels(t: Trial, answer: Exchange): boolean {
  const error = member(jsonOf(answer), 'error');
  const own = ['param', 'code', 'compat_issues'].some((name) => (member(error, name) ?? null) !== null);
  const ofModel = ['invalid_request_error', 'not_found_error'].includes(String(member(error, 'type')));
  return t.subject.model.kind === 'live' && answer.status >= 400 && ofModel && !own;
}

function jsonOf(answer: Exchange): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

/** Asserts that an answer is this refusal, in the contract's envelope, and names it as evidence. */
export function assertRefused(t: Trial, answer: Exchange, expected: Refusal, what = 'The status'): void {
  t.oneOf(answer.status, [expected.status ?? 400].flat(), { what, in: answer });
  const error = member(answer.json(), 'error');
  const type = expected.type ?? 'invalid_request_error';
  t.equal(member(error, 'type'), type, { what: 'error.type', path: 'error.type', in: answer });
  t.match(member(error, 'message'), /\S/, { what: 'error.message', path: 'error.message', in: answer });
  for (const name of ['param', 'code'] as const) {
    const allowed = expected[name];
    // An optional member that is `null` says as much as one that is absent (D-20).
    if (allowed !== undefined) assertAllowed(t, answer, `error.${name}`, member(error, name) ?? undefined, allowed);
  }
  const said = ['param', 'code']
    .map((name) => member(error, name))
    .filter((value) => value !== undefined && value !== null);
  t.proved([answer.status, type, ...said].join(' '));
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
