import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { ContractDialect } from '../../contracts/dialect.js';
import { createRedactor } from '../../contracts/redact.js';
import type { ResultsSubject } from '../../contracts/results.js';
import type { Outcome } from '../../suites/plan.js';
import type { AdapterSpec } from '../../suites/sdk/adapter/index.js';
import type { AdapterNews, SdkRunPlan } from '../../suites/sdk/plan.js';
import { CannotJudge } from '../exit.js';
import { type Judged, Judging } from '../judging.js';
import { manifest } from '../manifest.js';
import type { Options } from '../options.js';
import { outputOf } from '../output.js';
import { type SettledRun, settleRun } from '../settled.js';
import { shellWord } from '../skeleton.js';
import { askedAgain } from '../upkeep.js';
import { runSdkPlan } from '../worker.js';

const DEADLINE_MS = 180_000;
const SLOW_DEADLINE_MS = 900_000;
/** Operations in flight, by the adapter protocol. */
const CONCURRENCY = 8;
const START_TIMEOUT_MS = 60_000;
const TEST_MS = 60_000;
const SLOW_TEST_MS = 300_000;
/** Folder for recordings of failures, below `--out` or the working directory. */
const KEPT = 'vai-conformance-failures';

/** Judges an SDK through its adapter and reports; returns the exit code. */
export async function sdk(options: Options, dialect: ContractDialect, argv: readonly string[]): Promise<number> {
  if (options.on('smoke')) {
    const adapter = adapterOf(options, argv);
    const output = outputOf(options, dialect.secretHeaders, process.env);
    const { smokeCommand } = await import('./smoke.js');
    return smokeCommand(adapter, targetOf(adapter), dialect, startTimeoutOf(options), output);
  }
  return (await judgeSdk(options, dialect, argv)).code;
}

/** Judges an SDK, writes every report, and returns the results with the exit code. */
export async function judgeSdk(options: Options, dialect: ContractDialect, argv: readonly string[]): Promise<Judged> {
  const startedAt = new Date();
  const output = outputOf(options, dialect.secretHeaders, process.env);
  const adapter = adapterOf(options, argv);
  const slow = options.on('slow');
  const settled = settleRun(options, { deadlineMs: slow ? SLOW_DEADLINE_MS : DEADLINE_MS, concurrency: CONCURRENCY });
  const canary = randomBytes(9).toString('hex');
  output.sink.redactWith(createRedactor(dialect.secretHeaders, [canary]));
  const judging = new Judging(output, settled, dialect, 'sdk', startedAt, askedAgain(options, argv));
  const plan = planOf(judging, settled, dialect, options, adapter, canary);

  let subject = subjectOf(dialect, adapter, null);
  let trouble: string | null = null;
  const notes = new Set<string>();
  const outcomes: Outcome[] = [];
  const met = (news: AdapterNews) => {
    trouble ??= news.trouble;
    for (const note of news.notes) notes.add(note);
    if (news.sdk === null || subject.sdk !== undefined) return;
    subject = subjectOf(dialect, adapter, news.sdk);
    judging.header(subject);
  };
  const end = await judging.watched(outcomes, (stop) =>
    runSdkPlan(plan, { outcome: (one) => outcomes.push(one), adapter: met }, stop),
  );
  if (trouble !== null) {
    // The reports are written all the same: every requirement has a status, and a reader sees why.
    output.report(judging.results(subject, outcomes, { status: 'error', reason: 'adapter', detail: trouble }));
    throw new CannotJudge(trouble, [`Judge the adapter alone: ${manifest().name} sdk --smoke -- ${targetOf(adapter)}`]);
  }
  for (const note of notes) judging.note(note);
  return judging.conclude(subject, outcomes, end);
}

/** Which adapter the command line names; throws `CannotJudge` where it is none, or more than one. */
export function adapterOf(options: Options, argv: readonly string[]): AdapterSpec {
  const url = options.one('adapter-url');
  const page = options.one('adapter-page');
  const named = [argv.length > 0, url !== undefined, page !== undefined].filter(Boolean).length;
  if (named > 1)
    throw new CannotJudge('An adapter is a command, --adapter-url or --adapter-page; more than one is named.');
  if (url !== undefined) return { kind: 'url', url: httpUrl('adapter-url', url) };
  if (page !== undefined) return { kind: 'page', url: httpUrl('adapter-page', page) };
  if (argv.length > 0) return { kind: 'command', argv, keepEnv: options.many('adapter-env') };
  throw new CannotJudge('No adapter is named.', [
    'vai-conformance sdk -- node adapter.js         judges the SDK behind that program',
    'vai-conformance sdk --adapter-url http://…     judges the SDK behind an adapter that listens',
  ]);
}

function startTimeoutOf(options: Options): number {
  return options.time('adapter-start-timeout', START_TIMEOUT_MS);
}

function httpUrl(flag: string, text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw new CannotJudge(`--${flag} is '${text}', not an http URL.`);
  return text;
}

/** The adapter as a person would name it. */
function targetOf(adapter: AdapterSpec): string {
  return adapter.kind === 'command' ? adapter.argv.map(shellWord).join(' ') : adapter.url;
}

function subjectOf(dialect: ContractDialect, adapter: AdapterSpec, sdk: AdapterNews['sdk']): ResultsSubject {
  const subject = { kind: 'sdk' as const, dialect: dialect.name, target: targetOf(adapter), model: null, auth: null };
  return sdk === null ? subject : { ...subject, sdk };
}

function planOf(
  judging: Judging,
  settled: SettledRun,
  dialect: ContractDialect,
  options: Options,
  adapter: AdapterSpec,
  canary: string,
): SdkRunPlan {
  const own = dialect.name === manifest().dialect ? '' : ` --dialect ${dialect.name}`;
  const where = adapter.kind === 'command' ? `-- ${targetOf(adapter)}` : `--adapter-${adapter.kind} ${adapter.url}`;
  return {
    dialect: dialect.name,
    subjects: [{ label: 'sdk', adapter, only: judging.only }],
    seed: settled.seed,
    repeat: settled.repeat,
    slow: settled.slow,
    concurrency: settled.concurrency,
    bail: settled.bail,
    testMs: options.time('timeout', settled.slow ? SLOW_TEST_MS : TEST_MS),
    deadlineAt: judging.deadlineAt,
    adapters: 1,
    startTimeoutMs: startTimeoutOf(options),
    canary,
    keepIn: resolve(options.one('out') ?? '.', KEPT),
    again: [`${manifest().name} sdk${own}`, where],
    secrets: [],
  };
}
