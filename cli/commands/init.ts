import type { ContractDialect } from '../../contracts/dialect.js';
import { CannotJudge, EXIT } from '../exit.js';
import { manifest } from '../manifest.js';
import type { RawOptions } from '../options.js';
import { languageOf, languages, type NewFile, placed, skeleton, writeNew } from '../skeleton.js';
import { workflow } from '../workflow.js';

/** Where a skeleton goes if the user does not say. */
const DIR = 'conformance-adapter';

/** Writes the skeleton of an adapter, or the workflow of a CI gate. Overwrites nothing unless it is told to. */
export function init(flags: RawOptions, dialect: ContractDialect): number {
  const force = flags.force === true;
  const dir = text(flags.dir)?.replace(/(?<=.)\/+$/, '') ?? DIR;
  const sdk = text(flags.sdk);
  if (flags.action === true) {
    const file = gate(flags, dialect, dir, sdk);
    writeNew([file], force);
    told([file]);
    return EXIT.ok;
  }
  for (const name of ['target', 'baseline']) {
    if (flags[name] !== undefined) throw new CannotJudge(`--${name} belongs to --action.`);
  }
  if (sdk === undefined) throw nothingNamed(dialect);
  const language = languageOf(dialect.name, sdk);
  const files = skeleton(dialect.name, language, dir);
  writeNew(files, force);
  told(files);
  const { build, start } = placed(language, dir);
  const { name } = manifest();
  const next = [
    ...(build === null ? [] : ['# builds the adapter', build]),
    '# judges the adapter alone, and passes at once',
    `npx ${name} sdk --smoke -- ${start}`,
    '# judges the SDK behind it: a stand-in, until yours is in',
    `npx ${name} sdk -- ${start}`,
  ];
  process.stdout.write(`Next:\n${next.map((line) => `  ${line}\n`).join('')}Then put your SDK in: ${dir}/README.md\n`);
  return EXIT.ok;
}

function gate(flags: RawOptions, dialect: ContractDialect, dir: string, sdk: string | undefined): NewFile {
  const target = text(flags.target);
  if ((sdk === undefined) === (target === undefined)) {
    const { name } = manifest();
    throw new CannotJudge('A gate judges an SDK or a gateway: name one of them.', [
      `${name} init --action --sdk 'CMD'      CMD starts the adapter; a language: the skeleton in --dir`,
      `${name} init --action --target URL     a gateway; its key is a secret of the repository`,
    ]);
  }
  const common = { baseline: text(flags.baseline) ?? null, keyVariable: dialect.secrets.gatewayKeyEnv };
  if (target !== undefined) return workflow({ ...common, subject: { target }, setup: null, build: null });
  const words = sdk ?? '';
  const own = languages(dialect.name).find((one) => one.name === words.toLowerCase());
  const known = own === undefined ? { setup: null, build: null, start: words } : placed(own, dir);
  return workflow({ ...common, subject: { sdk: known.start }, setup: known.setup, build: known.build });
}

function told(files: readonly NewFile[]): void {
  process.stdout.write(`Written:\n${files.map((file) => `  ${file.path}\n`).join('')}`);
}

function nothingNamed(dialect: ContractDialect): CannotJudge {
  const { name } = manifest();
  const names = languages(dialect.name).map((one) => one.name);
  return new CannotJudge('Nothing to write is named.', [
    `${name} init --sdk ${names.join('|')}     an adapter skeleton`,
    `${name} init --action --sdk 'CMD'|--target URL     a workflow for GitHub`,
  ]);
}

function text(value: RawOptions[string]): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
