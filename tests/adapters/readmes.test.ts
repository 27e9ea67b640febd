import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { adapterReadmes, withFiles } from '../../scripts/adapter-readmes.js';

test.each(adapterReadmes())('%s shows its files as they are', (readme) => {
  expect(readFileSync(readme, 'utf8')).toBe(withFiles(readme));
});
