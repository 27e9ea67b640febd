import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { dialectNames, loadContractDialect } from '../../contracts/dialects.js';
import { packageRoot } from '../../contracts/package-root.js';
import { applied, type Defect, loadDefects, PatchError } from '../../mutants/sdk/defect.js';
import { built } from '../built.js';

const REFERENCE = join(packageRoot, 'dist/adapters/typescript');

/** The modules of the built reference client that a defect changes, as it leaves them. */
function broken({ id, patches }: Defect): ReadonlyMap<string, string> {
  const modules = new Map<string, string>();
  for (const patch of patches) {
    const source = modules.get(patch.in) ?? readFileSync(join(REFERENCE, patch.in), 'utf8');
    modules.set(patch.in, applied(source, patch, id));
  }
  return modules;
}

/** What goes wrong with each of them, one line each. */
function complaints(defects: readonly Defect[], about: (defect: Defect) => string | undefined): string[] {
  return defects.flatMap((defect) => about(defect) ?? []);
}

beforeAll(built, 60_000);

describe.each(dialectNames())('SDK defects of %s', async (name) => {
  const { catalogue } = await loadContractDialect(name);
  const defects = await loadDefects(name);
  const rows = catalogue.requirements.filter(({ binds }) => binds === 'sdk');

  test('there is at least one for every requirement that binds an SDK', () => {
    const killed = new Set(defects.map(({ kills }) => kills));
    expect(rows.filter(({ id }) => !killed.has(id)).map(({ id, statement }) => `${id} ${statement}`)).toEqual([]);
  });

  test('each kills a requirement that binds an SDK', () => {
    const known = new Set(rows.map(({ id }) => id));
    expect(defects.filter(({ kills }) => !known.has(kills)).map(({ id, kills }) => `${id}: ${kills}`)).toEqual([]);
  });

  test('ids are unique and in kebab-case', () => {
    const ids = defects.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  test('each says in one sentence what it does wrong', () => {
    expect(defects.filter(({ lie }) => !/^[A-Z`].*\.$/.test(lie)).map(({ id }) => id)).toEqual([]);
  });

  test('the patches of each fit the client as it is built', () => {
    const misfits = complaints(defects, (defect) => {
      try {
        return broken(defect).size === 0 ? `${defect.id} changes nothing.` : undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    });
    expect(misfits).toEqual([]);
  });
});

test('a patch must find its text once', () => {
  const patch = { in: 'client/x.js', find: 'a', put: 'b' };
  expect(applied('xay', patch, 'some-defect')).toBe('xby');
  for (const source of ['xyz', 'aha']) expect(() => applied(source, patch, 'some-defect')).toThrow(PatchError);
});
