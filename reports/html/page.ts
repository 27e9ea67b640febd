import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../contracts/package-root.js';
import type { RequirementStatus, Results } from '../../contracts/results.js';
import { STATUS_WORDS, STATUSES, VERDICT_WORDS } from '../words.js';
import { filters } from './filters.js';
import { html, type Markup, raw } from './markup.js';
import { requirementRow } from './requirement.js';
import { type Row, rowsOf } from './rows.js';
import { subjectName, summary } from './summary.js';

/** Rows of these statuses are what a reader came for; the others are folded away at first. */
const OPEN_AT_FIRST: readonly RequirementStatus[] = STATUSES.filter((one) => one !== 'passed' && one !== 'skipped');

/** The whole page. Its policy names the one script and the one style by their hashes; nothing else may run or load. */
export function page(runs: readonly Results[]): string {
  const style = asset('page-style.css');
  const script = asset('page-script.js');
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const [first] = runs;
  const tool = first?.tool.name ?? '';
  const rows = rowsOf(runs);
  const names = runs.map((run) => subjectName(run.subject));
  const title = runs.length === 1 && first ? titleOf(first) : `${runs.length} subjects, judged by ${tool}`;
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
<h1>${runs.length === 1 ? names[0] : title}</h1>
${summary(runs)}
</header>
<main>
${filters(rows, runs)}
${STATUSES.map((status) => group(status, rows, names, tool))}
<p id="nothing" hidden>Nothing is like that.</p>
</main>
<script>${raw(script)}</script>
</body>
</html>
`;
  // A lone half of a character cannot be written in UTF-8; markup has shown it as its number.
  return text.text;
}

function titleOf(run: Results): string {
  return `${VERDICT_WORDS[run.summary.verdict]}: ${subjectName(run.subject)}`;
}

function group(status: RequirementStatus, rows: readonly Row[], names: readonly string[], tool: string): Markup | null {
  const members = rows.filter((row) => row.status === status);
  if (members.length === 0) return null;
  const open = OPEN_AT_FIRST.includes(status) ? raw(' open') : null;
  const word = STATUS_WORDS[status];
  const somewhere = names.length > 1 && status !== 'passed' && status !== 'skipped' ? ' somewhere' : '';
  return html`<details class="group" data-group="${status}"${open}><summary><h2>${word.charAt(0).toUpperCase()}${word.slice(1)}${somewhere} <span class="count">${members.length}</span></h2></summary>
${members.map((row) => requirementRow(row, names, tool))}</details>
`;
}

/** The page's own files lie beside this one in the repository, and at the same place in the package. */
function asset(name: string): string {
  return readFileSync(join(packageRoot, 'reports/html', name), 'utf8');
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
