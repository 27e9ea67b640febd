import type { Exchange, ProbeRequest, Trial } from '../../trial.js';
import { addressed, hello } from './bodies.js';
import { ABSENT, changed } from './change.js';
import { EXECUTE, MESSAGES, MODELS, member, RUNS, RUNS_STREAM } from './client.js';
import { assertRefused, type HeaderPatch } from './control.js';

/** The routes that ask for a token, each with the request that shows whether it was let in. */
export const ROUTES = [MESSAGES, RUNS, RUNS_STREAM, MODELS, EXECUTE] as const;
export type Route = (typeof ROUTES)[number];

/** What validation names in the request that `showing` makes for a route. */
const NAMED: Readonly<Record<string, string>> = {
  [MESSAGES]: 'model',
  [RUNS]: 'request',
  [RUNS_STREAM]: 'request',
  [EXECUTE]: 'tool',
};

/**
 * A request that shows whether a route let it in, and spends nothing on a model: it lacks a member that only validation,
 * which comes after version, token and limits, asks for. The model list is simply asked for.
 */
export function showing(t: Trial, route: Route = MESSAGES, headers: HeaderPatch = {}): ProbeRequest {
  if (route === MODELS) return { path: route, headers };
  const body = route === MESSAGES ? changed(addressed(t, hello), { model: ABSENT }) : {};
  return { path: route, headers, json: body };
}

/** Asserts that a request of `showing` was let in: validation answered it, or the model list came. */
export function assertLetIn(t: Trial, answer: Exchange, route: Route = MESSAGES): void {
  if (route === MODELS) {
    t.equal(answer.status, 200, { what: 'The status', in: answer });
    const models = member(answer.json(), 'models');
    t.that(Array.isArray(models), {
      what: 'models',
      expected: 'an array',
      actual: typeof models,
      path: 'models',
      in: answer,
    });
  } else {
    const control = 'The status of the control request, which is to be let in and then refused for its body,';
    assertRefused(t, answer, { param: NAMED[route] }, control);
  }
}

/** Sends a request of `showing` and asserts that it was let in. */
export async function letIn(t: Trial, headers: HeaderPatch = {}, route: Route = MESSAGES): Promise<Exchange> {
  const answer = await t.send(showing(t, route, headers));
  assertLetIn(t, answer, route);
  return answer;
}
