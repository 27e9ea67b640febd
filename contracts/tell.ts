import type { Requirement } from './catalogue.js';
import type { ContractFault } from './dialect.js';
import type { Breach } from './judge/exchange.js';

/** A rule that was broken, with where. */
export interface BrokenRule extends Pick<Requirement, 'id' | 'level' | 'statement' | 'source'> {
  /** The first few places; `more` counts the others. */
  readonly breaches: readonly Breach[];
  readonly more: number;
}

/** Where a breach is: event, byte, path. */
export function place({ event, byte, path }: Breach): string {
  const parts = [
    ...(event === undefined ? [] : [`event ${event}`]),
    ...(byte === undefined ? [] : [`byte ${byte}`]),
    ...(path === undefined || path === '' ? [] : [path]),
  ];
  return parts.length === 0 ? 'the response head' : parts.join(', ');
}

/** The smallest change that would pass. */
export function hintOf(breach: Breach | undefined, row: Pick<Requirement, 'statement'>): string {
  if (breach?.expected === undefined) return `Keep the rule: ${row.statement}`;
  const where = breach.path === undefined || breach.path === '' ? '' : ` in ${breach.path}`;
  return `Give ${oneLine(breach.expected)}${where}.`;
}

/** A text without line breaks. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}

/** What people read about broken rules: per rule what it says, where it broke, what came, and what would pass. */
export function tellBroken(rules: readonly BrokenRule[]): string {
  return rules.map(tellRule).join('\n');
}

function tellRule(rule: BrokenRule): string {
  const [first, ...others] = rule.breaches;
  const lines = [`${rule.level} ${rule.id} ${rule.statement} (${rule.source})`];
  if (first !== undefined) {
    lines.push(`  at     ${place(first)}: ${oneLine(first.message)}`);
    if (first.expected !== undefined) lines.push(`  wants  ${oneLine(first.expected)}`);
    if (first.actual !== undefined) lines.push(`  came   ${oneLine(first.actual)}`);
    if (first.excerpt !== undefined) lines.push(`  bytes  ${oneLine(first.excerpt)}`);
  }
  const more = rule.more === 0 ? [] : [`${rule.more} more`];
  if (others.length > 0 || more.length > 0) lines.push(`  also   ${[...others.map(place), ...more].join('; ')}`);
  lines.push(`  fix    ${hintOf(first, rule)} vai-conformance explain ${rule.id}`);
  return lines.join('\n');
}

/** What people read about a request that will be refused. */
export function tellFaults(faults: readonly ContractFault[]): string {
  return faults
    .map(({ rule, status, type, message, param }) => {
      const where = param === undefined ? '' : ` at ${param}`;
      return `${rule}${where}: ${oneLine(message)}\n  answer ${`${status} ${type}`.trim()}`;
    })
    .join('\n');
}
