/**
 * Text that a subject controls, for GitHub's Markdown. In a page of a pull request it must form no link, no picture, no
 * HTML, no mention that mails people, and no reference that shows up in other issues.
 */

/** Prose: code spans stay, everything else means only itself. One line, cut to a length. */
export function prose(text: string, length = 300): string {
  return cut(oneLine(text), length)
    .split(/(`[^`]+`)/)
    .map((part, at) => (at % 2 === 1 ? code(part.slice(1, -1)) : escaped(part)))
    .join('');
}

/** A code span that the text cannot end, and that stays in the cell of a table. One line, cut to a length. */
export function code(text: string, length = 300): string {
  const line = cut(oneLine(text), length);
  if (line === '') return '';
  const run = longestRun(line);
  const fence = '`'.repeat(run + 1);
  const pad = run > 0 ? ' ' : '';
  // A pipe ends a cell even in code, and a backslash before it would be taken for its escape.
  return `${fence}${pad}${line.replace(/\\(?=\|)/g, '\\\u200b').replaceAll('|', '\\|')}${pad}${fence}`;
}

/** A block of code that the text cannot end. */
export function block(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.replace(/\r\n?/g, '\n').replace(CONTROLS, '\ufffd')}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

function escaped(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replace(/[\\`|[\]*_~!>]/g, '\\$&')
      // Nothing can be escaped about these; a character of no width keeps them from being a mention, a reference, a link.
      .replace(/[@#]/g, `$&${NOTHING}`)
      .replace(/\b(GH-|https?:|ftp:|mailto:|www\.)/gi, (start) => start.slice(0, -1) + NOTHING + start.slice(-1))
  );
}

const NOTHING = '&#8203;';

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(CONTROLS, '\ufffd');
}

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Cuts between characters, never inside one. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…`;
}
