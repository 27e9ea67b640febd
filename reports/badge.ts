import type { Results, Verdict } from '../contracts/results.js';
import type { Report } from './report.js';
import { VERDICT_WORDS } from './words.js';

/** White text is readable on each of these (contrast above 4.5 to 1). */
const COLOURS: Readonly<Record<Verdict, string>> = {
  conformant: '#1a7f37',
  'non-conformant': '#c62828',
  partial: '#8a5a00',
  'not-judged': '#57606a',
};
const LABEL = 'conformance';
const PADDING = 6;

/** A badge for a README: the verdict with its count; on several subjects, how many of them are conformant. */
export const badge: Report = {
  name: 'badge',
  render: (results: Results, ...others: readonly Results[]) =>
    others.length === 0 ? drawn(words(results), results.summary.verdict) : drawnOfSeveral([results, ...others]),
};

function words({ summary }: Results): string {
  const { passed, failed, untestable, errors, verdict } = summary;
  const word = VERDICT_WORDS[verdict].toLowerCase();
  switch (verdict) {
    case 'conformant':
      return `${word}, ${passed} passed`;
    case 'non-conformant':
      return `${word}, ${failed} failed${untestable > 0 ? `, ${untestable} untestable` : ''}`;
    case 'partial':
      return `${word}, ${passed} passed${failed + errors > 0 ? `, ${failed + errors} not` : ''}`;
    default:
      return word;
  }
}

function drawnOfSeveral(runs: readonly Results[]): string {
  const good = runs.filter((run) => run.summary.verdict === 'conformant').length;
  const worst: Verdict = runs.some((run) => run.summary.verdict === 'non-conformant')
    ? 'non-conformant'
    : good === runs.length
      ? 'conformant'
      : 'partial';
  return drawn(`${good} of ${runs.length} conformant`, worst);
}

function drawn(message: string, verdict: Verdict): string {
  const left = Math.ceil(widthOf(LABEL)) + 2 * PADDING;
  const right = Math.ceil(widthOf(message)) + 2 * PADDING;
  const title = `${LABEL}: ${message}`;
  // Nothing in it has an id: in a page with several badges an id would mean the first one's.
  // `textLength` makes the text fit its field in whatever font there is.
  const text = (words: string, from: number, width: number) =>
    `<text x="${from + PADDING}" y="14" textLength="${width - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${words}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}"><title>${title}</title><rect width="${left + right}" height="20" rx="3" fill="${COLOURS[verdict]}"/><path d="M3 0h${left - 3}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#444c56"/><g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">${text(LABEL, 0, left)}${text(message, left, right)}</g></svg>\n`;
}

/** Width in pixels at 11 px of Verdana, the widest of the fonts named above: by kinds of letters, as far as these words go. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + letterWidth(letter), 0);
}

function letterWidth(letter: string): number {
  if ('ijl'.includes(letter)) return 3.1;
  if (' ,.'.includes(letter)) return 4;
  if ('ft'.includes(letter)) return 4.2;
  if ('rs'.includes(letter)) return 5.2;
  if ('mw'.includes(letter)) return 10;
  return 6.9;
}
