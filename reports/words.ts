import type { Level } from '../contracts/catalogue.js';
import type { FailureReport, RequirementResult, RequirementStatus, Results, Verdict } from '../contracts/results.js';

/** The levels, strictest first. */
export const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];

/** Every status in the order in which people want to see them, and how it is said. */
export const STATUS_WORDS: Readonly<Record<RequirementStatus, string>> = {
  failed: 'failed',
  untestable: 'untestable',
  error: 'error',
  'unexpected-pass': 'passed unexpectedly',
  'expected-failure': 'failed as expected',
  passed: 'passed',
  skipped: 'not asked',
};

/** The same, as a list. */
export const STATUSES: readonly RequirementStatus[] = [
  'failed',
  'untestable',
  'error',
  'unexpected-pass',
  'expected-failure',
  'passed',
  'skipped',
];

/** A verdict in a word or two. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  conformant: 'Conformant',
  'non-conformant': 'Not conformant',
  partial: 'Partial',
  'not-judged': 'Not judged',
};

/** `<AREA>` of an id `<DIALECT>-<SUBJECT>-<AREA>-<NNN>`. */
export function areaOf(id: string): string {
  return id.split('-').slice(2, -1).join('-') || id;
}

/** The failure that shows best why a requirement ended as it did; `undefined` where no test has one. */
export function firstFailure(result: RequirementResult): FailureReport | undefined {
  return result.tests.find((test) => test.failure)?.failure ?? undefined;
}

/** What came, in a sentence; empty where nobody said. */
export function whatCame(result: RequirementResult): string {
  return firstFailure(result)?.message ?? result.detail ?? '';
}

/** Why requirements were not asked, counted by reason. */
export function reasons(skipped: readonly RequirementResult[]): string {
  const counts = new Map<string, number>();
  for (const one of skipped) counts.set(one.reason ?? 'unknown', (counts.get(one.reason ?? 'unknown') ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason} ${count}`).join(', ');
}

/** The verdict with its counts, and how many MUSTs were not asked and why. */
export function verdictWords(results: Results): { text: string; good: boolean } {
  const musts = results.requirements.filter((one) => one.level === 'MUST');
  const unasked = musts.filter((one) => one.status === 'skipped');
  const not = unasked.length === 0 ? '' : `; ${unasked.length} MUSTs not asked (${reasons(unasked)})`;
  const { summary } = results;
  const known = summary.expectedFailures;
  const expected = known > 0 ? `, ${known} failed as the baseline expects` : '';
  if (results.requirements.some((one) => one.reason === 'interrupted'))
    return { text: `Interrupted, not all was judged: ${counted(summary)}${not}`, good: false };
  switch (summary.verdict) {
    case 'conformant':
      return { text: `Conformant: ${summary.passed} requirements passed${expected}${not}`, good: true };
    case 'partial':
      return {
        text: `Partial run, no verdict on the whole: ${summary.passed} passed, ${summary.failed} failed${summary.errors > 0 ? `, ${summary.errors} errors` : ''}${not}`,
        good: summary.errors === 0,
      };
    case 'non-conformant':
      return { text: `Not conformant: ${counted(summary)}${not}`, good: false };
    default:
      return { text: `Not judged: no scored requirement was put to the test${not}`, good: false };
  }
}

function counted(summary: Results['summary']): string {
  const { failed, untestable, passed, errors, unexpectedPasses } = summary;
  return [
    `${failed} failed`,
    ...(unexpectedPasses > 0
      ? [`${unexpectedPasses} passed unexpectedly (out of the baseline with them: baseline prune)`]
      : []),
    `${untestable} untestable`,
    ...(errors > 0 ? [`${errors} errors`] : []),
    `${passed} passed`,
  ].join(', ');
}
