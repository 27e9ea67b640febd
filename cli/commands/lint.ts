import { resolve } from 'node:path';
import pc from 'picocolors';
import type { ContractDialect } from '../../contracts/dialect.js';
import { dialectNames, loadContractDialect } from '../../contracts/dialects.js';
import { createRedactor } from '../../contracts/redact.js';
import { type Paint, plain } from '../../reports/console.js';
import { json } from '../../reports/json.js';
import { Sink } from '../../reports/sink.js';
import { CannotJudge, EXIT, nearest } from '../exit.js';
import { manifest } from '../manifest.js';
import { type Linted, lintOne, open, Unreadable } from './lint-input.js';
import { resultsOfLint } from './lint-results.js';
import { brokenRules, fileText, summaryText } from './lint-text.js';

export interface LintOptions {
  /** Files, or `-` for stdin. */
  readonly files: readonly string[];
  readonly kind?: string;
  readonly dialect?: string;
  /** A broken SHOULD counts too. */
  readonly strict?: boolean;
  /** `json`, to stdout, or `json=FILE`. */
  readonly report?: readonly string[];
  readonly color?: boolean;
}

export interface LintStreams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly stdin: AsyncIterable<Uint8Array>;
}

/** Judges captured streams, recordings and JSON bodies; returns the exit code. */
export async function lint(options: LintOptions, io: LintStreams): Promise<number> {
  const startedAt = new Date();
  const targets: readonly string[] = options.report?.map((spec) => reportTarget(spec)) ?? [];
  const people = targets.includes('-') ? io.stderr : io.stdout;
  const paint: Paint = options.color === true ? { good: pc.green, bad: pc.red, dim: pc.dim, bold: pc.bold } : plain;
  const sink = new Sink(createRedactor([], []), people, io.stdout);
  const secrets = new Set<string>();
  const done: Linted[] = [];
  let unreadable = 0;
  for (const file of options.files) {
    try {
      const linted = await lintFile(file, options, io);
      done.push(linted);
      for (const secret of linted.secrets) secrets.add(secret);
      sink.redactWith(createRedactor(linted.dialect.secretHeaders, [...secrets]));
      sink.say(fileText(linted, paint));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      unreadable += 1;
      io.stderr.write(`${manifest().name} lint: ${error.message}\n`);
    }
  }
  if (options.files.length > 1 || done.length > 0) sink.say(summaryText(done, unreadable, paint));
  const results = resultsOfLint(done, startedAt, Date.now() - startedAt.getTime(), options.strict === true);
  for (const target of targets) sink.file(target === '-' ? '-' : resolve(target), json.render(results));
  if (unreadable > 0 || done.length === 0) return EXIT.cannotJudge;
  return done.some((linted) => breaks(linted, options.strict === true)) ? EXIT.broken : EXIT.ok;
}

function breaks(linted: Linted, strict: boolean): boolean {
  return brokenRules(linted).some(({ row }) => row.level === 'MUST' || (strict && row.level === 'SHOULD'));
}

async function lintFile(file: string, options: LintOptions, io: LintStreams): Promise<Linted> {
  const source = file === '-' ? 'stdin' : file;
  return lintOne({
    source,
    chunks: file === '-' ? io.stdin : await open(file),
    kind: options.kind,
    dialect: async (recorded) => {
      const dialect = await dialectNamed(options.dialect ?? recorded ?? manifest().dialect, source);
      if (options.kind !== undefined) knownKind(dialect, options.kind);
      return dialect;
    },
  });
}

async function dialectNamed(name: string, source: string): Promise<ContractDialect> {
  if (!dialectNames().includes(name)) {
    throw new Unreadable(
      `${source}: is of dialect '${name}', which is not known. Known: ${dialectNames().join(', ')}.`,
    );
  }
  return loadContractDialect(name);
}

function knownKind(dialect: ContractDialect, kind: string): void {
  if (dialect.kinds.includes(kind)) return;
  const near = nearest(kind, dialect.kinds);
  throw new CannotJudge(`--kind ${kind}: there is no such kind.`, [
    near === undefined ? `Known: ${dialect.kinds.join(', ')}.` : `Did you mean ${near}?`,
  ]);
}

function reportTarget(spec: string): string {
  const [name, ...rest] = spec.split('=');
  const file = rest.join('=');
  if (name !== 'json') throw new CannotJudge(`--report ${spec}: expected json or json=FILE.`);
  return file === '' ? '-' : file;
}
