import { type Needs, requirement } from '../../requirement.js';
import { addressed, type Body, hello } from './bodies.js';
import { type Change, changed } from './change.js';
import { MESSAGES, RUNS } from './client.js';
import { type Allowed, assertRefused, passes, type Refusal } from './control.js';

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

/** Bodies that no `JSON.stringify` makes: `wrong` derives them from the text of a valid one. */
export function textRefusal(id: string, wrong: (valid: string) => readonly string[], param?: Allowed): void {
  requirement(id, {}, async (t) => {
    const valid = addressed(t, hello);
    await passes(t, { path: MESSAGES, json: valid, spends: true });
    for (const body of wrong(JSON.stringify(valid))) {
      assertRefused(t, await t.send({ method: 'POST', path: MESSAGES, body }), { param });
    }
  });
}
