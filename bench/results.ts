import { availableParallelism, cpus, loadavg, release, type } from 'node:os';
import { isMet, type Row, scored } from './measure.js';

/** What a number from this machine needs beside it. */
export function machineFacts(version: string): string[] {
  return [
    `date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `tool: vai-conformance ${version}, built`,
    `node: ${process.version}`,
    `cores: ${availableParallelism()} (${cpus()[0]?.model.trim() ?? 'unknown'})`,
    `system: ${type()} ${release()}`,
    // Above about one, something else ran too, and the numbers say less.
    `load before the run (1 min): ${(loadavg()[0] ?? 0).toFixed(2)}`,
  ];
}

const COLUMNS = ['measure', 'ours', 'reference', 'ratio', 'goal', 'met', 'note'] as const;

/** The cells of a row, as text, in the order of the columns. */
export function cells(row: Row): string[] {
  const { goal, unit } = row;
  const bound = goal.of === 'ours' ? `${goal.bound} ${unit}` : String(goal.bound);
  return [
    row.measure,
    `${number(row.ours)} ${unit}`,
    row.reference === undefined ? '' : `${number(row.reference)} ${unit}`,
    row.reference === undefined ? '' : (row.ours / row.reference).toFixed(row.ours < row.reference / 10 ? 3 : 2),
    `${goal.is === 'at least' ? '≥' : '≤'} ${bound}`,
    Number.isNaN(scored(row)) ? '?' : isMet(row) ? 'yes' : 'no',
    row.note ?? '',
  ];
}

/** The whole results file, in Markdown. */
export function resultsPage(rows: readonly Row[], failed: readonly string[], facts: readonly string[]): string {
  return `${[
    '# Bench results',
    '',
    'Written by `npm run bench`. The reference of each row ran in the same run, round by round in turn with ours; numbers are',
    'medians. The ratio is ours to the reference. `bench/README.md` says what each row measures.',
    '',
    ...facts.map((fact) => `- ${fact}`),
    '',
    `| ${COLUMNS.join(' | ')} |`,
    `| ${COLUMNS.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${cells(row).join(' | ')} |`),
    ...(failed.length === 0 ? [] : ['', 'Not measured:', '', ...failed.map((line) => `- ${line}`)]),
  ].join('\n')}\n`;
}

/** Three significant digits; large numbers whole. */
function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
