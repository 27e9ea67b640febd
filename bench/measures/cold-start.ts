import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LoadConnection } from '../load/connection.js';
import { interleaved, type Measure, median } from '../measure.js';
import { manifest } from '../product.js';
import { whereItListens } from '../servers/start.js';

const ROUNDS = 11;

/** From nothing to the first JSON answer: the command that users type, against the reference as a program. */
export const coldStart: Measure = {
  name: 'Cold start',
  async run({ traffic }) {
    const first = (command: readonly string[]) => async () => {
      const start = performance.now();
      const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
      const { port } = await whereItListens(child);
      const connection = await LoadConnection.open(port);
      await connection.ask(traffic.json);
      const taken = performance.now() - start;
      connection.close();
      await new Promise((resolve) => child.once('exit', resolve).kill('SIGKILL'));
      return taken;
    };
    const bareProgram = fileURLToPath(new URL('../servers/bare.js', import.meta.url));
    const bare = first([bareProgram, JSON.stringify({ json: traffic.jsonAnswer })]);
    const ours = first([manifest.command, 'mock', '--port', '0', '--api-key', traffic.apiKey]);
    await bare();
    await ours();
    const seen = await interleaved(ROUNDS, { bare, ours });
    return [
      {
        measure: 'Cold start to first answer',
        unit: 'ms',
        ours: median(seen.ours),
        reference: median(seen.bare),
        goal: { of: 'ratio', is: 'at most', bound: 1.5 },
        note: 'the `mock` command',
      },
    ];
  },
};
