import type { ContractDialect } from '../contracts/dialect.js';
import type { Results, ResultsSubject } from '../contracts/results.js';
import * as people from '../reports/console.js';
import { annotation } from '../reports/github.js';
import type { Outcome } from '../suites/plan.js';
import { Baseline, readBaseline } from './baseline.js';
import { CannotJudge, EXIT } from './exit.js';
import { manifest } from './manifest.js';
import type { Output } from './output.js';
import { type Selected, select } from './selection.js';
import type { SettledRun } from './settled.js';
import { type Overdue, overdue, repair, upkeep } from './upkeep.js';
import { breaks, type Evidence, exitCodeOf, resultsOf } from './verdict.js';
import type { RunEnd } from './worker.js';

/** How often the progress line is redrawn. */
const REDRAW_MS = 100;

/** What a run came to; other commands use the results. */
export interface Judged {
  readonly results: Results;
  readonly code: number;
}

/** What runs of both sides have in common: what is selected, how it is told, and what it comes to. */
export class Judging {
  readonly selected: readonly Selected[];
  /** Ids of what is asked. */
  readonly only: readonly string[];
  readonly #baseline: Baseline | null = null;

  /** Throws `CannotJudge` where nothing is selected, or the baseline cannot be read. */
  constructor(
    readonly output: Output,
    readonly settled: SettledRun,
    private readonly dialect: ContractDialect,
    side: 'gateway' | 'sdk',
    readonly startedAt: Date,
    /** The part of the command line by which another command judges the same. */
    private readonly asked: string,
  ) {
    this.selected = select(dialect.catalogue, settled.selection, side);
    this.only = this.selected.filter((one) => one.skipped === null).map((one) => one.requirement.id);
    if (this.only.length === 0)
      throw new CannotJudge('Nothing is selected.', ['See what there is with: vai-conformance list']);
    const path = settled.baseline;
    if (path === null) return;
    const file = readBaseline(path, dialect.catalogue, repair('prune', path, asked));
    this.#baseline = new Baseline(file, this.#today);
  }

  /** `YYYY-MM-DD` */
  get #today(): string {
    return this.startedAt.toISOString().slice(0, 10);
  }

  /** When what is asked must be over, in epoch milliseconds. */
  get deadlineAt(): number {
    return this.startedAt.getTime() + this.settled.deadlineMs;
  }

  /** Says what is judged. */
  header(subject: ResultsSubject): void {
    const { name, version } = manifest();
    if (this.output.quiet) return;
    const head = { tool: { name, version }, subject, seed: this.settled.seed };
    this.output.sink.say(people.header(head, this.output.paint));
  }

  /** Something to look at before the failures. */
  note(text: string): void {
    this.output.sink.say(people.note(text, this.output.paint));
  }

  /** Runs something that Ctrl-C ends early, with a progress line. */
  async watched(outcomes: readonly Outcome[], run: (stop: AbortSignal) => Promise<RunEnd>): Promise<RunEnd> {
    const stop = new AbortController();
    const interrupt = () => stop.abort();
    // npx hands a Ctrl-C on that the terminal has sent already: a second one must not cost the reports.
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    const progress = this.#progress(outcomes);
    const end = await run(stop.signal);
    progress.stop();
    if (end.how !== 'interrupted') process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    return end;
  }

  /** Tells people, writes every report, and says what it all comes to. */
  conclude(subject: ResultsSubject, outcomes: readonly Outcome[], end: RunEnd): Judged {
    const results = this.results(subject, outcomes, missing(end));
    this.#tell(results, end.errors, outcomes.length > 0);
    this.output.report(results);
    return { results, code: this.#code(results, end) };
  }

  results(subject: ResultsSubject, outcomes: readonly Outcome[], missing: Evidence['missing']): Results {
    return resultsOf({
      subject,
      selected: this.selected,
      outcomes,
      baseline: this.#baseline,
      set: this.settled.selection.set,
      strict: this.settled.strict,
      startedAt: this.startedAt,
      durationMs: Date.now() - this.startedAt.getTime(),
      seed: this.settled.seed,
      missing,
    });
  }

  #code(results: Results, end: RunEnd): number {
    if (end.how === 'interrupted') return EXIT.interrupted;
    const code = exitCodeOf(results, this.settled.strict);
    if (code === EXIT.broken) return code;
    if (end.errors.length > 0) return EXIT.bug;
    return code === EXIT.ok && this.#overdue(results).length > 0 ? EXIT.broken : code;
  }

  /** Entries of the baseline that have to be repaired. */
  #overdue(results: Results): Overdue[] {
    const baseline = this.#baseline;
    return baseline === null ? [] : overdue(baseline.file, results, this.dialect.catalogue, this.#today);
  }

  #progress(outcomes: readonly Outcome[]): { stop(): void } {
    const { live, sink, paint } = this.output;
    if (!live) return { stop() {} };
    const draw = () => {
      const failed = outcomes.filter((one) => one.status === 'failed').length;
      sink.say(people.progress(outcomes.length, Math.max(this.only.length, outcomes.length), failed, paint));
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
    }
    for (const error of errors) sink.say(`The suite itself broke: ${error}\n`);
    sink.say(people.verdict(results, performance.now(), paint, quiet));
    const { baseline } = this.settled;
    const repairs = upkeep(baseline ?? '', this.#overdue(results), this.asked, this.#today);
    sink.say(repairs);
    if (repairs !== '' && process.env.GITHUB_ACTIONS === 'true')
      sink.say(annotation('The baseline is out of date', repairs));
  }
}

/** Why requirements have no outcome after a run that ended so. */
function missing(end: RunEnd): Evidence['missing'] {
  if (end.how === 'done') return { status: 'error', reason: 'no-test', detail: 'no test is bound to this requirement' };
  const why = end.how === 'deadline' ? "the run's deadline was reached" : 'the run was interrupted';
  return { status: 'untestable', reason: end.how, detail: why };
}
