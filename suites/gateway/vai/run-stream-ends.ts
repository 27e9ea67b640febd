/** How a run stream ends where its model fails: the client cannot see the model, so the script is what tells. */
import { type Needs, requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { member } from './client.js';
import { type Ask, asked, runStreamed } from './scenarios.js';

/** Binds a rule on the end of these runs, each begun as it should be. */
function ends(id: string, asks: readonly Ask[], says: (t: Trial, exchange: Exchange) => void, needs: Needs = {}): void {
  requirement(id, { model: 'scripted', ...needs }, async (t: Trial) => {
    for (const ask of asks) {
      const exchange = await asked(t, ask);
      t.equal(
        exchange.events
          .filter(({ type }) => type !== 'ping')
          .slice(0, 2)
          .map(({ type }) => type),
        ['run_start', 'step_start'],
        { what: 'the first frames', in: exchange },
      );
      says(t, exchange);
    }
  });
}

ends('VAI-GW-RST-033', [runStreamed('error-mid'), runStreamed('error-first')], (t, exchange) => {
  const last = lastOf(exchange);
  t.equal(last?.type, 'error', { what: 'the last frame of a run whose model reported an error', in: exchange });
  t.equal(member(last?.data, 'error.type'), 'overloaded_error', { what: 'error.type', in: exchange });
});

ends('VAI-GW-RST-034', [runStreamed('cut-reset'), runStreamed('cut-eof')], notAsIfFinished);
ends('VAI-GW-RST-035', [runStreamed('upstream-not-json')], notAsIfFinished);

const silent = [runStreamed('silence')];
ends('VAI-GW-RST-040', silent, isTold, { profile: 'duration', waits: true });
ends('VAI-GW-RST-040', silent, isTold, { profile: 'grace', variant: 'shutdown', alone: true, waits: true });

function isTold(t: Trial, exchange: Exchange): void {
  const last = lastOf(exchange);
  t.oneOf(last?.type, ['run_complete', 'error'], {
    what: 'the last frame of a run that the gateway broke off',
    in: exchange,
    hint: 'Tell the client before the connection is closed.',
  });
  t.equal(exchange.end, 'complete', { what: 'the end of the body', in: exchange });
}

function notAsIfFinished(t: Trial, exchange: Exchange): void {
  const last = lastOf(exchange);
  t.oneOf(last?.type, ['error', 'run_complete'], { what: 'the last frame', in: exchange });
  const reason = member(last?.data, 'result.stop_reason');
  t.that(last?.type === 'error' || (typeof reason === 'string' && reason !== 'end_turn'), {
    what: 'the end of a run whose model did not say all',
    in: exchange,
    expected: 'error',
    actual: `${last?.type} ${String(reason)}`,
    hint: 'A stream without message_stop is no finished turn.',
  });
}

function lastOf(exchange: Exchange) {
  return exchange.events.filter(({ type }) => type !== 'ping').at(-1);
}
