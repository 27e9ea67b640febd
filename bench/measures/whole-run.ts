import { spawn } from 'node:child_process';
import { type Measure, median } from '../measure.js';
import { manifest } from '../product.js';

const ROUNDS = 3;

/** The command of the README's first line, from the shell to its exit. */
export const wholeRun: Measure = {
  name: 'Whole run',
  async run() {
    const taken: number[] = [];
    const codes = new Set<number | null>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      const child = spawn(process.execPath, [manifest.command, '--target', 'mock', '--quiet'], { stdio: 'ignore' });
      codes.add(await new Promise<number | null>((resolve) => child.once('exit', resolve)));
      taken.push((performance.now() - start) / 1000);
    }
    return [
      {
        measure: 'Whole run of the suites against the mock',
        unit: 's',
        ours: median(taken),
        goal: { of: 'ours', is: 'at most', bound: 3 },
        note: `start-up included; exit code ${[...codes].join(', ')}`,
      },
    ];
  },
};
