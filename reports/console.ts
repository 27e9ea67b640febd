import type { Level } from '../contracts/catalogue.js';
import type { CallReport, FailureReport, RequirementResult, Results } from '../contracts/results.js';
import { requestIn } from './curl-line.js';
import { onOneLine, visible } from './terminal-text.js';
import { LEVELS, reasons, verdictWords } from './words.js';

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
  if (subject.sdk !== undefined) parts.push(`${subject.sdk.name} ${subject.sdk.version} (${subject.sdk.runtime})`);
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
  const lines = [`${paint.bad(label)} ${paint.bold(result.id)} ${result.level} ${onOneLine(result.title)}${known}`];
  const broken = test?.failure;
  if (broken) lines.push(...brokenLines(broken));
  else lines.push(`  why    ${indented(result.detail ?? test?.detail ?? result.reason ?? 'unknown')}`);
  lines.push(`  more   ${tool} explain ${result.id}`);
  const again = broken?.exchange?.curl ?? broken?.call?.again;
  if (again !== undefined) lines.push(`  again  ${paint.dim(visible(again))}`);
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
  const { exchange, call } = broken;
  const lines: string[] = [];
  if (exchange) lines.push(`  sent   ${cut(sent(exchange.curl), 140)}`);
  if (call) lines.push(...callLines(call));
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
  lines.push(`  came   ${cut(onOneLine(came.join(' ')), 500)}`);
  // What a gateway would have to answer can be told from what was expected; what an SDK would have to do cannot.
  if (broken.hint !== null || broken.call === undefined) {
    lines.push(`  fix    ${onOneLine(broken.hint ?? smallestChange(broken))}`);
  }
  return lines;
}

/** Both sides of an SDK's call: what it sent, what the server wrote, what the adapter told. */
function callLines({ operation, asked, exchanges, answered }: CallReport): string[] {
  const first = exchanges[0];
  const more = exchanges.length > 1 ? ` (and ${exchanges.length - 1} more)` : '';
  return [
    `  asked  ${cut(onOneLine(`${operation} ${asked}`), 200)}`,
    `  sent   ${first === undefined ? 'nothing' : cut(request(first.sent), 200) + more}`,
    ...(first === undefined ? [] : [`  wrote  ${cut(onOneLine(first.wrote), 200)}`]),
    ...answered.slice(-1).map((line) => `  told   ${cut(onOneLine(line), 300)}`),
  ];
}

/** Request line and body of an HTTP text; its headers have their place in the reports. */
function request(text: string): string {
  const [head = '', ...body] = text.split('\n\n');
  return onOneLine([head.split('\n')[0], ...body].join(' '));
}

function smallestChange(broken: FailureReport): string {
  if (broken.expected === null) return 'Make the answer keep the rule above.';
  const where = broken.path === null ? '' : ` in ${broken.path}`;
  return `Answer with ${cut(broken.expected, 200)}${where}.`;
}

/** The request of a curl line, in one line. */
function sent(curl: string): string {
  const request = requestIn(curl);
  if (request === null) {
    const raw = /^printf '(.*?)(?:\\r|\\n|'|$)/.exec(curl)?.[1];
    return raw === undefined ? onOneLine(curl) : `raw bytes: ${onOneLine(raw)} …`;
  }
  return onOneLine([request.method, request.url, request.body].filter((part) => part !== null).join(' '));
}

/** The last lines: counts by level, what was not asked and why, and the verdict in words. */
export function verdict(results: Results, wallMs: number, paint: Paint, quiet: boolean): string {
  const rows = LEVELS.map((level) => levelLine(results, level)).filter((line) => line !== '');
  const words = verdictWords(results);
  const line = `${words.good ? paint.good(`${words.text},`) : paint.bad(`${words.text},`)} in ${(wallMs / 1_000).toFixed(1)} s`;
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

/** Everything about every requirement, for `--verbose`. */
export function listing(results: Results, paint: Paint): string {
  return results.requirements
    .filter((one) => one.reason !== 'excluded-by-user')
    .map((one) => {
      const mark =
        one.status === 'passed'
          ? paint.good('passed')
          : one.status === 'skipped'
            ? paint.dim('skipped')
            : paint.bad(one.status);
      const evidence = one.tests.map((test) => test.evidence ?? test.detail).filter((text) => text) as string[];
      const why = one.status === 'skipped' ? `${one.reason}: ${one.detail}` : (evidence[0] ?? one.detail ?? '');
      return `${mark} ${one.id} ${onOneLine(one.title)}\n  ${paint.dim(cut(onOneLine(why), 200))}\n`;
    })
    .join('');
}

function indented(text: string): string {
  return visible(text.split('\n').slice(0, 6).join('\n         '));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
