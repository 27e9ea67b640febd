import { type Needs, requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { type Ask, asked, message } from './scenarios.js';

/**
 * Binds a rule that the offline judge knows to the scenarios that exercise it: none of them may break it, and at least
 * one must put it to the test. A model that is no script is asked only what any model can answer.
 */
export function law(id: string, asks: readonly Ask[], needs: Needs = {}): void {
  const model = asks.some((ask) => ask.live) ? 'any' : 'scripted';
  requirement(id, { model, ...needs }, async (t: Trial) => {
    const playable = t.subject.model.kind === 'live' ? asks.filter((ask) => ask.live) : asks;
    keptByAll(t, await Promise.all(playable.map((ask) => asked(t, ask))));
  });
}

/** Asserts the rule over several exchanges; those that do not touch it do not count. */
export function keptByAll(t: Trial, exchanges: readonly Exchange[]): void {
  const telling = exchanges.filter((exchange) => exchange.judgement().findings.some((one) => one.requirement === t.id));
  if (telling.length === 0) {
    const statuses = exchanges.map(({ request, status }) => `${request.path} ${status}`);
    t.untestable(`none of the answers puts the rule to the test (${[...new Set(statuses)].join(', ')})`);
  }
  for (const exchange of telling) t.keeps(exchange);
}

/** A rule about failures says nothing of a gateway that only fails: an ordinary answer comes first. */
export async function answersAtAll(t: Trial): Promise<void> {
  const exchange = await asked(t, message('text'));
  t.equal(exchange.status, 200, { what: 'the status of an ordinary answer', in: exchange });
  const said = exchange.json();
  t.that(typeof said === 'object' && said !== null && 'content' in said && Array.isArray(said.content), {
    what: 'an ordinary answer',
    in: exchange,
    expected: 'a message with content',
    actual: exchange.text,
  });
}
