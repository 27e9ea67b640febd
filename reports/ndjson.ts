import type { Results } from '../contracts/results.js';
import type { Report } from './report.js';

/** One JSON object a line: what was judged, then each requirement, then the summary; subject after subject. */
export const ndjson: Report = {
  name: 'ndjson',
  render: (results: Results, ...others: readonly Results[]) =>
    [results, ...others]
      .flatMap(lines)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
};

function lines(results: Results): unknown[] {
  const { requirements, summary, durationMs, ...head } = results;
  return [
    { kind: 'start', ...head },
    ...requirements.map((result) => ({ kind: 'requirement', ...result })),
    { kind: 'end', durationMs, summary },
  ];
}
