import type { RequirementResult, Results } from '../../contracts/results.js';

/** A requirement's result with ordinary values. */
export function result(patch: Partial<RequirementResult> = {}): RequirementResult {
  return {
    id: 'X-GW-AREA-001',
    level: 'MUST',
    title: 'A rule.',
    source: 'contract 1',
    status: 'passed',
    reason: null,
    detail: null,
    attribution: null,
    scored: true,
    deviations: [],
    tests: [{ name: 't', status: 'passed', durationMs: 5, evidence: 'bytes', detail: null, failure: null }],
    ...patch,
  };
}

/** A failed requirement with everything that a failure can have. */
export function failedResult(patch: Partial<RequirementResult> = {}): RequirementResult {
  return result({
    status: 'failed',
    attribution: 'target',
    tests: [
      {
        name: 't',
        status: 'failed',
        durationMs: 5,
        evidence: null,
        detail: null,
        failure: {
          message: 'The status is not what the rule says.',
          expected: '400',
          actual: '500 <b>&\u0000\u001b[31m\ud800',
          hint: 'Refuse it.',
          path: 'error.type',
          exchange: {
            curl: `curl -sS -X POST 'http://x/y' --data-binary '{}'`,
            status: 500,
            headers: { a: 'b' },
            body: '{}',
            events: [{ index: 3, at: 12, raw: 'event: x' }],
            at: 3,
          },
        },
      },
    ],
    ...patch,
  });
}

/** A results document of these requirements. */
export function results(
  requirements: readonly RequirementResult[],
  verdict: Results['summary']['verdict'] = 'non-conformant',
): Results {
  const count = (status: string) => requirements.filter((one) => one.status === status).length;
  return {
    schema: 1,
    tool: { name: 'vai-conformance', version: '0.0.0' },
    subject: { kind: 'gateway', dialect: 'x', target: 'http://x', model: 'scripted', auth: 'required' },
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 12,
    seed: 1,
    summary: {
      passed: count('passed'),
      failed: count('failed'),
      expectedFailures: count('expected-failure'),
      unexpectedPasses: count('unexpected-pass'),
      untestable: count('untestable'),
      skipped: count('skipped'),
      errors: count('error'),
      verdict,
    },
    requirements,
  };
}
