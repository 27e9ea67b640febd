import { describe, expect, test } from 'vitest';
import { dialectNames, loadContractDialect } from '../../contracts/dialects.js';
import { loadMutants, mutantDialects } from '../../mutants/mutant.js';

describe.each(await mutantDialects())('mutants of %s', async (name) => {
  const { catalogue } = await loadContractDialect(name);
  const mutants = await loadMutants(name);
  const killed = new Set(mutants.map((mutant) => mutant.kills));

  test('there is at least one for every MUST that binds a gateway', () => {
    const bare = catalogue.requirements
      .filter((row) => row.binds === 'gateway' && row.level === 'MUST' && !killed.has(row.id))
      .map((row) => `${row.id} ${row.statement}`);
    expect(bare).toEqual([]);
  });

  test('each kills a requirement of the catalogue', () => {
    const named = mutants.map((mutant) => mutant.kills);
    expect(named.filter((id) => catalogue.find(id) === undefined)).toEqual([]);
  });

  test('ids are unique, in kebab-case, and name the lie instead of the requirement', () => {
    const ids = mutants.map((mutant) => mutant.id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id))).toEqual([]);
    const requirementIds = new Set(catalogue.requirements.map((row) => row.id.toLowerCase()));
    expect(ids.filter((id) => requirementIds.has(id))).toEqual([]);
  });

  test('each says its lie in one sentence', () => {
    expect(mutants.filter((mutant) => !/^[A-Z`].*\.$/.test(mutant.lie)).map((mutant) => mutant.id)).toEqual([]);
  });

  test('each changes something', () => {
    expect(mutants.filter((mutant) => Object.keys(mutant.mutation).length === 0).map((mutant) => mutant.id)).toEqual(
      [],
    );
  });
});

test('every dialect has mutants', async () => {
  expect(await mutantDialects()).toEqual(dialectNames());
});

test('a dialect without mutants is told so', async () => {
  await expect(loadMutants('nobody')).rejects.toThrow('no mutants for the dialect "nobody"');
});
