import { interleaved, median } from '../measure.js';
import { loadTraffic } from '../traffic.js';
import { judgeOf, parseOnly, type Reader } from './readers.js';
import { streamOf } from './stream.js';

/** What this program is asked for, as JSON in its one argument; it prints what it saw as JSON. */
export interface LintWork {
  readonly dialect: string;
  /** Compare the speed with the reference; otherwise judge once and look at the memory. */
  readonly speed: boolean;
  readonly mib: number;
}

export interface SpeedSeen {
  /** MiB per second. */
  readonly ours: number;
  readonly reference: number;
}

export interface MemorySeen {
  /** Largest resident set since the process began, MiB. */
  readonly peak: number;
  readonly events: number;
}

const ROUNDS = 7;
const MIB = 1024 * 1024;

const work = JSON.parse(process.argv[2] ?? '{}') as LintWork;
const { endless } = await loadTraffic(work.dialect);
const judge = await judgeOf(work.dialect, endless);
const seen: SpeedSeen | MemorySeen = work.speed ? await speed() : memory();
console.log(JSON.stringify(seen));

async function speed(): Promise<SpeedSeen> {
  const read = (reader: Reader) => async () => {
    const start = performance.now();
    reader(streamOf(endless, work.mib * MIB));
    return (work.mib / (performance.now() - start)) * 1000;
  };
  const ours = read(judge);
  const reference = read(parseOnly);
  await reference();
  await ours();
  const rounds = await interleaved(ROUNDS, { reference, ours });
  return { ours: median(rounds.ours), reference: median(rounds.reference) };
}

function memory(): MemorySeen {
  const events = judge(streamOf(endless, work.mib * MIB));
  return { peak: process.resourceUsage().maxRSS / 1024, events };
}
