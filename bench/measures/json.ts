import { closedLoop, WARM_UP_MS } from '../load/closed-loop.js';
import { interleaved, type Measure, median } from '../measure.js';
import { startServer } from '../servers/start.js';

const ROUNDS = 7;
const CONNECTIONS = 32;
const ROUND_MS = 600;

/** JSON answers: routing, key, headers, the whole check of the request, scenario and journal against none of it. */
export const json: Measure = {
  name: 'JSON requests',
  async run({ dialect, traffic }) {
    const bare = await startServer('bare', { json: traffic.jsonAnswer }, { pinned: true });
    const ours = await startServer('ours', { dialect, chunking: 'coalesced' }, { pinned: true });
    const load = (port: number, milliseconds = ROUND_MS) =>
      closedLoop(port, traffic.json, { connections: CONNECTIONS, milliseconds });
    for (const { port } of [bare, ours]) await load(port, WARM_UP_MS);
    const seen = await interleaved(ROUNDS, { bare: () => load(bare.port), ours: () => load(ours.port) });
    await Promise.all([bare.stop(), ours.stop()]);
    return [
      {
        measure: 'JSON requests, checked and journaled',
        unit: '1/s',
        ours: median(seen.ours.map((round) => round.perSecond)),
        reference: median(seen.bare.map((round) => round.perSecond)),
        goal: { of: 'ratio', is: 'at least', bound: 0.75 },
        note: `${CONNECTIONS} connections`,
      },
    ];
  },
};
