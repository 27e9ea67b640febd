import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../contracts/adapter/features.js';
import { ERROR_KINDS } from '../../contracts/adapter/lines.js';
import { adapterSchemas, answerFaults, requestFaults } from '../../contracts/adapter/schemas.js';
import { packageRoot } from '../../contracts/package-root.js';

interface Example {
  readonly why: string;
  readonly value: unknown;
}

const PAGE = readFileSync(join(packageRoot, 'docs/adapter-protocol.md'), 'utf8');

describe.each(adapterSchemas.names())('line %s', (name) => {
  const file = join(packageRoot, 'contracts/adapter/schemas/examples', `${name}.json`);
  const examples: { valid: Example[]; invalid: Example[] } = JSON.parse(readFileSync(file, 'utf8'));

  it('is valid JSON Schema', () => {
    const ajv = new Ajv2020({ strict: false });
    expect(ajv.validateSchema(Object(adapterSchemas.source(name))), JSON.stringify(ajv.errors)).toBe(true);
  });

  it.each(examples.valid)('takes $why', ({ value }) => {
    expect(adapterSchemas.faults(name, 'emit', value)).toEqual([]);
  });

  it.each(examples.invalid)('refuses $why', ({ value }) => {
    expect(adapterSchemas.faults(name, 'emit', value)).not.toEqual([]);
  });

  it('is named on the page of the protocol', () => {
    expect(PAGE).toContain(`contracts/adapter/schemas/${name}.schema.json`);
  });
});

describe('the protocol', () => {
  it('says of an answer of no known type which there are', () => {
    expect(answerFaults({ id: '1', type: 'done' })).toEqual([
      { path: 'type', message: 'must be one of described, event, audio, result, error' },
    ]);
    expect(answerFaults(['x'])).toEqual([{ path: '', message: 'must be an object' }]);
  });

  it('takes each request for what its operation is', () => {
    expect(requestFaults({ op: 'describe', ...{ id: '1' } })).toEqual([]);
    expect(requestFaults({ op: 'abort', ...{ id: '1' } })).toEqual([{ path: 'target', message: 'is missing' }]);
    expect(requestFaults({ op: 'any.other', ...{ id: '1' } })).toEqual([]);
  });

  it.each([...FEATURES, ...ERROR_KINDS])('explains %s on its page', (word) => {
    expect(PAGE).toContain(`\`${word}\``);
  });
});
