import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../contracts/package-root.js';
import type { Variant } from '../../contracts/schema/derive.js';
import { vaiSchemas } from '../../contracts/vai/schemas.js';

interface Example {
  readonly why: string;
  readonly value: unknown;
  readonly variant?: Variant;
}

const VARIANTS: readonly Variant[] = ['accept', 'emit'];

describe.each(vaiSchemas.names())('schema %s', (name) => {
  const file = join(packageRoot, 'contracts/vai/schemas/examples', `${name}.json`);
  const examples: { valid: Example[]; invalid: Example[] } = JSON.parse(readFileSync(file, 'utf8'));

  it('is valid JSON Schema, as a source and in both variants', () => {
    const ajv = new Ajv2020({ strict: false });
    for (const schema of [vaiSchemas.source(name), ...VARIANTS.map((variant) => vaiSchemas.derived(name, variant))]) {
      expect(ajv.validateSchema(Object(schema)), JSON.stringify(ajv.errors)).toBe(true);
    }
    const derived = JSON.stringify(VARIANTS.map((variant) => vaiSchemas.derived(name, variant)));
    expect(derived).not.toMatch(/"x-[a-z-]+":/);
  });

  it.each(examples.valid)('takes $why', ({ value }) => {
    for (const variant of VARIANTS) expect(vaiSchemas.faults(name, variant, value), variant).toEqual([]);
  });

  it.each(examples.invalid)('refuses $why', ({ value, variant }) => {
    for (const each of VARIANTS) {
      const faults = vaiSchemas.faults(name, each, value);
      if (variant === undefined || variant === each) expect(faults, each).not.toEqual([]);
      else expect(faults, each).toEqual([]);
    }
  });
});

describe('faults', () => {
  const faults = (name: string, value: unknown) => vaiSchemas.faults(name, 'accept', value);

  it('are named by path', () => {
    const request = { model: 'a/b', messages: [{ role: 'user', content: [{ type: 'text', text: 5 }] }] };
    expect(faults('message-request', request)).toEqual([
      { path: 'messages[0].content[0].text', message: 'must be string' },
    ]);
    expect(faults('usage', { input_tokens: 1, output_tokens: 1 })).toEqual([
      { path: 'total_tokens', message: 'is missing' },
    ]);
  });

  it('include nesting that no stack can bear', () => {
    let value: unknown = { type: 'text', text: '' };
    for (let i = 0; i < 50_000; i += 1) value = { type: 'tool_result', tool_use_id: 'a', content: [value] };
    expect(faults('content-block', value)).toEqual([{ path: '', message: 'nests too deeply to be checked' }]);
  });

  it('can be asked of one event', () => {
    expect(vaiSchemas.faults('message-event#ping', 'emit', { type: 'ping' })).toEqual([]);
    expect(vaiSchemas.faults('run-event#run_start', 'emit', { type: 'run_start' })).toEqual([
      { path: 'model', message: 'is missing' },
    ]);
  });
});
