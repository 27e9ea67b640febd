import { type Needs, requirement } from '../../requirement.js';
import type { Exchange, ProbeRequest, Trial } from '../../trial.js';
import { addressed, type Body } from './bodies.js';
import { MESSAGES, member, RUNS } from './client.js';

/** How a request has to pass. */
export interface Passing {
  /** Past validation is enough: what becomes of it behind the gateway is not what the test is about. */
  readonly lenient?: boolean;
  /** The refusal that the request must not meet, whatever else it meets. */
  readonly unlike?: { readonly type?: string; readonly code?: unknown };
}

/** A positive requirement on `POST /v1/messages`: the body is accepted as it stands. */
export function accepted(id: string, body: Body, asking: Needs & { readonly lenient?: boolean } = {}): void {
  acceptedOn(MESSAGES, id, body, asking);
}

/** The same on `POST /v1/runs`. */
export function acceptedRun(id: string, body: Body, asking: Needs & { readonly lenient?: boolean } = {}): void {
  acceptedOn(RUNS, id, body, asking);
}

function acceptedOn(path: string, id: string, body: Body, asking: Needs & { readonly lenient?: boolean }): void {
  const { lenient = false, ...needs } = asking;
  requirement(id, needs, async (t) => {
    const answer = await passes(t, { path, json: addressed(t, body), spends: true }, { lenient });
    t.proved(`${answer.status} to ${JSON.stringify(body).slice(0, 120)}`);
  });
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
  t.that(lenient && isPastValidation(answer, passing.unlike ?? {}) && (await validates(t)), {
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

function jsonOf(answer: Exchange): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}
