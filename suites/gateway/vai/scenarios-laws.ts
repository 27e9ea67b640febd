import { type Needs, requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { member } from './client.js';
import { type Ask, asked, message } from './scenarios.js';

/**
 * Binds a rule that the offline judge knows to the scenarios that exercise it: none of them may break it, and at least
 * one must put it to the test. A model that is no script is asked only what any model can answer.
 */
export function law(id: string, asks: readonly Ask[], needs: Needs = {}): void {
  const model = asks.some((ask) => ask.live) ? 'any' : 'scripted';
  requirement(id, { model, ...needs }, async (t: Trial) => keptByAll(t, await playable(t, asks)));
}

/** The same for rules about failures: they say nothing of a gateway that only fails, so an ordinary answer comes first. */
export function lawOfFailures(id: string, asks: readonly Ask[], needs: Needs = {}): void {
  requirement(id, { model: 'scripted', ...needs }, async (t: Trial) => {
    await answersAtAll(t);
    keptByAll(t, await playable(t, asks));
  });
}

function playable(t: Trial, asks: readonly Ask[]): Promise<readonly Exchange[]> {
  const { kind } = t.subject.model;
  return Promise.all(asks.filter((ask) => ask.live || kind !== 'live').map((ask) => asked(t, ask)));
}

/** Asserts the rule over several exchanges; those that do not touch it do not count. */
export function keptByAll(t: Trial, exchanges: readonly Exchange[]): void {
  const telling = exchanges.filter((exchange) => tells(exchange, t.id));
  if (telling.length === 0) {
    const answers = exchanges.map(({ request, status }) => `${request.path} ${status}`);
    t.untestable(`none of the answers puts the rule to the test (${[...new Set(answers)].join(', ')})`);
  }
  for (const exchange of telling) t.keeps(exchange);
}

/** Nothing can be wrong with the frames of a stream that has none: that proves nothing, unless the rule forbids it. */
function tells(exchange: Exchange, id: string): boolean {
  const finding = exchange.judgement().findings.find((one) => one.requirement === id);
  if (finding === undefined || finding.breaches.length > 0) return finding !== undefined;
  const accepts = exchange.request.headers.find(([name]) => name === 'Accept')?.[1];
  return accepts !== 'text/event-stream' || exchange.status >= 400 || exchange.events.length > 0;
}

/** Asserts that an ordinary question gets an ordinary answer. */
export async function answersAtAll(t: Trial): Promise<void> {
  const exchange = await asked(t, message('text'));
  t.equal(exchange.status, 200, { what: 'the status of an ordinary answer', in: exchange });
  t.that(Array.isArray(member(exchange.json(), 'content')), {
    what: 'an ordinary answer',
    in: exchange,
    expected: 'a message with content',
    actual: exchange.text,
  });
}
