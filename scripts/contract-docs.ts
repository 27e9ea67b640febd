import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dialectNames, loadContractDialect } from '../contracts/dialects.js';
import { packageRoot } from '../contracts/package-root.js';
import { contractPage } from './contract-page.js';

for (const name of dialectNames()) {
  const file = join('contracts', name, 'README.md');
  writeFileSync(join(packageRoot, file), contractPage(await loadContractDialect(name)));
  process.stdout.write(`wrote ${file}\n`);
}
