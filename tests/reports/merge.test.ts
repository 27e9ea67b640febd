import { describe, expect, test } from 'vitest';
import { merged } from '../../cli/merge.js';
import type { RequirementResult, Results } from '../../contracts/results.js';
import { failedResult, result, results } from './sample.js';

const ofAnotherShard = (id: string) =>
  result({ id, status: 'skipped', reason: 'excluded-by-user', detail: 'of another shard', tests: [] });
const A = 'X-GW-AREA-001';
const B = 'X-GW-AREA-002';

function part(requirements: readonly RequirementResult[], patch: Partial<Results> = {}): Results {
  return { ...results(requirements, 'partial'), ...patch };
}

describe('results documents', () => {
  test('of the shards of one run become one, with the verdict on the whole', () => {
    const [run, ...others] = merged([
      part([result({ id: A }), ofAnotherShard(B)], { durationMs: 1_000 }),
      part([ofAnotherShard(A), result({ id: B })], { startedAt: '2026-01-01T00:00:02.000Z', durationMs: 500, seed: 9 }),
    ]);
    expect(others).toEqual([]);
    expect(run?.requirements.map((one) => [one.id, one.status])).toEqual([
      [A, 'passed'],
      [B, 'passed'],
    ]);
    expect(run?.summary).toMatchObject({ verdict: 'conformant', passed: 2, skipped: 0 });
    expect([run?.startedAt, run?.durationMs]).toEqual(['2026-01-01T00:00:00.000Z', 2_500]);
  });

  test('of shards with a failure are not conformant, and a shard that is missing leaves the verdict open', () => {
    const good = part([result({ id: A }), ofAnotherShard(B)]);
    const bad = part([ofAnotherShard(A), failedResult({ id: B })]);
    expect(merged([good, bad])[0]?.summary.verdict).toBe('non-conformant');
    const third = ofAnotherShard('X-GW-AREA-003');
    const two = [
      part([result({ id: A }), ofAnotherShard(B), third]),
      part([ofAnotherShard(A), result({ id: B }), third]),
    ];
    expect(merged(two)[0]?.summary.verdict).toBe('partial');
  });

  test('of a shard that was judged strictly keep its verdict', () => {
    const strict = results([failedResult({ id: A, level: 'SHOULD' }), ofAnotherShard(B)], 'non-conformant');
    expect(merged([strict, part([ofAnotherShard(A), result({ id: B })])])[0]?.summary.verdict).toBe('non-conformant');
  });

  test('of different subjects, or of one subject that was asked twice, stand side by side', () => {
    const one = part([result({ id: A })]);
    expect(merged([one, one])).toHaveLength(2);
    expect(
      merged([one, { ...part([result({ id: B })]), subject: { ...one.subject, target: 'http://y' } }]),
    ).toHaveLength(2);
    expect(merged([one, { ...part([result({ id: B })]), tool: { name: 'other', version: '1' } }])).toHaveLength(2);
  });

  test('keep the reason that says most of what no shard asked', () => {
    const unconfigured = result({ id: B, status: 'skipped', reason: 'needs-configuration', detail: 'x', tests: [] });
    const [run] = merged([
      part([result({ id: A }), ofAnotherShard(B), ofAnotherShard('X-GW-AREA-003')]),
      part([ofAnotherShard(A), unconfigured, result({ id: 'X-GW-AREA-003' })]),
    ]);
    expect(run?.requirements.find((one) => one.id === B)?.reason).toBe('needs-configuration');
    expect(run?.summary.verdict).toBe('conformant');
  });
});
