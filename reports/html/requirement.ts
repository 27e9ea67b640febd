import type { RequirementResult, TestResult } from '../../contracts/results.js';
import { areaOf, STATUS_WORDS, STATUSES } from '../words.js';
import { failureBlock } from './failure.js';
import { html, type Markup, prose } from './markup.js';
import type { Row, Told } from './rows.js';

/** One requirement: a line that opens to its source and to what proved or broke it, subject by subject. */
export function requirementRow(row: Row, names: readonly string[], tool: string): Markup {
  const { id, first, told, status } = row;
  const statuses = names.map((_, at) => told.find((one) => one.subject === at + 1)?.result.status ?? '');
  return html`<details class="row" id="${id}" data-status="${statuses.join(' ')}" data-level="${first.level}" data-area="${areaOf(id)}">
<summary><span class="id">${id}</span> <span class="level ${first.level}">${first.level}</span> <span class="status ${status}">${STATUS_WORDS[status]}</span> <span class="title">${prose(first.title)}</span>${names.length > 1 && strip(told, names.length)}</summary>
<div class="body">
${facts(first, tool)}
${outcomes(told, names)}
</div></details>
`;
}

/** One cell for each subject: whoever compares gateways sees at once which of them fail. */
function strip(told: readonly Told[], subjects: number): Markup {
  const cells = Array.from({ length: subjects }, (_, at) => {
    const status = told.find((one) => one.subject === at + 1)?.result.status;
    const words = status === undefined ? 'not in its document' : STATUS_WORDS[status];
    return html`<span class="cell ${status ?? 'absent'}" title="${at + 1}: ${words}">${at + 1}<span class="unseen"> ${words}, </span></span>`;
  });
  return html`<span class="strip">${cells}</span>`;
}

function facts(first: RequirementResult, tool: string): Markup {
  const scored =
    first.level === 'MAY' ? 'no: a MAY is reported only' : first.scored ? 'yes' : 'no: of a later set, or of none';
  return html`<dl class="facts"><div><dt>source</dt><dd>${first.source}</dd></div><div><dt>scored</dt><dd>${scored}</dd></div>${
    first.deviations.length > 0 && html`<div><dt>known deviations</dt><dd>${first.deviations.join(', ')}</dd></div>`
  }<div><dt>more</dt><dd><code>${tool} explain ${first.id}</code></dd></div></dl>`;
}

/** The worst first; subjects that did the very same are told once. */
function outcomes(told: readonly Told[], names: readonly string[]): Markup[] {
  const groups = new Map<string, { subjects: number[]; content: Markup }>();
  const rank = ({ result }: Told) => STATUSES.indexOf(result.status);
  for (const { subject, result } of [...told].sort((a, b) => rank(a) - rank(b))) {
    const content = outcome(result);
    const known = groups.get(content.text);
    if (known) known.subjects.push(subject);
    else groups.set(content.text, { subjects: [subject], content });
  }
  return [...groups.values()].map(({ subjects, content }) => {
    const [one = 0] = subjects;
    const head = subjects.length > 1 ? `Subjects ${subjects.join(', ')}` : `Subject ${one}: ${names[one - 1]}`;
    return html`<div class="outcome">${names.length > 1 && html`<h3>${head}</h3>`}${content}</div>`;
  });
}

function outcome(result: RequirementResult): Markup {
  const { status, reason, detail, attribution, tests } = result;
  const why = [reason, detail].filter((part) => part).join(': ');
  return html`${
    (why !== '' || !['passed', 'failed'].includes(status)) &&
    html`<p class="ended"><span class="status ${status}">${STATUS_WORDS[status]}</span>${why !== '' && html` <span class="why">${why}</span>`}${attribution === 'suite' && ' (of the suite’s own making)'}</p>`
  }${tests.map((test) => testBlock(test, tests.length > 1, detail))}`;
}

/** A test's evidence, why it ended as it did, or its failure; `told` is what was said of the requirement already. */
function testBlock(test: TestResult, named: boolean, told: string | null): Markup {
  const { name, status, evidence, detail, failure } = test;
  return html`${named && html`<p class="test"><span class="status ${status}">${status}</span> ${name}</p>`}${
    evidence !== null && html`<p class="evidence"><b>Evidence</b> ${evidence}</p>`
  }${detail !== null && detail !== told && html`<p class="why">${detail}</p>`}${failure && failureBlock(failure)}`;
}
