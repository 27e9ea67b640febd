import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measure, Row, Stage } from './measure.js';
import { coldStart } from './measures/cold-start.js';
import { json } from './measures/json.js';
import { lintMemory, lintSpeed } from './measures/lint.js';
import { memory } from './measures/memory.js';
import { schedule } from './measures/schedule.js';
import { streams } from './measures/streams.js';
import { wholeRun } from './measures/whole-run.js';
import { manifest } from './product.js';
import { cells, machineFacts, resultsPage } from './results.js';
import { loadTraffic } from './traffic.js';

const MEASURES: readonly Measure[] = [coldStart, memory, wholeRun, json, streams, schedule, lintSpeed, lintMemory];

/** `npm run bench -- json streams` runs what is named only, and leaves the results file alone. */
const asked = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = MEASURES.filter(
  ({ name }) => asked.length === 0 || asked.some((word) => name.toLowerCase().includes(word)),
);

const facts = machineFacts(manifest.version);
const stage: Stage = { dialect: manifest.dialect, traffic: await loadTraffic(manifest.dialect) };
const rows: Row[] = [];
const failed: string[] = [];
const start = performance.now();
console.log(facts.join('\n'));
for (const measure of chosen) {
  try {
    for (const row of await measure.run(stage)) {
      rows.push(row);
      const [name = '', ours = '', reference = '', ratio = '', goal = '', met = ''] = cells(row);
      console.log(
        `${name.padEnd(48)} ${ours.padStart(12)} ${reference.padStart(12)} ${ratio.padStart(6)}  ${goal.padEnd(9)} ${met}`,
      );
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    failed.push(`${measure.name}: ${reason}`);
    console.log(`${measure.name}: not measured: ${reason}`);
  }
}
const seconds = (performance.now() - start) / 1000;
console.log(`${seconds.toFixed(0)} s in all`);
if (asked.length === 0) {
  const page = resultsPage(rows, failed, [...facts, `the bench took ${seconds.toFixed(0)} s`]);
  writeFileSync(join(manifest.root, 'bench', 'RESULTS.md'), page);
}
process.exit(failed.length === 0 ? 0 : 1);
