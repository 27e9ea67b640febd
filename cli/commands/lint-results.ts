import type { Requirement } from '../../contracts/catalogue.js';
import type { Breach } from '../../contracts/judge/exchange.js';
import type { FailureReport, RequirementResult, Results, TestResult } from '../../contracts/results.js';
import { hintOf, place } from '../../contracts/tell.js';
import { manifest } from '../manifest.js';
import type { Linted } from './lint-input.js';

/** The results document of what was linted: every requirement that some file put to the test. */
export function resultsOfLint(all: readonly Linted[], startedAt: Date, durationMs: number, strict: boolean): Results {
  const { name, version, set } = manifest();
  const [first] = all;
  const rows = new Map<string, Requirement>();
  for (const { dialect, judgement } of all) {
    for (const { requirement } of judgement.findings) {
      const row = dialect.catalogue.find(requirement);
      if (row !== undefined) rows.set(row.id, row);
    }
  }
  const requirements = [...rows.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((row) =>
      resultOf(
        row,
        all.flatMap((linted) => testsOf(linted, row)),
        set,
      ),
    );
  const failed = requirements.filter((one) => one.status === 'failed');
  const counts = failed.some((one) => one.scored && (one.level === 'MUST' || strict));
  return {
    schema: 1,
    tool: { name, version },
    subject: {
      kind: 'capture',
      dialect: first?.dialect.name ?? manifest().dialect,
      target: all.map(({ source }) => source).join(' '),
      model: null,
      auth: null,
    },
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(durationMs),
    seed: 0,
    summary: {
      passed: requirements.length - failed.length,
      failed: failed.length,
      expectedFailures: 0,
      unexpectedPasses: 0,
      untestable: 0,
      skipped: 0,
      errors: 0,
      // One exchange never shows that a gateway keeps the whole contract.
      verdict: counts ? 'non-conformant' : requirements.length > 0 ? 'partial' : 'not-judged',
    },
    requirements,
  };
}

function resultOf(row: Requirement, tests: readonly TestResult[], set: string): RequirementResult {
  const failed = tests.some((test) => test.status === 'failed');
  return {
    id: row.id,
    level: row.level,
    title: row.statement,
    source: row.source,
    status: failed ? 'failed' : 'passed',
    reason: null,
    detail: null,
    attribution: failed ? 'target' : null,
    scored: row.level !== 'MAY' && row.since <= set,
    deviations: row.deviations,
    tests,
  };
}

/** One test for each breach that is told, or one that passed. */
function testsOf({ source, judgement }: Linted, row: Requirement): TestResult[] {
  const finding = judgement.findings.find((one) => one.requirement === row.id);
  if (finding === undefined) return [];
  const { breaches, evidence, more = 0 } = finding;
  if (breaches.length === 0)
    return [{ name: source, status: 'passed', durationMs: 0, evidence, detail: null, failure: null }];
  return breaches.map((breach, index) => ({
    name: `${source}: ${place(breach)}`,
    status: 'failed',
    durationMs: 0,
    evidence: place(breach),
    detail: index === breaches.length - 1 && more > 0 ? `and ${more} more like these` : null,
    failure: failureOf(breach, row, source),
  }));
}

function failureOf(breach: Breach, row: Requirement, source: string): FailureReport {
  const { event, excerpt } = breach;
  return {
    message: breach.message,
    expected: breach.expected ?? null,
    actual: breach.actual ?? null,
    hint: hintOf(breach, row),
    path: breach.path ?? null,
    exchange: {
      curl: `${manifest().name} lint ${source === 'stdin' ? '-' : source}`,
      status: null,
      headers: {},
      body: event === undefined ? (excerpt ?? null) : null,
      events: event === undefined ? [] : [{ index: event, at: 0, raw: excerpt ?? '' }],
      at: event ?? null,
    },
  };
}
