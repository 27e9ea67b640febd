import type {
  RequirementResult,
  RequirementStatus,
  Results,
  ResultsSubject,
  ResultsSummary,
  TestResult,
  Verdict,
} from '../contracts/results.js';
import type { Outcome } from '../suites/plan.js';
import type { Baseline } from './baseline.js';
import { EXIT } from './exit.js';
import { manifest } from './manifest.js';
import type { Selected } from './selection.js';

/** What a verdict is made of. */
export interface Evidence {
  readonly subject: ResultsSubject;
  readonly selected: readonly Selected[];
  readonly outcomes: readonly Outcome[];
  readonly baseline: Baseline | null;
  /** Requirements since later sets are asked, not scored. */
  readonly set: string;
  readonly strict: boolean;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly seed: number;
  /** Why requirements without an outcome have none. */
  readonly missing: { readonly status: 'untestable' | 'error'; readonly reason: string; readonly detail: string };
}

/** Makes the results document. */
export function resultsOf(evidence: Evidence): Results {
  const { name, version } = manifest();
  const requirements = judged(evidence);
  return {
    schema: 1,
    tool: { name, version },
    subject: evidence.subject,
    startedAt: evidence.startedAt.toISOString(),
    durationMs: Math.round(evidence.durationMs),
    seed: evidence.seed,
    summary: summary(requirements, evidence.strict),
    requirements,
  };
}

/** The exit code of a finished run, by the words of the design. */
export function exitCodeOf(results: Results, strict: boolean): number {
  const { verdict } = results.summary;
  if (verdict === 'non-conformant') return EXIT.broken;
  if (results.requirements.some((one) => one.status === 'error' && one.attribution === 'suite')) return EXIT.bug;
  // An adapter that fails is neither the SDK's fault nor the suite's.
  const byAdapter = results.requirements.some((one) => one.status === 'error' && one.reason === 'adapter');
  if (verdict === 'not-judged' || byAdapter) return EXIT.cannotJudge;
  return results.requirements.some((one) => breaks(one, strict)) ? EXIT.broken : EXIT.ok;
}

/** Whether this requirement makes the run fail. */
export function breaks(result: RequirementResult, strict: boolean): boolean {
  if (result.status === 'unexpected-pass') return true;
  // Whoever stops a run has not shown that the gateway is wrong.
  if (result.reason === 'interrupted') return false;
  if (!result.scored || (result.level !== 'MUST' && !strict)) return false;
  return result.status === 'failed' || result.status === 'untestable';
}

function judged({ selected, outcomes, baseline, set, missing }: Evidence): RequirementResult[] {
  const byId = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const known = byId.get(outcome.requirement);
    if (known) known.push(outcome);
    else byId.set(outcome.requirement, [outcome]);
  }
  return selected.map(({ requirement: row, skipped }) => {
    const tests = (byId.get(row.id) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
    const found = skipped ? { status: 'skipped' as const, ...skipped, attribution: null } : together(tests, missing);
    const status = baseline?.applies(row.id, found.status) ?? found.status;
    const note = baseline?.note(row.id, status);
    return {
      id: row.id,
      level: row.level,
      title: row.statement,
      source: row.source,
      status,
      reason: found.reason,
      detail: note ?? found.detail,
      attribution: found.attribution,
      scored: row.level !== 'MAY' && row.since <= set,
      deviations: row.deviations,
      tests: tests.map(testResult),
    };
  });
}

type Found = {
  readonly status: RequirementStatus;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly attribution: 'target' | 'suite' | null;
};

/** The worst that happened decides; a requirement passes where at least one test ran and all that ran passed. */
function together(tests: readonly Outcome[], missing: Evidence['missing']): Found {
  for (const status of ['failed', 'error', 'untestable'] as const) {
    const one = tests.find((test) => test.status === status);
    if (!one) continue;
    const own = status === 'error' && one.reason !== 'adapter';
    const attribution = status === 'failed' ? 'target' : own ? 'suite' : null;
    return { status, reason: one.reason, detail: one.detail, attribution };
  }
  if (tests.some((test) => test.status === 'passed'))
    return { status: 'passed', reason: null, detail: null, attribution: null };
  const skipped = tests[0];
  if (skipped) return { status: 'skipped', reason: skipped.reason, detail: skipped.detail, attribution: null };
  return { ...missing, attribution: missing.reason === 'no-test' ? 'suite' : null };
}

function testResult(outcome: Outcome): TestResult {
  const { name, status, durationMs, evidence, detail, failure } = outcome;
  return { name, status, durationMs, evidence, detail, failure };
}

/** The counts and the verdict that follow from these requirements. */
export function summary(requirements: readonly RequirementResult[], strict: boolean): ResultsSummary {
  const count = (status: RequirementStatus) => requirements.filter((one) => one.status === status).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    expectedFailures: count('expected-failure'),
    unexpectedPasses: count('unexpected-pass'),
    untestable: count('untestable'),
    skipped: count('skipped'),
    errors: count('error'),
    verdict: verdict(requirements, strict),
  };
}

function verdict(requirements: readonly RequirementResult[], strict: boolean): Verdict {
  if (requirements.some((one) => breaks(one, strict))) return 'non-conformant';
  const ran = requirements.some((one) => one.scored && ['passed', 'failed', 'expected-failure'].includes(one.status));
  if (!ran) return 'not-judged';
  const cut = requirements.some(
    (one) => one.status === 'error' || one.reason === 'excluded-by-user' || one.reason === 'interrupted',
  );
  return cut ? 'partial' : 'conformant';
}
