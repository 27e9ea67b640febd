import type { RequirementResult, Results } from '../contracts/results.js';

/** GitHub shows ten annotations of a step and drops the rest. */
const ANNOTATIONS_MAX = 10;
/** Rows of the summary's table; a page of hundreds is not read, and a summary may have 1 MiB. */
const ROWS_MAX = 50;

/** One `::error` command for each MUST that failed, at most ten; GitHub reads them from either output of a step. */
export function annotations(results: Results): string {
  return failedMusts(results)
    .slice(0, ANNOTATIONS_MAX)
    .map((one) => `::error title=${property(one.id)}::${data(`${one.title} ${came(one)}`.trim())}\n`)
    .join('');
}

/** A page of Markdown on a run, for the summary of a step. */
export function stepSummary(results: Results): string {
  const { tool, subject, summary, seed } = results;
  const failed = results.requirements.filter((one) => one.status === 'failed');
  const counts = [
    ['passed', summary.passed],
    ['failed', summary.failed],
    ['failed as expected', summary.expectedFailures],
    ['passed unexpectedly', summary.unexpectedPasses],
    ['untestable', summary.untestable],
    ['skipped', summary.skipped],
    ['errors', summary.errors],
  ] as const;
  const told = counts.filter(([name, count]) => count > 0 || name === 'passed' || name === 'failed');
  const rows = failed
    .slice(0, ROWS_MAX)
    .map((one) => `| ${one.id} | ${one.level} | ${cell(one.title)} | ${cell(came(one))} |`);
  return [
    `### ${tool.name}: ${summary.verdict}`,
    '',
    `${cell(subject.target)} · ${told.map(([name, count]) => `${count} ${name}`).join(', ')} · seed ${seed}`,
    '',
    ...(rows.length === 0
      ? []
      : ['| requirement | level | rule | what came |', '| --- | --- | --- | --- |', ...rows, '']),
    ...(failed.length > ROWS_MAX ? [`And ${failed.length - ROWS_MAX} more.`, ''] : []),
    '',
  ].join('\n');
}

function failedMusts(results: Results): RequirementResult[] {
  return results.requirements.filter((one) => one.status === 'failed' && one.level === 'MUST' && one.scored);
}

function came(result: RequirementResult): string {
  return result.tests.find((test) => test.failure)?.failure?.message ?? result.detail ?? '';
}

/** A command ends with its line, and `%` escapes. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Text that stays in one cell of a table and means nothing to Markdown but code spans. */
function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const cut = line.length > 300 ? `${line.slice(0, 300)}…` : line;
  return cut
    .split(/(`[^`]*`)/)
    .map((part, at) => (at % 2 === 1 ? part.replaceAll('|', '\\|') : escaped(part)))
    .join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`|[\]*_~#!]/g, '\\$&');
}
