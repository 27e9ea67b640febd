import { type Needs, requirement } from '../../requirement.js';
import { addressed, type Body } from './bodies.js';
import { MESSAGES, RUNS } from './client.js';
import { passes } from './control.js';

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
