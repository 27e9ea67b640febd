import { describe, expect, test } from 'vitest';
import {
  acceptedKinds,
  claimsErrorField,
  claimsFeature,
  claimsOperation,
  claimsResultField,
  describedOf,
  differences,
} from '../../contracts/adapter/claims.js';
import type { DescribedLine } from '../../contracts/adapter/lines.js';

const LINE: DescribedLine = {
  id: '1',
  type: 'described',
  protocol: 1,
  dialect: 'demo',
  runtime: 'go',
  sdk: { name: 'a', version: '1', language: 'Go' },
  operations: ['a.create', 'a.stream'],
  features: ['abort', { final: ['a.stream'], text: [] }, { final: ['b.stream'] }, 'levitation', { walk: ['a.create'] }],
  error_fields: ['type'],
  result_fields: ['value'],
  merged_kinds: [['api', 'protocol'], { kinds: ['transport', 'timeout'], operations: ['a.create'] }],
};
const described = describedOf(LINE);

describe('what is claimed', () => {
  test('operations', () => {
    expect(claimsOperation(described, 'a.create')).toBe(true);
    expect(claimsOperation(described, 'models.list')).toBe(false);
  });

  test('features: for all operations, for some, for none', () => {
    expect(claimsFeature(described, 'abort')).toBe(true);
    expect(claimsFeature(described, 'abort', 'a.create')).toBe(true);
    expect(claimsFeature(described, 'final')).toBe(true);
    expect(claimsFeature(described, 'final', 'a.stream')).toBe(true);
    expect(claimsFeature(described, 'final', 'b.stream')).toBe(true);
    expect(claimsFeature(described, 'final', 'a.create')).toBe(false);
    expect(claimsFeature(described, 'text')).toBe(false);
    expect(claimsFeature(described, 'levitation')).toBe(false);
    expect(described.unknownFeatures).toEqual(['levitation', 'walk']);
  });

  test('a feature that is claimed for all and for some is claimed for all', () => {
    const both = describedOf({ ...LINE, features: [{ final: ['a.stream'] }, 'final'] });
    expect(claimsFeature(both, 'final', 'a.create')).toBe(true);
  });

  test('members; the kind of an error always', () => {
    expect(claimsErrorField(described, 'type')).toBe(true);
    expect(claimsErrorField(described, 'kind')).toBe(true);
    expect(claimsErrorField(described, 'param')).toBe(false);
    expect(claimsResultField(described, 'value')).toBe(true);
    expect(claimsResultField(described, 'text')).toBe(false);
  });

  test('nothing, where nothing is said', () => {
    const { features, error_fields, result_fields, merged_kinds, ...least } = LINE;
    const bare = describedOf(least);
    expect(claimsFeature(bare, 'abort')).toBe(false);
    expect(acceptedKinds(bare, 'api', 'a.create')).toEqual(new Set(['api']));
  });
});

test('kinds that share a class are taken for each other, where the group says so', () => {
  expect(acceptedKinds(described, 'api', 'a.stream')).toEqual(new Set(['api', 'protocol']));
  expect(acceptedKinds(described, 'timeout', 'a.create')).toEqual(new Set(['timeout', 'transport']));
  expect(acceptedKinds(described, 'timeout', 'a.stream')).toEqual(new Set(['timeout']));
});

test('descriptions differ in what they say, not in how or under which id', () => {
  const { sdk, ...rest } = LINE;
  const again = { ...rest, id: '9', env: null, sdk: { language: 'Go', version: '1', name: 'a' } };
  expect(differences(LINE, again)).toEqual([]);
  expect(differences(LINE, { ...again, env: ['A'], operations: ['a.create'] })).toEqual(['operations', 'env']);
  expect(sdk).toBeDefined();
});
