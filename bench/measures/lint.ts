import type { MemorySeen, SpeedSeen } from '../lint/program.js';
import { runLint } from '../lint/run.js';
import type { Measure } from '../measure.js';

const SPEED_MIB = 8;
const SIZES_MIB = { small: 1, large: 1024 };
/**
 * What a flat line may rise by. A process that has just begun has not yet used the young generation of its heap, which
 * grows to some 20 to 30 MiB in any program that runs long enough: the reference alone rises by as much.
 */
const FLAT = 1.5;

/** How fast the offline judge reads, against a parser that judges nothing. */
export const lintSpeed: Measure = {
  name: 'Lint speed',
  async run({ dialect }) {
    const seen = await runLint<SpeedSeen>({ dialect, speed: true, mib: SPEED_MIB });
    return [
      {
        measure: 'Lint speed',
        unit: 'MiB/s',
        ...seen,
        goal: { of: 'ratio', is: 'at least', bound: 0.5 },
        note: 'the reference is eventsource-parser and JSON.parse over the same bytes',
      },
    ];
  },
};

/** Whether the judge's memory stays the same from the first mebibyte to the last of a gibibyte. */
export const lintMemory: Measure = {
  name: 'Lint memory',
  async run({ dialect }) {
    const small = await runLint<MemorySeen>({ dialect, speed: false, mib: SIZES_MIB.small });
    const large = await runLint<MemorySeen>({ dialect, speed: false, mib: SIZES_MIB.large });
    return [
      {
        measure: 'Lint memory, peak RSS, 1 GiB against 1 MiB',
        unit: 'MiB',
        ours: large.peak,
        reference: small.peak,
        goal: { of: 'ratio', is: 'at most', bound: FLAT },
        note: `${large.events} events; the reference is ours with 1 MiB`,
      },
    ];
  },
};
