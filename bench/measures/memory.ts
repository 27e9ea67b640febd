import { LoadConnection } from '../load/connection.js';
import { interleaved, type Measure, median } from '../measure.js';
import { startServer } from '../servers/start.js';
import { BYTES_PER_EVENT } from '../traffic.js';

const ROUNDS = 3;
const STREAMS = 200;
/** Until what was allocated for the openings is no longer touched. */
const SETTLE_MS = 250;
const MIB = 1024 * 1024;

/** Resident memory of a fresh server with 200 streams that have begun and are held. */
export const memory: Measure = {
  name: 'Memory',
  async run({ dialect, traffic }) {
    const held = (program: 'bare' | 'ours', work: unknown) => async () => {
      const server = await startServer(program, work);
      const connections = await Promise.all(Array.from({ length: STREAMS }, () => LoadConnection.open(server.port)));
      await Promise.all(connections.map((connection) => begins(connection, traffic.held)));
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const { rss } = await server.stats();
      for (const connection of connections) connection.close();
      await server.stop();
      return rss / MIB;
    };
    const seen = await interleaved(ROUNDS, {
      bare: held('bare', { held: { bytes: BYTES_PER_EVENT } }),
      ours: held('ours', { dialect, chunking: 'event' }),
    });
    return [
      {
        measure: 'Memory (RSS) with 200 held streams',
        unit: 'MiB',
        ours: median(seen.ours),
        reference: median(seen.bare),
        goal: { of: 'ratio', is: 'at most', bound: 1.3 },
      },
    ];
  },
};

/** Asks for a stream and resolves with its first bytes; it is never read to its end. */
function begins(connection: LoadConnection, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.ask(request, () => resolve()).catch(reject);
  });
}
