import { closedLoop, type Load, WARM_UP_MS } from '../load/closed-loop.js';
import { startProbe } from '../load/start-probe.js';
import { interleaved, type Measure, median, percentile } from '../measure.js';
import { startServer } from '../servers/start.js';
import { BYTES_PER_EVENT, EVENTS_PER_STREAM } from '../traffic.js';

const ROUNDS = 7;
const PROBED_ROUNDS = 5;
const STREAMS = 16;
const ROUND_MS = 600;

/** Streams of 200 events, sixteen at a time, in both ways of writing; and how soon they begin to speak. */
export const streams: Measure = {
  name: 'Streams',
  async run({ dialect, traffic }) {
    const burst = { events: EVENTS_PER_STREAM, bytes: BYTES_PER_EVENT };
    const bare = await startServer('bare', { burst }, { pinned: true });
    const turning = await startServer('bare', { burst: { ...burst, turns: true } }, { pinned: true });
    const coalesced = await startServer('ours', { dialect, chunking: 'coalesced' }, { pinned: true });
    const event = await startServer('ours', { dialect, chunking: 'event' }, { pinned: true });
    const load = (port: number, milliseconds = ROUND_MS) =>
      closedLoop(port, traffic.burst, { connections: STREAMS, milliseconds });
    for (const { port } of [bare, turning, coalesced, event]) await load(port, WARM_UP_MS);
    const seen = await interleaved(ROUNDS, {
      bare: () => load(bare.port),
      turning: () => load(turning.port),
      coalesced: () => load(coalesced.port),
      event: () => load(event.port),
    });
    // One of the sixteen asks from a process of its own, and not in step with the others.
    const probe = startProbe();
    const waits = (port: number) => async () => {
      const [firstByte] = await Promise.all([
        probe.ask(port, traffic.burst, ROUND_MS),
        closedLoop(port, traffic.burst, { connections: STREAMS - 1, milliseconds: ROUND_MS }),
      ]);
      return percentile(firstByte, 0.5);
    };
    const waited = await interleaved(PROBED_ROUNDS, { bare: waits(bare.port), event: waits(event.port) });
    probe.stop();
    await Promise.all([bare.stop(), turning.stop(), coalesced.stop(), event.stop()]);

    const rate = (loads: readonly Load[]) => median(loads.map((load) => load.perSecond));
    const firstByte = (loads: readonly Load[]) => median(loads.map((load) => percentile(load.firstByte, 0.5)));
    const ofTurning = (rate(seen.event) / rate(seen.turning)).toFixed(2);
    const inStep = (firstByte(seen.event) / firstByte(seen.bare)).toFixed(2);
    return [
      {
        measure: 'SSE streams, coalesced',
        unit: '1/s',
        ours: rate(seen.coalesced),
        reference: rate(seen.bare),
        goal: { of: 'ratio', is: 'at least', bound: 1.2 },
        note: `${EVENTS_PER_STREAM} events each, ${STREAMS} at a time`,
      },
      {
        measure: 'SSE streams, one packet per event',
        unit: '1/s',
        ours: rate(seen.event),
        reference: rate(seen.bare),
        goal: { of: 'ratio', is: 'at least', bound: 0.18 },
        note: `the reference writes them in one go; ${ofTurning} of bare node:http that writes one event per turn of the loop`,
      },
      {
        measure: 'Time to first byte, 16 streams, p50',
        unit: 'ms',
        ours: median(waited.event),
        reference: median(waited.bare),
        goal: { of: 'ratio', is: 'at most', bound: 0.1 },
        note: `one packet per event; ${inStep} where all sixteen ask in step, from one process`,
      },
    ];
  },
};
