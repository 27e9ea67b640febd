/** Errors that reach a client within a stream. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { member } from './client.js';
import { UPSTREAM } from './errors.js';
import { asked, runStreamed, streamed } from './scenarios.js';
import { eventsOf, skeleton } from './scenarios-answers.js';
import { answersAtAll } from './scenarios-laws.js';
import { said } from './scenarios-said.js';

const scripted = { model: 'scripted' } as const;

requirement('VAI-GW-ERR-012', scripted, async (t: Trial) => {
  await answersAtAll(t);
  for (const { scenario, status, type } of UPSTREAM) {
    const exchange = await asked(t, streamed(scenario));
    // A gateway may learn of the refusal before or after it has begun to stream: both are right.
    if (exchange.status === 200) endsWith(t, exchange, type, 1);
    else {
      t.equal(exchange.status, status, { what: `the status of '${scenario}'`, in: exchange });
      t.equal(member(exchange.json(), 'error.type'), type, { what: 'error.type', in: exchange });
    }
  }
});

requirement('VAI-GW-ERR-013', scripted, async (t: Trial) => {
  for (const { scenario, type } of UPSTREAM) {
    const exchange = await asked(t, runStreamed(scenario));
    endsWith(t, exchange, type);
    t.equal(skeleton(exchange), ['run_start', 'step_start 0', 'error'], { what: 'the frames', in: exchange });
  }
});

requirement('VAI-GW-ERR-015', scripted, async (t: Trial) => {
  const exchange = await asked(t, streamed('cut-reset'));
  began(t, exchange);
  endsWith(t, exchange);
});

requirement('VAI-GW-ERR-016', scripted, async (t: Trial) => {
  const exchange = await asked(t, streamed('error-mid'));
  began(t, exchange);
  endsWith(t, exchange, said.errorMid.type);
});

requirement('VAI-GW-ERR-017', scripted, async (t: Trial) => {
  const exchange = await asked(t, runStreamed('cut-reset'));
  t.equal(skeleton(exchange), ['run_start', 'step_start 0', 'error'], { what: 'the frames', in: exchange });
  t.that(eventsOf(exchange, 'stream_event').length > 0, {
    what: 'the turn that broke off',
    in: exchange,
    expected: 'some events of the model',
    actual: 'none',
  });
  endsWith(t, exchange);
});

requirement('VAI-GW-ERR-018', scripted, async (t: Trial) => {
  const exchange = await asked(t, runStreamed('error-second-turn'));
  t.equal(
    skeleton(exchange),
    [
      'run_start',
      'step_start 0',
      'tool_call_start',
      'tool_result',
      'step_complete 0',
      'history_delta',
      'step_start 1',
      'error',
    ],
    { what: 'the frames', in: exchange },
  );
  endsWith(t, exchange, said.errorSecondTurn.type);
});

/** Asserts that the stream's last frame is its only error, of this type or of any; `frames` where it must be the only one at all. */
function endsWith(t: Trial, exchange: Exchange, type?: string, frames?: number): void {
  const spoken = exchange.events.filter((event) => event.type !== 'ping');
  const last = spoken.at(-1);
  t.equal(last?.type, 'error', { what: 'the last frame', in: exchange, ...(last ? { at: last.index } : {}) });
  const about = { what: 'error.type', in: exchange, ...(last ? { at: last.index } : {}) };
  if (type === undefined) t.match(member(last?.data, 'error.type'), /_error$/, about);
  else t.equal(member(last?.data, 'error.type'), type, about);
  t.equal(eventsOf(exchange, 'error').length, 1, { what: 'the number of error frames', in: exchange });
  if (frames !== undefined) t.equal(spoken.length, frames, { what: 'the number of frames', in: exchange });
}

/** The model had begun to speak: otherwise nothing was broken off. */
function began(t: Trial, exchange: Exchange): void {
  t.equal(exchange.events.find((event) => event.type !== 'ping')?.type, 'message_start', {
    what: 'the first frame',
    in: exchange,
  });
}
