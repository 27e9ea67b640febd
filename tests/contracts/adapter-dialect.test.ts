import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { loadAdapterDialect } from '../../contracts/adapter/dialect-operations.js';
import { FEATURES } from '../../contracts/adapter/features.js';
import { packageRoot, readPackageJson } from '../../contracts/package-root.js';
import { dialect as suite } from '../../suites/sdk/vai/dialect.js';

const own = loadAdapterDialect('vai');

describe('adapter.json', () => {
  it('is described by a schema that is one', () => {
    const ajv = new Ajv2020({ strict: false });
    expect(ajv.validateSchema(Object(readPackageJson('contracts/adapter/dialect.schema.json')))).toBe(true);
  });

  it('names the operations that the suites know, and which stream', () => {
    for (const [op, { streams }] of Object.entries(own.operations)) {
      if (own.operations[op]?.feature === undefined) expect(suite.target(op), op).not.toBeNull();
      expect(suite.streams(op), op).toBe(streams);
    }
    const { client } = suite.canaries((name) => name);
    expect(Object.keys(own.client)).toEqual(Object.keys(client));
    expect(own.client.provider_keys?.names).toEqual(Object.keys(Object(client.provider_keys)));
  });

  it('refers to schemas that exist, and to features of the protocol', () => {
    const references = [...JSON.stringify(own).matchAll(/"\$ref":"([^"#]+)/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(5);
    for (const file of references) expect(existsSync(join(packageRoot, 'contracts/vai', file)), file).toBe(true);
    for (const { feature } of [...Object.values(own.operations), ...Object.values(own.client)])
      if (feature !== undefined) expect(FEATURES).toContain(feature);
  });

  it('of another name is refused', () => {
    expect(() => loadAdapterDialect('adapter')).toThrow();
  });
});
