import type { Exchange, ProbeRequest, Trial } from '../../trial.js';
import { member } from './client.js';

/** What a refusal must say. `null`: the member must be absent; left out: it is not looked at. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly param?: string | RegExp | null;
  readonly code?: string | null;
}

/** A request that must be refused, beside one that differs only in the fault and must be accepted. */
export interface RefusedCase extends Refusal {
  readonly request: ProbeRequest;
  /** The control; the test is void without it. */
  readonly control: ProbeRequest;
  /** The smallest change that would pass. */
  readonly hint?: string;
}

/**
 * Sends the control, which must be accepted, then the faulty request, which must be refused as told. Returns the
 * refusal. Without a control a gateway that refuses everything would pass.
 */
export async function refused(t: Trial, wanted: RefusedCase): Promise<Exchange> {
  const control = await accepted(t, wanted.control);
  const answer = await t.send(wanted.request);
  refuses(t, answer, wanted);
  t.proved(`${describe(answer)}; the control got ${control.status}`);
  return answer;
}

/** Asserts that an answer is the refusal that is wanted. */
export function refuses(t: Trial, answer: Exchange, wanted: Refusal & { readonly hint?: string }): void {
  const about = { in: answer, ...(wanted.hint === undefined ? {} : { hint: wanted.hint }) };
  t.equal(answer.status, wanted.status, { what: 'The status', ...about });
  const body = answer.json();
  t.equal(member(body, 'error.type'), wanted.type, { what: 'error.type', path: 'error.type', ...about });
  if (wanted.param instanceof RegExp) {
    t.match(member(body, 'error.param'), wanted.param, { what: 'error.param', path: 'error.param', ...about });
  } else if (wanted.param !== undefined) {
    t.equal(member(body, 'error.param'), wanted.param ?? undefined, {
      what: 'error.param',
      path: 'error.param',
      ...about,
    });
  }
  if (wanted.code !== undefined) {
    t.equal(member(body, 'error.code'), wanted.code ?? undefined, { what: 'error.code', path: 'error.code', ...about });
  }
}

/**
 * Sends a request once per subject and profile, and asserts that it is accepted: a 2xx answer with a body. Where there
 * is no model behind the gateway, an error that comes from there (5xx, or with `provider_error`) is acceptance too.
 */
export async function accepted(t: Trial, request: ProbeRequest): Promise<Exchange> {
  const answer = await t.shared(`control ${JSON.stringify(request)}`, () => t.send(request));
  const body = json(answer);
  const reached =
    t.subject.model.kind === 'none' && (answer.status >= 500 || member(body, 'error.provider_error') !== undefined);
  const streamed = answer.events.length > 0 || (answer.header('content-type') ?? '').includes('event-stream');
  const inhabited = streamed
    ? answer.events.length > 0
    : typeof body === 'object' && body !== null && Object.keys(body).length > 0;
  t.that(reached || (answer.status >= 200 && answer.status < 300 && inhabited), {
    what: 'The control request',
    expected: 'accepted (2xx with a body)',
    actual: describe(answer),
    hint: 'This request is valid: it differs from the one under test only in the fault.',
    in: answer,
  });
  return answer;
}

function json(answer: Exchange): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

function describe(answer: Exchange): string {
  const error = member(json(answer), 'error');
  const type = member(error, 'type');
  if (type === undefined) return `status ${answer.status}`;
  const rest = ['param', 'code']
    .map((name) => [name, member(error, name)] as const)
    .filter(([, value]) => value !== undefined);
  return `status ${answer.status} ${String(type)}${rest.map(([name, value]) => ` ${name}=${String(value)}`).join('')}`;
}
