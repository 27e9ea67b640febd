import { closedLoop, type Load, WARM_UP_MS } from '../load/closed-loop.js';
import { interleaved, type Measure, median } from '../measure.js';
import { startServer } from '../servers/start.js';

const ROUNDS = 7;
const CONNECTIONS = 32;
const ROUND_MS = 600;

/**
 * JSON answers: routing, key, headers, the whole check of the request, scenario and journal, against a server that
 * answers the same bytes without a look at the request. One that parses and encodes runs along, for the note.
 */
export const json: Measure = {
  name: 'JSON requests',
  async run({ dialect, traffic }) {
    const bare = await startServer('bare', { json: traffic.jsonAnswer }, { pinned: true });
    const parsing = await startServer('bare', { json: traffic.jsonAnswer, parses: true }, { pinned: true });
    const ours = await startServer('ours', { dialect, chunking: 'coalesced' }, { pinned: true });
    const load = (port: number, milliseconds = ROUND_MS) =>
      closedLoop(port, traffic.json, { connections: CONNECTIONS, milliseconds });
    for (const { port } of [bare, parsing, ours]) await load(port, WARM_UP_MS);
    const seen = await interleaved(ROUNDS, {
      bare: () => load(bare.port),
      parsing: () => load(parsing.port),
      ours: () => load(ours.port),
    });
    await Promise.all([bare.stop(), parsing.stop(), ours.stop()]);
    const rate = (loads: readonly Load[]) => median(loads.map((round) => round.perSecond));
    const toParsing = (rate(seen.ours) / rate(seen.parsing)).toFixed(2);
    return [
      {
        measure: 'JSON requests, checked and journaled',
        unit: '1/s',
        ours: rate(seen.ours),
        reference: rate(seen.bare),
        goal: { of: 'ratio', is: 'at least', bound: 0.75 },
        note: `${CONNECTIONS} connections; ${toParsing} of a server that parses what it is asked and encodes what it answers`,
      },
    ];
  },
};
