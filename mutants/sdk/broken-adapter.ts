import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { applied, loadDefects } from './defect.js';

// An adapter over the reference client with one defect planted: `node broken-adapter.js --dialect NAME --defect NAME`.
// The client is copied, the copy is patched and run; what else stands on the command line is the adapter's.

const REFERENCE = fileURLToPath(new URL('../../adapters/typescript/', import.meta.url));

const { dialect, defect: name } = asked(process.argv.slice(2));
const all = await loadDefects(dialect);
const defect = all.find((one) => one.id === name);
if (defect === undefined) {
  process.stderr.write(`There is no defect '${name}' of the dialect ${dialect}. There are:\n`);
  for (const one of all) process.stderr.write(`  ${one.id.padEnd(40)} ${one.lie}\n`);
  process.exit(2);
}

const copy = mkdtempSync(join(tmpdir(), 'broken-adapter-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
cpSync(REFERENCE, copy, { recursive: true, filter: (path) => !path.endsWith('.d.ts') });
writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
for (const patch of defect.patches) {
  const file = join(copy, patch.in);
  if (!existsSync(file)) throw new Error(`The defect ${name} is planted in ${patch.in}, which does not exist.`);
  writeFileSync(file, applied(readFileSync(file, 'utf8'), patch, defect.id));
}
await import(pathToFileURL(join(copy, 'adapter/main.js')).href);

/** The two options; whatever is missing is empty, and then no defect has that name. */
function asked(args: readonly string[]): { readonly dialect: string; readonly defect: string } {
  const value = (flag: string) => {
    const at = args.indexOf(flag);
    return at === -1 ? '' : (args[at + 1] ?? '');
  };
  return { dialect: value('--dialect'), defect: value('--defect') };
}
