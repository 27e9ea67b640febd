import type { Level } from '../contracts/catalogue.js';
import type { FailureReport, RequirementResult, Results } from '../contracts/results.js';

/** Colours, or none. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

/** No colours at all. */
export const plain: Paint = { good: (text) => text, bad: (text) => text, dim: (text) => text, bold: (text) => text };

/** The first line: what is judged, by what. */
export function header(results: Pick<Results, 'tool' | 'subject' | 'seed'>, paint: Paint): string {
  const { tool, subject, seed } = results;
  const parts = [`${tool.name} ${tool.version}`, subject.target, `dialect ${subject.dialect}`];
  if (subject.model !== null) parts.push(`model ${subject.model}`);
  if (subject.auth !== null) parts.push(`auth ${subject.auth}`);
  parts.push(`seed ${seed}`);
  return `${paint.dim(parts.join(' · '))}\n`;
}

/** The line that changes while a run goes on; for terminals only. */
export function progress(done: number, of: number, failed: number, paint: Paint): string {
  const bad = failed > 0 ? `, ${paint.bad(`${failed} failed`)}` : '';
  return `\r\x1b[2K${done}/${of} tests${bad}`;
}

/** Wipes the progress line. */
export const WIPE = '\r\x1b[2K';

/** A requirement that did not end well: what the rule says, what was sent, what came, the smallest change; then commands. */
export function failure(result: RequirementResult, tool: string, paint: Paint): string {
  const test = result.tests.find((one) => one.failure) ?? result.tests.find((one) => one.status === result.status);
  const label = result.status === 'failed' ? 'FAILED' : result.status.toUpperCase();
  const known = result.deviations.length > 0 ? paint.dim(` (known: ${result.deviations.join(', ')})`) : '';
  const lines = [`${paint.bad(label)} ${paint.bold(result.id)} ${result.level} ${oneLine(result.title)}${known}`];
  const broken = test?.failure;
  if (broken) lines.push(...brokenLines(broken));
  else lines.push(`  why    ${indented(result.detail ?? test?.detail ?? result.reason ?? 'unknown')}`);
  lines.push(`  more   ${tool} explain ${result.id}`);
  if (broken?.exchange) lines.push(`  again  ${paint.dim(visible(broken.exchange.curl))}`);
  return `${lines.join('\n')}\n\n`;
}

const NOT_REACHED = new Set(['deadline', 'interrupted', 'bail']);

/** Whether the run ended before this requirement was judged. */
export function isNotReached(result: RequirementResult): boolean {
  return result.status === 'untestable' && NOT_REACHED.has(result.reason ?? '');
}

/** One line for everything that the run did not come to; empty where there is none. */
export function notReached(results: Results, paint: Paint): string {
  const counts = new Map<string, number>();
  for (const one of results.requirements.filter(isNotReached)) {
    const why = { deadline: 'the deadline was reached', bail: 'the run was ended by --bail' }[one.reason ?? ''];
    const words = why ?? 'the run was interrupted';
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts]
    .map(([why, count]) => `${paint.bad('UNTESTABLE')} ${count} requirements were not judged: ${why}\n\n`)
    .join('');
}

/** Something to look at before the failures. */
export function note(text: string, paint: Paint): string {
  return `${paint.bold('note')}   ${indented(text)}\n\n`;
}

function brokenLines(broken: FailureReport): string[] {
  const { exchange } = broken;
  const lines: string[] = [];
  if (exchange) lines.push(`  sent   ${cut(sent(exchange.curl), 140)}`);
  const sides = [
    ...(broken.expected === null ? [] : [`expected ${broken.expected}`]),
    ...(broken.actual === null ? [] : [`got ${broken.actual}`]),
  ].join(', ');
  const came = [
    broken.message,
    ...(sides === '' ? [] : [sides]),
    ...(broken.path === null ? [] : [`at ${broken.path}`]),
    ...(exchange?.at == null ? [] : [`(event ${exchange.at})`]),
  ];
  lines.push(`  came   ${cut(oneLine(came.join(' ')), 500)}`);
  lines.push(`  fix    ${oneLine(broken.hint ?? smallestChange(broken))}`);
  return lines;
}

function smallestChange(broken: FailureReport): string {
  if (broken.expected === null) return 'Make the answer keep the rule above.';
  const where = broken.path === null ? '' : ` in ${broken.path}`;
  return `Answer with ${cut(broken.expected, 200)}${where}.`;
}

/** Method, URL and body of a curl line. */
function sent(curl: string): string {
  const method = /-X (\S+)/.exec(curl)?.[1];
  const url = /'(https?:[^']*)'/.exec(curl)?.[1];
  const body = /--data-binary '([\s\S]*)'$/.exec(curl)?.[1];
  const raw = /^printf '(.*?)(?:\\r|\\n|'|$)/.exec(curl)?.[1];
  if (method === undefined && raw !== undefined) return `raw bytes: ${oneLine(raw)} …`;
  return oneLine([method ?? 'raw bytes', url, body].filter((part) => part !== undefined).join(' ')) || oneLine(curl);
}

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];

/** The last lines: counts by level, what was not asked and why, and the verdict in words. */
export function verdict(results: Results, wallMs: number, paint: Paint, quiet: boolean): string {
  const rows = LEVELS.map((level) => levelLine(results, level)).filter((line) => line !== '');
  const words = verdictWords(results);
  const line = `${words.good ? paint.good(words.text) : paint.bad(words.text)} in ${(wallMs / 1_000).toFixed(1)} s`;
  return quiet ? `${line}\n` : `${rows.join('\n')}\n${line}\n`;
}

function levelLine(results: Results, level: Level): string {
  const members = results.requirements.filter((one) => one.level === level);
  if (members.length === 0) return '';
  const count = (...statuses: string[]) => members.filter((one) => statuses.includes(one.status)).length;
  const parts = [`${count('passed')} passed`, `${count('failed')} failed`, `${count('untestable')} untestable`];
  if (count('expected-failure') > 0) parts.push(`${count('expected-failure')} failed as expected`);
  if (count('unexpected-pass') > 0) parts.push(`${count('unexpected-pass')} passed unexpectedly`);
  if (count('error') > 0) parts.push(`${count('error')} errors`);
  const skipped = members.filter((one) => one.status === 'skipped');
  if (skipped.length > 0) parts.push(`${skipped.length} not asked (${reasons(skipped)})`);
  const unscored = level === 'MAY' ? ' (reported, not scored)' : '';
  return `${level.padEnd(6)} ${parts.join(', ')}${unscored}`;
}

function reasons(skipped: readonly RequirementResult[]): string {
  const counts = new Map<string, number>();
  for (const one of skipped) counts.set(one.reason ?? 'unknown', (counts.get(one.reason ?? 'unknown') ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason} ${count}`).join(', ');
}

function verdictWords(results: Results): { text: string; good: boolean } {
  const musts = results.requirements.filter((one) => one.level === 'MUST');
  const unasked = musts.filter((one) => one.status === 'skipped');
  const not = unasked.length === 0 ? '' : `; ${unasked.length} MUSTs not asked (${reasons(unasked)})`;
  const { summary } = results;
  const known = summary.expectedFailures;
  const expected = known > 0 ? `, ${known} failed as the baseline expects` : '';
  if (results.requirements.some((one) => one.reason === 'interrupted'))
    return { text: `Interrupted, not all was judged: ${counted(summary)}${not},`, good: false };
  switch (summary.verdict) {
    case 'conformant':
      return { text: `Conformant: ${summary.passed} requirements passed${expected}${not},`, good: true };
    case 'partial':
      return {
        text: `Partial run, no verdict on the whole: ${summary.passed} passed, ${summary.failed} failed${summary.errors > 0 ? `, ${summary.errors} errors` : ''}${not},`,
        good: summary.errors === 0,
      };
    case 'non-conformant':
      return {
        text: `Not conformant: ${counted(summary)}${not},`,
        good: false,
      };
    default:
      return { text: `Not judged: no scored requirement was put to the test${not},`, good: false };
  }
}

function counted(summary: Results['summary']): string {
  const { failed, untestable, passed, errors, unexpectedPasses } = summary;
  return [
    `${failed} failed`,
    ...(unexpectedPasses > 0
      ? [`${unexpectedPasses} passed unexpectedly (out of the baseline with them: baseline prune)`]
      : []),
    `${untestable} untestable`,
    ...(errors > 0 ? [`${errors} errors`] : []),
    `${passed} passed`,
  ].join(', ');
}

/** Everything about every requirement, for `--verbose`. */
export function listing(results: Results, paint: Paint): string {
  return results.requirements
    .map((one) => {
      const mark =
        one.status === 'passed'
          ? paint.good('passed')
          : one.status === 'skipped'
            ? paint.dim('skipped')
            : paint.bad(one.status);
      const evidence = one.tests.map((test) => test.evidence ?? test.detail).filter((text) => text) as string[];
      const why = one.status === 'skipped' ? `${one.reason}: ${one.detail}` : (evidence[0] ?? one.detail ?? '');
      return `${mark} ${one.id} ${oneLine(one.title)}\n  ${paint.dim(cut(oneLine(why), 200))}\n`;
    })
    .join('');
}

function oneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim());
}

function indented(text: string): string {
  return visible(text.split('\n').slice(0, 6).join('\n         '));
}

/** Control characters, as text: a target must not be able to steer the terminal of whoever judges it. */
function visible(text: string): string {
  return text.replace(CONTROLS, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
