import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadContractDialect } from '../../contracts/dialects.js';
import { loadMutants, mutantDialects } from '../../mutants/mutant.js';
import { loadNullTargets } from '../../mutants/null-targets.js';
import { Referee } from './referee.js';

/** Every so many mutants one is tried here; `vai-conformance mutants` tries them all. */
const EVERY = 45;

describe.each(await mutantDialects())('the suite of %s', async (name) => {
  const mutants = await loadMutants(name);
  const sample = mutants.filter((_mutant, at) => at % EVERY === 0);
  const nulls = await loadNullTargets(name);
  const { catalogue } = await loadContractDialect(name);
  const everything = catalogue.requirements.filter((row) => row.binds === 'gateway').map((row) => row.id);
  let referee: Referee;
  beforeAll(async () => {
    referee = await Referee.open(name, [...sample, ...nulls]);
  });
  afterAll(() => referee.close());

  test('kills each mutant of a sample by the requirement that it breaks', { timeout: 30_000 }, async () => {
    const outcomes = await referee.mutants(sample);
    const alive = sample.filter(
      ({ id }) => !outcomes.some((outcome) => outcome.subject === id && outcome.status === 'failed'),
    );
    expect(alive.map(({ id, kills }) => `${id} → ${kills}`)).toEqual([]);
  });

  test('finds nothing in a gateway that tells no lie, by the same requirements', { timeout: 30_000 }, async () => {
    const outcomes = await referee.honest(sample.map((mutant) => mutant.kills));
    expect(outcomes.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  test.each(nulls)('passes nothing on $id', { timeout: 60_000 }, async (target) => {
    const outcomes = await referee.nothing(target, everything);
    expect(outcomes.length).toBeGreaterThan(100);
    const passed = outcomes.filter(({ status }) => status === 'passed');
    expect(passed.map(({ requirement, evidence }) => `${requirement}: ${evidence}`)).toEqual([]);
  });
});
