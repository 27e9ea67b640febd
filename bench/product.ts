import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const manifestPath = require.resolve('vai-conformance/package.json');
const { version, bin, conformance } = require(manifestPath) as {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly conformance: { readonly dialect: string };
};

/** What is measured: the package as it is built, by its own manifest. */
export const manifest = {
  version,
  dialect: conformance.dialect,
  root: dirname(manifestPath),
  /** The program behind the package's command. */
  command: join(dirname(manifestPath), Object.values(bin)[0] ?? ''),
};
