import type { RequirementResult, RequirementStatus, Results } from '../contracts/results.js';
import { block, code, cut, prose } from './markdown-text.js';
import type { Report } from './report.js';
import { firstFailure, LEVELS, reasons, STATUS_WORDS, STATUSES, VERDICT_WORDS, whatCame } from './words.js';

/** GitHub takes comments of this many characters, and step summaries of 1 MiB: one page fits both. */
const PAGE_MAX = 65_536;
/** For what is said after the last failure that fits. */
const RESERVED = 300;
/** Rows of a table; a page of hundreds is not read. */
const ROWS_MAX = 50;

/** A page of Markdown for the summary of a step and for comments on pull requests. */
export const markdown: Report = {
  name: 'md',
  render: (results: Results, ...others: readonly Results[]) =>
    others.length === 0 ? page(results) : pageOfSeveral([results, ...others]),
};

function page(run: Results): string {
  const broken = run.requirements.filter(isBroken);
  return bounded(
    [
      `### ${prose(run.tool.name)}: ${VERDICT_WORDS[run.summary.verdict]}`,
      [`${run.subject.kind} ${code(name(run))}`, ...about(run)].join(' · '),
      counts(run),
      ...notAsked(run),
      ...brokenTable(broken),
    ],
    broken.map((one) => details(one, null)),
  );
}

function pageOfSeveral(runs: readonly Results[]): string {
  const good = runs.filter((run) => run.summary.verdict === 'conformant').length;
  const rows = runs.map((run, index) => {
    const { passed, failed, untestable, skipped } = run.summary;
    const cells = [
      index + 1,
      code(name(run), 80),
      VERDICT_WORDS[run.summary.verdict],
      failed,
      untestable,
      passed,
      skipped,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head =
    '| # | subject | verdict | failed | untestable | passed | not asked |\n| --: | --- | --- | --: | --: | --: | --: |';
  return bounded(
    [
      `### ${prose(runs[0]?.tool.name ?? '')}: ${good} of ${runs.length} subjects are conformant`,
      [head, ...rows.slice(0, ROWS_MAX)].join('\n'),
      ...(rows.length > ROWS_MAX ? [`And ${rows.length - ROWS_MAX} more subjects.`] : []),
    ],
    runs.flatMap((run, index) => run.requirements.filter(isBroken).map((one) => details(one, index + 1))),
  );
}

/** Joins the parts, and of the blocks as many as have room; says how many had none. */
function bounded(parts: readonly string[], blocks: readonly string[]): string {
  let text = cut(parts.join('\n\n'), PAGE_MAX - RESERVED);
  let left = blocks.length;
  for (const one of blocks) {
    if (text.length + one.length + 2 > PAGE_MAX - RESERVED) break;
    text += `\n\n${one}`;
    left--;
  }
  const more = left === 0 ? '' : `\n\nDetails of ${left} more failures have no room here: the HTML report has them.`;
  return `${text}${more}\n`;
}

function name({ subject: { sdk, target } }: Results): string {
  return sdk ? `${sdk.name} ${sdk.version} (${sdk.language})` : target;
}

function about({ subject, seed, durationMs, tool }: Results): string[] {
  return [
    ...(subject.model === null ? [] : [`model ${prose(subject.model)}`]),
    `seed ${seed}`,
    `${(durationMs / 1_000).toFixed(1)} s`,
    `version ${prose(tool.version)}`,
  ];
}

function counts(run: Results): string {
  const shown = STATUSES.filter(
    (status) => status === 'failed' || status === 'passed' || run.requirements.some((one) => one.status === status),
  );
  const rows = LEVELS.flatMap((level) => {
    const members = run.requirements.filter((one) => one.level === level);
    const count = (status: RequirementStatus) => members.filter((one) => one.status === status).length;
    return members.length === 0 ? [] : [`| ${level} | ${shown.map(count).join(' | ')} |`];
  });
  return [
    `| level | ${shown.map((status) => STATUS_WORDS[status]).join(' | ')} |`,
    `| --- |${' --: |'.repeat(shown.length)}`,
    ...rows,
  ].join('\n');
}

function notAsked(run: Results): string[] {
  const skipped = run.requirements.filter((one) => one.status === 'skipped');
  return skipped.length === 0 ? [] : [`Not asked: ${prose(reasons(skipped))}.`];
}

/** What a reader of a pull request has to look at. */
function isBroken({ status }: RequirementResult): boolean {
  return status === 'failed' || status === 'unexpected-pass' || status === 'error' || status === 'untestable';
}

function brokenTable(broken: readonly RequirementResult[]): string[] {
  if (broken.length === 0) return [];
  const rows = broken
    .slice(0, ROWS_MAX)
    .map(
      (one) =>
        `| ${one.id} | ${one.level} | ${STATUS_WORDS[one.status]} | ${prose(one.title)} | ${prose(whatCame(one))} |`,
    );
  const head = '| requirement | level | status | rule | what came |\n| --- | --- | --- | --- | --- |';
  const more = broken.length > ROWS_MAX ? [`And ${broken.length - ROWS_MAX} more.`] : [];
  return [[head, ...rows].join('\n'), ...more];
}

/** One failure, folded: both sides and the command that asks again. */
function details(result: RequirementResult, subject: number | null): string {
  const failure = firstFailure(result);
  const of = subject === null ? '' : ` · subject ${subject}`;
  const again = failure?.exchange?.curl ?? failure?.call?.again;
  return [
    `<details><summary>${result.id} · ${result.level} · ${STATUS_WORDS[result.status]}${of}</summary>`,
    `${prose(result.title)} (${prose(result.source)})`,
    prose(whatCame(result), 1_000) || 'Nothing more is known.',
    ...(failure?.expected == null ? [] : [`expected ${code(failure.expected, 500)}`]),
    ...(failure?.actual == null ? [] : [`actual ${code(failure.actual, 500)}`]),
    ...(failure?.hint == null ? [] : [`Fix: ${prose(failure.hint)}`]),
    ...(again === undefined ? [] : [block(again, 'sh')]),
    '</details>',
  ].join('\n\n');
}
