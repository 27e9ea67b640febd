import { LoadConnection } from '../load/connection.js';
import { interleaved, type Measure, median, percentile, type Row } from '../measure.js';
import { startServer } from '../servers/start.js';
import { BYTES_PER_EVENT, SCHEDULE_GAP_MS, SCHEDULED_EVENTS } from '../traffic.js';

const ROUNDS = 3;
const GOALS_MS = { one: 0.5, fifty: 3.6 };
const EVENT_END = Buffer.from('\n\n');

/**
 * How far events come from their time: event k of a stream belongs 20 k ms after the stream's start. Seen from the client,
 * over loopback, which cannot see that start: it is taken to be the median of what its events say of it, so that one late
 * first event (fifty requests arrive at once) does not count as lateness of all others. The reference sets the next timer
 * when the last one has fired, as mock servers do.
 */
export const schedule: Measure = {
  name: 'Schedule',
  async run({ dialect, traffic }) {
    const chained = { events: SCHEDULED_EVENTS, bytes: BYTES_PER_EVENT, gapMs: SCHEDULE_GAP_MS };
    const bare = await startServer('bare', { chained });
    const ours = await startServer('ours', { dialect, chunking: 'event' });
    const p99 = (port: number, streams: number) => async () =>
      percentile(await distances(port, traffic.scheduled, streams), 0.99);
    const rows: Row[] = [];
    for (const [streams, bound] of [
      [1, GOALS_MS.one],
      [50, GOALS_MS.fifty],
    ] as const) {
      const seen = await interleaved(ROUNDS, { bare: p99(bare.port, streams), ours: p99(ours.port, streams) });
      rows.push({
        measure: `Distance from a ${SCHEDULE_GAP_MS} ms schedule, p99, ${streams} ${streams === 1 ? 'stream' : 'streams'}`,
        unit: 'ms',
        ours: median(seen.ours),
        reference: median(seen.bare),
        goal: { of: 'ours', is: 'at most', bound },
        note: 'the reference chains its timers',
      });
    }
    await Promise.all([bare.stop(), ours.stop()]);
    return rows;
  },
};

/** Distances of all events of some simultaneous streams from their times, in milliseconds. */
async function distances(port: number, request: Buffer, streams: number): Promise<number[]> {
  const connections = await Promise.all(Array.from({ length: streams }, () => LoadConnection.open(port)));
  // What runs for the first time is compiled first: not the schedule's fault.
  await Promise.all(connections.map((connection) => arrivals(connection, request, 3)));
  for (const connection of connections) connection.close();
  const measured = await Promise.all(Array.from({ length: streams }, () => LoadConnection.open(port)));
  const times = await Promise.all(measured.map((connection) => arrivals(connection, request, SCHEDULED_EVENTS)));
  for (const connection of measured) connection.close();
  return times.flatMap((stream) => {
    const offsets = stream.map((at, index) => at - index * SCHEDULE_GAP_MS);
    const start = median(offsets);
    return offsets.map((offset) => Math.abs(offset - start));
  });
}

/** When the first `count` events of one stream came. An event that shares a packet with the last one came with it. */
function arrivals(connection: LoadConnection, request: Buffer, count: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const times: number[] = [];
    const answer = connection.ask(request, (bytes, at) => {
      for (let end = bytes.indexOf(EVENT_END); end !== -1; end = bytes.indexOf(EVENT_END, end + 2)) times.push(at);
      if (times.length >= count) resolve(times.slice(0, count));
    });
    answer.then(
      () => reject(new Error(`A stream ended after ${times.length} events; ${count} were expected.`)),
      reject,
    );
  });
}
