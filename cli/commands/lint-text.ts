import type { Requirement } from '../../contracts/catalogue.js';
import type { Breach, RuleFinding } from '../../contracts/judge/exchange.js';
import { hintOf, oneLine, place } from '../../contracts/tell.js';
import type { Paint } from '../../reports/console.js';
import { manifest } from '../manifest.js';
import type { Linted } from './lint-input.js';

/** A rule that was broken, with its row. */
export interface BrokenRule {
  readonly row: Requirement;
  readonly finding: RuleFinding;
}

const LEVELS = ['MUST', 'SHOULD', 'MAY'];

/** The rules that a file breaks, the weightiest first. */
export function brokenRules({ dialect, judgement }: Linted): BrokenRule[] {
  return judgement.findings
    .filter(({ breaches }) => breaches.length > 0)
    .flatMap((finding) => {
      const row = dialect.catalogue.find(finding.requirement);
      return row === undefined ? [] : [{ row, finding }];
    })
    .sort((a, b) => LEVELS.indexOf(a.row.level) - LEVELS.indexOf(b.row.level));
}

/** What people read about one file. */
export function fileText(linted: Linted, paint: Paint): string {
  const { source, judgement, request } = linted;
  const broken = brokenRules(linted);
  const about = [
    judgement.kind,
    ...(request === undefined ? [] : [request]),
    ...(judgement.events > 0 ? [plural(judgement.events, 'event')] : []),
    plural(judgement.bytes, 'byte'),
  ];
  const kept = judgement.findings.length - broken.length;
  const tail =
    broken.length === 0
      ? paint.good(`${plural(kept, 'rule')} kept`)
      : `${plural(kept, 'rule')} kept, ${paint.bad(`${broken.length} broken`)}`;
  return [
    `${paint.bold(source)} ${paint.dim(`(${about.join(', ')})`)}: ${tail}`,
    ...broken.map((each) => brokenText(each, paint)),
    '',
  ].join('\n');
}

function brokenText({ row, finding }: BrokenRule, paint: Paint): string {
  const known = row.deviations.length > 0 ? paint.dim(` (known: ${row.deviations.join(', ')})`) : '';
  const lines = [`  ${paint.bad(row.level)} ${paint.bold(row.id)} ${row.statement}${known}`];
  const [first] = finding.breaches;
  if (first !== undefined) lines.push(...breachLines(first, paint));
  const others = finding.breaches.slice(1).map(place);
  const more = finding.more ?? 0;
  if (others.length > 0) lines.push(`    also   ${others.join('; ')}${more > 0 ? `; and ${more} more` : ''}`);
  lines.push(`    fix    ${hintOf(first, row)} ${paint.dim(`${manifest().name} explain ${row.id}`)}`);
  return lines.join('\n');
}

function breachLines(breach: Breach, paint: Paint): string[] {
  const lines = [`    at     ${place(breach)}: ${oneLine(breach.message)}`];
  const came = [
    ...(breach.expected === undefined ? [] : [`expected ${oneLine(breach.expected)}`]),
    ...(breach.actual === undefined ? [] : [`came ${oneLine(breach.actual)}`]),
  ];
  if (came.length > 0) lines.push(`    came   ${came.join(', ')}`);
  if (breach.excerpt !== undefined) lines.push(`    bytes  ${paint.dim(oneLine(breach.excerpt))}`);
  return lines;
}

/** The last line, over all files. */
export function summaryText(all: readonly Linted[], unreadable: number, paint: Paint): string {
  const broken = all.flatMap(brokenRules);
  const count = (level: string) => broken.filter(({ row }) => row.level === level).length;
  const parts = LEVELS.map((level) => [level, count(level)] as const).filter(([, number]) => number > 0);
  const told =
    parts.length === 0
      ? paint.good('no rule broken')
      : paint.bad(parts.map(([level, number]) => `${number} ${level} broken`).join(', '));
  const bad = unreadable === 0 ? '' : `, ${paint.bad(`${plural(unreadable, 'file')} could not be read`)}`;
  return `${plural(all.length, 'file')} judged: ${told}${bad}\n`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
