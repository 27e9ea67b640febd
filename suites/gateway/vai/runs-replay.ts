import { type Needs, requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { member } from './client.js';
import { type Ask, asked, message } from './scenarios.js';

/** Binds the rule that the history which these runs return is accepted as the history of a new request. */
export function replayed(id: string, asks: readonly Ask[], needs: Needs = {}): void {
  requirement(id, { model: 'scripted', ...needs }, async (t: Trial) => {
    for (const ask of asks) {
      const returned = await asked(t, ask);
      const answer = await sendBack(t, returned);
      t.equal(answer.status, 200, {
        what: `the answer to the history of '${ask.scenario}', sent back`,
        in: answer,
        hint: 'Whatever a run returns in result.messages is valid input.',
      });
      t.that(Array.isArray(member(answer.json(), 'content')), {
        what: 'the answer to a history that was sent back',
        in: answer,
        expected: 'a message',
        actual: answer.text,
      });
      t.proved(`${historyOf(t, returned).length} messages sent back: ${answer.status}`);
    }
  });
}

function sendBack(t: Trial, returned: Exchange): Promise<Exchange> {
  const history = historyOf(t, returned);
  return t.shared(`replay ${returned.request.path} ${JSON.stringify(history)}`, async () => {
    // A call that the run left open has no result to point at, which history may have; the next turn is the user's.
    return asked(t, message('hello', { history }));
  });
}

/** `result.messages` of a run, blocking or streamed. */
export function historyOf(t: Trial, exchange: Exchange): readonly unknown[] {
  const messages = member(resultOf(t, exchange), 'messages');
  if (Array.isArray(messages) && messages.length > 0) return messages;
  return t.broken('The run returns no history.', { in: exchange, path: 'result.messages', expected: 'messages' });
}

/** The result of a run, blocking or streamed. */
export function resultOf(t: Trial, exchange: Exchange): unknown {
  const body =
    exchange.events.length > 0 ? exchange.events.find((event) => event.type === 'run_complete')?.data : exchange.json();
  const result = member(body, 'result');
  if (result !== undefined) return result;
  const last = exchange.events.at(-1);
  return t.broken('The run has no result.', {
    in: exchange,
    expected: exchange.events.length > 0 ? 'run_complete' : 'result',
    actual: last ? last.raw : exchange.text,
  });
}
