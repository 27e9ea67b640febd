import { setMaxListeners } from 'node:events';
import type { ContractDialect } from '../contracts/dialect.js';
import { loadContractDialect } from '../contracts/dialects.js';
import { createRedactor, type Redactor } from '../contracts/redact.js';
import { NotAsked, RequirementBroken } from './assertions.js';
import { conduct, type Stage } from './conduct.js';
import { Floods } from './floods.js';
import type { Outcome, RunPlan, SubjectPlan } from './plan.js';
import { Prober } from './probe/http.js';
import type { Profile } from './profile.js';
import { failureReport } from './report-exchange.js';
import { type RegisteredTest, testName } from './requirement.js';
import { Subjects } from './subject.js';
import { Turns } from './turns.js';

const PLACES_UNDER_FLOOD = 8;
/** How often a test about time has to fail before the subject is blamed. */
const ATTEMPTS_WITH_TIME = 3;

/** Runs the tests of a plan; one for each worker. */
export class Run {
  readonly #stage: Stage;
  readonly #subjects: Subjects;
  readonly #turns: Turns;
  readonly #redact: Redactor;
  #failures = 0;

  private constructor(
    readonly plan: RunPlan,
    stage: Stage,
    turns: Turns,
    subjects: Subjects,
  ) {
    this.#stage = stage;
    this.#subjects = subjects;
    this.#turns = turns;
    this.#redact = createRedactor(stage.dialect.secretHeaders, plan.secrets);
  }

  static async of(plan: RunPlan, profiles: readonly Profile[]): Promise<Run> {
    return Run.with(plan, profiles, await loadContractDialect(plan.dialect));
  }

  static with(plan: RunPlan, profiles: readonly Profile[], dialect: ContractDialect): Run {
    const turns = new Turns(plan.concurrency);
    // Each of many endless answers takes memory up to its cap.
    const floods = new Floods(() => turns.narrow(PLACES_UNDER_FLOOD));
    const stage: Stage = { plan, dialect, prober: new Prober(), shared: new Map(), spent: 0, floods };
    return new Run(
      plan,
      stage,
      turns,
      new Subjects(dialect, new Map(profiles.map((profile) => [profile.name, profile]))),
    );
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    await this.#stage.prober.close();
  }

  /** Runs one test against one subject as often as the plan says. Never throws: what went wrong is the outcome. */
  async test(subject: SubjectPlan, test: RegisteredTest): Promise<Outcome> {
    const startedAt = performance.now();
    let outcome: Outcome | undefined;
    for (let round = 0; round < this.plan.repeat; round++) {
      const next = await this.#once(subject, test, round);
      if (outcome !== undefined && (next.reason === 'deadline' || next.reason === 'bail')) {
        // The run's end says nothing about this test: what was found so far stands, but for a pass it was too little.
        if (outcome.status === 'passed')
          outcome = { ...next, detail: `${next.detail} after ${round} of ${this.plan.repeat} repetitions, all passed` };
        break;
      }
      if (outcome !== undefined && outcome.status !== next.status) {
        outcome = this.#disagreement(outcome, next, round);
        break;
      }
      outcome = next;
    }
    if (outcome === undefined) throw new Error('A plan repeats each test at least once.');
    if (outcome.status === 'failed') this.#failures++;
    return { ...outcome, durationMs: Math.round(performance.now() - startedAt) };
  }

  async #once(subject: SubjectPlan, test: RegisteredTest, round: number): Promise<Outcome> {
    const refusal = this.#notAsked(subject, test);
    if (refusal) return this.#outcome(subject, test, refusal);
    const first = await this.#attempt(subject, test, `${round}`, test.needs.waits === true);
    if (first.status !== 'failed' || test.needs.waits !== true) return first;
    // A machine that is busy with everything else can be what was late: asked again behind the others.
    for (let again = 1; again < ATTEMPTS_WITH_TIME; again++) {
      const next = await this.#attempt(subject, test, `${round}.${again}`, false);
      if (next.status === 'passed') return next;
    }
    return first;
  }

  #attempt(subject: SubjectPlan, test: RegisteredTest, scope: string, waits: boolean): Promise<Outcome> {
    return this.#turns.take(waits, () =>
      this.#subjects.inTurn(subject, test.needs.alone === true, () => this.#conducted(subject, test, scope)),
    );
  }

  async #conducted(subjectPlan: SubjectPlan, test: RegisteredTest, scope: string): Promise<Outcome> {
    const late = this.#tooLate(subjectPlan, test);
    if (late) return late;
    const stop = new AbortController();
    // A test may have many requests in flight; each listens until it is over.
    setMaxListeners(0, stop.signal);
    const left = this.plan.deadlineAt - Date.now();
    const limit = Math.min(this.plan.testMs, left);
    const timer = setTimeout(() => stop.abort(), limit);
    let conducted: ReturnType<typeof conduct> | undefined;
    try {
      const subject = await this.#subjects.get(subjectPlan, test.needs.profile ?? 'default', test.needs.alone === true);
      conducted = conduct(this.#stage, subjectPlan, subject, test.id, scope, stop.signal);
      await Promise.race([test.body(conducted.trial), overdue(stop.signal, limit < left)]);
      if (!conducted.asserted()) throw new Error('The test ended without having asserted anything.');
      return this.#outcome(subjectPlan, test, { status: 'passed', evidence: conducted.evidence() });
    } catch (error) {
      return this.#outcome(subjectPlan, test, this.#verdictOn(error, conducted));
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
  }

  #verdictOn(error: unknown, conducted: ReturnType<typeof conduct> | undefined): Partial<Outcome> {
    if (error instanceof RequirementBroken) {
      const failure = failureReport(error, conducted?.lastSeen(), this.#stage.dialect, this.plan);
      return { status: 'failed', failure };
    }
    if (error instanceof NotAsked) return { status: error.status, reason: error.reason, detail: error.detail };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: 'error', reason: 'suite', detail: text.split('\n').slice(0, 6).join('\n') };
  }

  #notAsked(subject: SubjectPlan, test: RegisteredTest): Partial<Outcome> | undefined {
    const { slow, model = 'none' } = test.needs;
    if (slow && !this.plan.slow) return { status: 'skipped', reason: 'slow', detail: 'asked with --slow' };
    const { kind } = subject.model;
    if (model === 'scripted' && kind !== 'scripted') {
      return { status: 'skipped', reason: 'needs-scripted-model', detail: `the model is ${kind}, not scripted` };
    }
    if (model === 'any' && kind === 'none') {
      return { status: 'skipped', reason: 'needs-scripted-model', detail: 'the gateway reaches no model' };
    }
    return undefined;
  }

  #tooLate(subject: SubjectPlan, test: RegisteredTest): Outcome | undefined {
    if (Date.now() >= this.plan.deadlineAt) {
      return this.#outcome(subject, test, {
        status: 'untestable',
        reason: 'deadline',
        detail: "the run's deadline was reached",
      });
    }
    if (this.plan.bail > 0 && this.#failures >= this.plan.bail) {
      return this.#outcome(subject, test, {
        status: 'untestable',
        reason: 'bail',
        detail: 'the run was ended by --bail',
      });
    }
    return undefined;
  }

  #disagreement(first: Outcome, second: Outcome, round: number): Outcome {
    const shown = first.status === 'failed' ? first : second;
    const message = `The verdict was ${first.status} at first and ${second.status} at repetition ${round + 1}.`;
    const failure = shown.failure ? { ...shown.failure, message: `${message} ${shown.failure.message}` } : null;
    return {
      ...shown,
      status: failure ? 'failed' : 'error',
      reason: failure ? null : 'unsteady',
      detail: message,
      failure,
    };
  }

  #outcome(subject: SubjectPlan, test: RegisteredTest, found: Partial<Outcome>): Outcome {
    const outcome: Outcome = {
      requirement: test.id,
      subject: subject.label,
      name: testName(test),
      status: 'error',
      reason: null,
      detail: null,
      evidence: null,
      failure: null,
      durationMs: 0,
      ...found,
    };
    return this.#redact.value(outcome);
  }
}

/** Rejects when the signal is aborted; `own` tells whether the test's own time was up or the whole run's. */
function overdue(signal: AbortSignal, own: boolean): Promise<never> {
  return new Promise((_resolve, reject) => {
    // The probers listen to the same signal and were asked first: what they throw says more than this does.
    const late = () =>
      setTimeout(
        () =>
          reject(
            own
              ? new Error('The test did not end in its time.')
              : new NotAsked('untestable', 'deadline', "the run's deadline was reached"),
          ),
        100,
      ).unref();
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
  });
}
