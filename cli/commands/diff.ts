import pc from 'picocolors';
import type { Results } from '../../contracts/results.js';
import { type Paint, plain } from '../../reports/console.js';
import { onOneLine } from '../../reports/terminal-text.js';
import { STATUS_WORDS, VERDICT_WORDS } from '../../reports/words.js';
import { type Change, type Comparison, compare, gotWorse } from '../compare.js';
import { CannotJudge, EXIT } from '../exit.js';
import type { RawOptions } from '../options.js';
import { readResults } from '../results-file.js';

/** Tells what got worse and what better between two results documents; exit 1 where something that counts got worse. */
export async function diff(before: string, after: string, flags: RawOptions): Promise<number> {
  const earlier = readResults(before);
  const later = readResults(after);
  const kinds = [earlier, later].map(({ subject }) => `${subject.dialect} ${subject.kind}`);
  if (kinds[0] !== kinds[1]) throw new CannotJudge(`A ${kinds[0]} and a ${kinds[1]} cannot be compared.`);
  const comparison = compare(earlier, later);
  const colour = flags.color !== false && !process.env.NO_COLOR && process.stdout.isTTY === true;
  const paint: Paint = colour ? { good: pc.green, bad: pc.red, dim: pc.dim, bold: pc.bold } : plain;
  process.stdout.write(
    flags.json === true
      ? `${JSON.stringify({ schema: 1, from: headOf(earlier), to: headOf(later), ...comparison }, null, 2)}\n`
      : text(earlier, later, comparison, paint),
  );
  return gotWorse(comparison) ? EXIT.broken : EXIT.ok;
}

function headOf({ tool, subject, startedAt, seed, summary }: Results): object {
  return { tool, subject, startedAt, seed, summary };
}

/** What is told of each kind; of what is new and gone the rule says enough. */
const PARTS: readonly (readonly [Exclude<keyof Comparison, 'same'>, string, keyof Paint])[] = [
  ['worse', 'worse', 'bad'],
  ['better', 'better', 'good'],
  ['new', 'new', 'bold'],
  ['gone', 'gone', 'bold'],
  ['noLongerAsked', 'no longer asked', 'bold'],
  ['askedNow', 'asked now', 'bold'],
];

function text(earlier: Results, later: Results, comparison: Comparison, paint: Paint): string {
  const blocks = PARTS.map(([kind, words, colour]) => {
    const changes = comparison[kind];
    if (changes.length === 0) return '';
    const lines = kind === 'noLongerAsked' ? byReason(changes) : changes.map((one) => line(one, paint));
    return `${paint[colour](`${words}: ${changes.length}`)}\n${lines.join('')}\n`;
  });
  const counts = PARTS.map(([kind, words]) => `${comparison[kind].length} ${words}`);
  return `${paint.dim(`from   ${headLine(earlier)}`)}\n${paint.dim(`to     ${headLine(later)}`)}\n\n${blocks.join('')}${[...counts, `${comparison.same} as before`].join(', ')}\n`;
}

/** A setting that a target lost takes dozens of requirements with it: they are told together. */
function byReason(changes: readonly Change[]): string[] {
  const ids = new Map<string, string[]>();
  for (const { id, detail } of changes) {
    const known = ids.get(detail);
    if (known) known.push(id);
    else ids.set(detail, [id]);
  }
  return [...ids].map(([detail, of]) => `${onOneLine(detail) || 'for no reason told'}: ${of.join(', ')}\n`);
}

function headLine({ subject, summary, startedAt, tool }: Results): string {
  return onOneLine(
    `${subject.target} · ${VERDICT_WORDS[summary.verdict]} · ${startedAt} · ${tool.name} ${tool.version}`,
  );
}

function line({ id, level, title, scored, from, to, detail }: Change, paint: Paint): string {
  const words = [from, to].flatMap((status) => (status === null ? [] : [STATUS_WORDS[status]])).join(' → ');
  const unscored = scored ? '' : ' (not scored)';
  const why = detail === '' ? '' : `  ${paint.dim(onOneLine(detail).slice(0, 300))}\n`;
  return `${paint.bold(id)} ${level}${unscored} ${words}: ${onOneLine(title)}\n${why}`;
}
