/** How an event stream is framed, and when its bytes are sent. */
import { requirement } from '../../requirement.js';
import type { SeenEvent, Trial } from '../../trial.js';
import { asked, requestFor, runStreamed, streamed } from './scenarios.js';
import { law } from './scenarios-laws.js';

const spoken = [
  streamed('text'),
  streamed('client-tool'),
  streamed('unicode'),
  streamed('html'),
  streamed('large-delta'),
  streamed('unknown-event'),
  runStreamed('text'),
  runStreamed('search-once'),
];
const failing = [
  streamed('cut-reset'),
  streamed('error-mid'),
  runStreamed('cut-reset'),
  runStreamed('error-mid'),
  runStreamed('error-second-turn'),
];

law('VAI-GW-SSE-001', spoken);
law('VAI-GW-SSE-002', spoken);
law('VAI-GW-SSE-003', spoken);
law('VAI-GW-SSE-004', spoken);
law('VAI-GW-SSE-005', spoken);
law('VAI-GW-SSE-006', spoken);
law('VAI-GW-SSE-007', spoken);
law('VAI-GW-SSE-008', spoken);
law('VAI-GW-SSE-009', [...spoken, ...failing]);
law('VAI-GW-SSE-010', failing);

/**
 * The scenario leaves at least 400 ms between its first and its last event. A gateway that holds events back brings them
 * all at once; half of the time allows for a busy machine that reads the first ones late.
 */
const SPREAD_MS = 200;

requirement('VAI-GW-SSE-011', { model: 'scripted', waits: true }, async (t: Trial) => {
  for (const ask of [streamed('slow-ticks'), runStreamed('slow-ticks')]) {
    const exchange = await asked(t, ask);
    const told = exchange.events.filter(tells);
    const [first, last] = [told.at(0), told.at(-1)];
    const spread = first && last ? Math.round(last.at - first.at) : 0;
    t.that(first !== undefined && spread >= SPREAD_MS, {
      what: 'the time between the first and the last event of a model that speaks slowly',
      in: exchange,
      expected: `at least ${SPREAD_MS} ms`,
      actual: `${spread} ms over ${told.length} events`,
      hint: 'Flush each event as soon as it is there.',
    });
    t.proved(`event ${first.index} ${first.type} came ${spread} ms before the last`);
  }
});

/** Events of the model; pings and what a gateway says before it asks the model tell nothing. */
function tells(event: SeenEvent): boolean {
  return event.type === 'stream_event' || event.type.startsWith('message_') || event.type.startsWith('content_block_');
}

requirement('VAI-GW-SSE-012', { model: 'any' }, async (t: Trial) => {
  const exchange = await t.send({ ...requestFor(t, streamed('text', { headers: { 'Accept-Encoding': 'identity' } })) });
  t.equal(exchange.status, 200, { what: 'the status' });
  t.oneOf(exchange.header('content-encoding'), [undefined, 'identity'], { what: 'Content-Encoding' });
  const first = exchange.events.find((event) => event.type !== 'ping');
  t.equal(first?.type, 'message_start', {
    what: 'the first event, read without decompression',
    hint: 'Compress an event stream only for clients that ask for it.',
  });
});
