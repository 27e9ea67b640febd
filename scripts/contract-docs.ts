import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dialectNames, loadContractDialect } from '../contracts/dialects.js';
import { packageRoot } from '../contracts/package-root.js';
import { Schemas } from '../contracts/schema/compile.js';
import { contractPage } from './contract-page.js';
import { wireTypes } from './wire-types.js';

for (const name of dialectNames()) {
  const file = join('contracts', name, 'README.md');
  writeFileSync(join(packageRoot, file), contractPage(await loadContractDialect(name)));
  process.stdout.write(`wrote ${file}\n`);
  const folder = join('contracts', name, 'schemas');
  if (!existsSync(join(packageRoot, folder))) continue;
  const schemas = new Schemas(folder);
  const types = join('contracts', name, 'wire.ts');
  const files = schemas.names().map((each) => ({ name: each, schema: schemas.source(each) }));
  writeFileSync(join(packageRoot, types), await wireTypes(files));
  process.stdout.write(`wrote ${types}\n`);
}
