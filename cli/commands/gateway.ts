import type { ContractDialect } from '../../contracts/dialect.js';
import { createRedactor } from '../../contracts/redact.js';
import type { Results, ResultsSubject } from '../../contracts/results.js';
import * as people from '../../reports/console.js';
import type { Outcome, RunPlan, SubjectPlan } from '../../suites/plan.js';
import { Baseline, readBaseline } from '../baseline.js';
import { CannotJudge, EXIT } from '../exit.js';
import { manifest } from '../manifest.js';
import type { Options } from '../options.js';
import { type Output, outputOf } from '../output.js';
import { type Selected, select } from '../selection.js';
import { type Settled, secretsOf, settle } from '../settled.js';
import { type Opened, openTarget } from '../target.js';
import { breaks, type Evidence, exitCodeOf, resultsOf } from '../verdict.js';
import { runPlan } from '../worker.js';

/** How often the progress line is redrawn. */
const REDRAW_MS = 100;
const REQUEST_MS = 10_000;
const LIVE_REQUEST_MS = 30_000;

/** What a run came to; other commands use the results. */
export interface Judged {
  readonly results: Results;
  readonly code: number;
}

/** Judges a gateway and reports; returns the exit code. */
export async function gateway(options: Options, dialect: ContractDialect): Promise<number> {
  return (await judge(options, dialect)).code;
}

/** Judges a gateway, writes every report, and returns the results with the exit code. */
export async function judge(options: Options, dialect: ContractDialect): Promise<Judged> {
  const startedAt = new Date();
  const output = outputOf(options, dialect.secretHeaders, process.env);
  const settled = settle(options, dialect, process.env);
  output.sink.redactWith(createRedactor(dialect.secretHeaders, secretsOf(settled, dialect)));
  const selected = select(dialect.catalogue, settled.selection);
  const only = selected.filter((one) => one.skipped === null).map((one) => one.requirement.id);
  if (only.length === 0)
    throw new CannotJudge('Nothing is selected.', ['See what there is with: vai-conformance list']);
  const today = startedAt.toISOString().slice(0, 10);
  const baseline =
    settled.baseline === null ? null : new Baseline(readBaseline(settled.baseline, dialect.catalogue), today);
  const run = new GatewayRun(output, settled, dialect, selected, baseline, startedAt);

  let target: Opened;
  try {
    target = await openTarget(settled, dialect, only);
  } catch (error) {
    // The reports are written all the same: every requirement has a status, and a reader sees why.
    if (error instanceof CannotJudge) run.report(run.unreachable(error));
    throw error;
  }
  try {
    return await run.against(target, only);
  } finally {
    await target.close();
  }
}

class GatewayRun {
  constructor(
    readonly output: Output,
    readonly settled: Settled,
    readonly dialect: ContractDialect,
    readonly selected: readonly Selected[],
    readonly baseline: Baseline | null,
    readonly startedAt: Date,
  ) {}

  report(results: Results): void {
    this.output.report(results);
  }

  unreachable(error: CannotJudge): Results {
    const subject = {
      kind: 'gateway' as const,
      dialect: this.dialect.name,
      target: this.settled.target,
      model: null,
      auth: null,
    };
    return this.#results(subject, [], { status: 'error', reason: 'target-unreachable', detail: error.message });
  }

  async against(target: Opened, only: readonly string[]): Promise<Judged> {
    const { output, settled } = this;
    const { paint, sink } = output;
    const secrets = [...secretsOf(settled, this.dialect), ...target.secrets];
    sink.redactWith(createRedactor(this.dialect.secretHeaders, secrets));
    const { name, version } = manifest();
    const head = { tool: { name, version }, subject: target.subject, seed: settled.seed };
    if (!output.quiet) sink.say(people.header(head, paint));
    if (target.discovered.doubt !== null) sink.say(people.note(target.discovered.doubt, paint));

    const stop = new AbortController();
    const interrupt = () => stop.abort();
    // npx hands a Ctrl-C on that the terminal has sent already: a second one must not cost the reports.
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    const outcomes: Outcome[] = [];
    const progress = this.#progress(outcomes, only.length);
    const end = await runPlan(this.#plan(target.plan(only), secrets), (outcome) => outcomes.push(outcome), stop.signal);
    progress.stop();

    const missing: Evidence['missing'] =
      end.how === 'done'
        ? { status: 'error', reason: 'no-test', detail: 'no test is bound to this requirement' }
        : {
            status: 'untestable',
            reason: end.how,
            detail: end.how === 'deadline' ? "the run's deadline was reached" : 'the run was interrupted',
          };
    const results = this.#results(target.subject, outcomes, missing);
    this.#tell(results, end.errors, outcomes.length > 0);
    this.report(results);
    if (end.how !== 'interrupted') process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    return { results, code: this.#code(results, end) };
  }

  #code(results: Results, end: { readonly how: string; readonly errors: readonly string[] }): number {
    if (end.how === 'interrupted') return EXIT.interrupted;
    const code = exitCodeOf(results, this.settled.strict);
    if (code === EXIT.broken) return code;
    if (end.errors.length > 0) return EXIT.bug;
    return code === EXIT.ok && this.#expired(results).length > 0 ? EXIT.broken : code;
  }

  /** Entries of the baseline whose day is over, of requirements that were asked. */
  #expired(results: Results): string[] {
    const { baseline } = this;
    if (baseline === null) return [];
    const asked = new Set(results.requirements.filter((one) => one.status !== 'skipped').map((one) => one.id));
    return baseline.file.entries
      .filter((entry) => baseline.expired(entry) && asked.has(entry.id))
      .map((entry) => entry.id);
  }

  #plan(subject: SubjectPlan, secrets: readonly string[]): RunPlan {
    const { settled } = this;
    const requestMs = settled.requestMs ?? (subject.model.kind === 'live' ? LIVE_REQUEST_MS : REQUEST_MS);
    return {
      dialect: this.dialect.name,
      subjects: [subject],
      seed: settled.seed,
      repeat: settled.repeat,
      slow: settled.slow,
      concurrency: settled.concurrency,
      bail: settled.bail,
      requestMs,
      // A test sends a few requests one after the other; a request that hangs is given up before the test is.
      testMs: requestMs * 3,
      deadlineAt: this.startedAt.getTime() + settled.deadlineMs,
      maxRequests: settled.maxRequests,
      secrets,
    };
  }

  #results(subject: ResultsSubject, outcomes: readonly Outcome[], missing: Evidence['missing']): Results {
    return resultsOf({
      subject,
      selected: this.selected,
      outcomes,
      baseline: this.baseline,
      set: this.settled.selection.set,
      strict: this.settled.strict,
      startedAt: this.startedAt,
      durationMs: Date.now() - this.startedAt.getTime(),
      seed: this.settled.seed,
      missing,
    });
  }

  #progress(outcomes: readonly Outcome[], of: number): { stop(): void } {
    const { live, sink, paint } = this.output;
    if (!live) return { stop() {} };
    const draw = () => {
      const failed = outcomes.filter((one) => one.status === 'failed').length;
      sink.say(people.progress(outcomes.length, Math.max(of, outcomes.length), failed, paint));
    };
    const timer = setInterval(draw, REDRAW_MS);
    return {
      stop() {
        clearInterval(timer);
        sink.say(people.WIPE);
      },
    };
  }

  #tell(results: Results, errors: readonly string[], ran: boolean): void {
    const { sink, paint, quiet, verbose } = this.output;
    const { strict } = this.settled;
    const { name } = manifest();
    if (verbose) sink.say(people.listing(results, paint));
    // A suite that did not load says so once, not for each requirement.
    if (!quiet && (ran || errors.length === 0)) {
      for (const one of results.requirements) {
        if (people.isNotReached(one)) continue;
        if (one.status === 'failed' || one.status === 'error' || one.status === 'untestable' || breaks(one, strict)) {
          sink.say(people.failure(one, name, paint));
        }
      }
      sink.say(people.notReached(results, paint));
      for (const id of this.#expired(results)) sink.say(`The baseline's entry for ${id} has expired.\n`);
    }
    for (const error of errors) sink.say(`The suite itself broke: ${error}\n`);
    sink.say(people.verdict(results, performance.now(), paint, quiet));
  }
}
