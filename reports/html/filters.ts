import type { Results } from '../../contracts/results.js';
import { areaOf, LEVELS, STATUS_WORDS, STATUSES } from '../words.js';
import { html, type Markup } from './markup.js';
import type { Row } from './rows.js';
import { subjectName } from './summary.js';

/** What the reader can narrow the list with. Hidden until the script that makes it work has run. */
export function filters(rows: readonly Row[], runs: readonly Results[]): Markup {
  const statuses = STATUSES.filter((status) =>
    rows.some((row) => row.told.some((one) => one.result.status === status)),
  );
  const levels = LEVELS.filter((level) => rows.some((row) => row.first.level === level));
  const areas = [...new Set(rows.map((row) => areaOf(row.id)))].sort();
  const box = (name: string, value: string, words: string) =>
    html`<label class="choice"><input type="checkbox" name="${name}" value="${value}" checked> ${words}</label>`;
  return html`<form class="filters" id="filters" aria-label="Filters" hidden>
<fieldset><legend>Status</legend>${statuses.map((status) => box('status', status, STATUS_WORDS[status]))}</fieldset>
<fieldset><legend>Level</legend>${levels.map((level) => box('level', level, level))}</fieldset>
${
  runs.length > 1 &&
  html`<label>Subject <select name="subject"><option value="">any</option>${runs.map((run, index) => html`<option value="${index + 1}">${index + 1}: ${subjectName(run.subject).slice(0, 60)}</option>`)}</select></label>`
}
<label>Area <select name="area"><option value="">all</option>${areas.map((area) => html`<option>${area}</option>`)}</select></label>
<label class="text">Text <input type="search" name="text" placeholder="id, rule, evidence… ( / )" autocomplete="off" spellcheck="false"></label>
<span class="buttons"><button type="button" id="open">Open all shown</button> <button type="button" id="close">Close all</button> <button type="reset">Reset</button></span>
<p class="shown" role="status" id="shown"></p>
</form>`;
}
