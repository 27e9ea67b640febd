import type { Level } from '../../contracts/catalogue.js';
import type { RequirementStatus, Results, ResultsSubject } from '../../contracts/results.js';
import { LEVELS, reasons, STATUS_WORDS, STATUSES, VERDICT_WORDS, verdictWords } from '../words.js';
import { html, type Markup } from './markup.js';
import { milliseconds } from './timeline.js';

/** The head of the page: the verdict on one subject, or a table of several. */
export function summary(runs: readonly Results[]): Markup {
  const [only] = runs;
  return runs.length === 1 && only ? one(only) : several(runs);
}

function one(run: Results): Markup {
  return html`<p class="verdict ${run.summary.verdict}">${VERDICT_WORDS[run.summary.verdict]}</p>
<p class="words">${countsInWords(run)}</p>
${subjectFacts(run)}
${counts(run)}`;
}

/** The verdict stands above in large letters already. */
function countsInWords(run: Results): string {
  const words = verdictWords(run).text.replace(/^[^:]*: /, '');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function subjectFacts({ subject, tool, seed, startedAt, durationMs }: Results): Markup {
  const facts: readonly (readonly [string, string | null])[] = [
    [subject.kind, subjectName(subject)],
    ['dialect', subject.dialect],
    ['runtime', subject.sdk?.runtime ?? null],
    ['model', subject.model],
    ['auth', subject.auth],
    ['judged', `${startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}, in ${milliseconds(durationMs)}`],
    ['seed', String(seed)],
    ['by', `${tool.name} ${tool.version}`],
  ];
  return html`<dl class="facts">${facts.map(
    ([name, value]) => value !== null && html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

/** A subject as people call it. */
export function subjectName({ sdk, target }: ResultsSubject): string {
  return sdk ? `${sdk.name} ${sdk.version} (${sdk.language}): ${target}` : target;
}

function counts(run: Results): Markup {
  const shown = STATUSES.filter((status) => run.requirements.some((one) => one.status === status));
  const skipped = run.requirements.filter((one) => one.status === 'skipped');
  return html`<div class="wide" role="region" aria-label="Counts" tabindex="0"><table class="counts"><caption class="unseen">Requirements by level and status</caption>
<thead class="heads"><tr><th scope="col">level</th>${shown.map((status) => html`<th scope="col" class="num">${STATUS_WORDS[status]}</th>`)}<th scope="col" class="share">share</th></tr></thead>
<tbody>${LEVELS.map((level) => levelRow(run, level, shown))}</tbody></table></div>
${skipped.length > 0 && html`<p class="why">Not asked: ${reasons(skipped)}.</p>`}`;
}

function levelRow(run: Results, level: Level, shown: readonly RequirementStatus[]): Markup | null {
  const members = run.requirements.filter((one) => one.level === level);
  if (members.length === 0) return null;
  const count = (status: RequirementStatus) => members.filter((one) => one.status === status).length;
  const cells = shown.map((status) => html`<td class="num${count(status) === 0 && ' none'}">${count(status)}</td>`);
  return html`<tr><th scope="row">${level}</th>${cells}<td class="share">${bar(shown.map((status) => [status, count(status)]))}</td></tr>`;
}

/** The statuses' shares as one bar; the numbers stand beside it. */
function bar(shares: readonly (readonly [RequirementStatus, number])[]): Markup {
  const all = Math.max(
    1,
    shares.reduce((sum, [, count]) => sum + count, 0),
  );
  let from = 0;
  const parts = shares.map(([status, count]) => {
    const at = from;
    from += count;
    return (
      count > 0 && html`<rect class="${status}" x="${share(at, all)}%" width="${share(count, all)}%" height="12"/>`
    );
  });
  return html`<svg class="bar" width="100%" height="12" aria-hidden="true">${parts}</svg>`;
}

function share(count: number, all: number): number {
  return Math.round((10_000 * count) / all) / 100;
}

function several(runs: readonly Results[]): Markup {
  const shown = STATUSES.filter((status) => runs.some((run) => run.requirements.some((one) => one.status === status)));
  const conformant = runs.filter((run) => run.summary.verdict === 'conformant').length;
  const rows = runs.map((run, index) => {
    const count = (status: RequirementStatus) => run.requirements.filter((one) => one.status === status).length;
    const cells = shown.map((status) => html`<td class="num${count(status) === 0 && ' none'}">${count(status)}</td>`);
    return html`<tr><th scope="row">${index + 1}</th><td class="subject">${subjectName(run.subject)}</td><td><span class="verdict ${run.summary.verdict}">${VERDICT_WORDS[run.summary.verdict]}</span></td>${cells}</tr>`;
  });
  const by = new Set(runs.map(({ tool }) => `${tool.name} ${tool.version}`));
  return html`<p class="words">${conformant} of ${runs.length} subjects are conformant.</p>
<div class="wide" role="region" aria-label="Subjects" tabindex="0"><table class="counts subjects"><caption class="unseen">Subjects with their verdicts</caption>
<thead class="heads"><tr><th scope="col">#</th><th scope="col">subject</th><th scope="col">verdict</th>${shown.map((status) => html`<th scope="col" class="num">${STATUS_WORDS[status]}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>
<p class="why">Judged by ${[...by].join(', ')}.</p>`;
}
