import { setMaxListeners } from 'node:events';
import type { ContractDialect } from '../contracts/dialect.js';
import { loadContractDialect } from '../contracts/dialects.js';
import { createRedactor, type Redactor } from '../contracts/redact.js';
import { RequirementBroken } from './assertions.js';
import { conduct, type Stage } from './conduct.js';
import { Floods } from './floods.js';
import type { Outcome, RunPlan, SubjectPlan } from './plan.js';
import { Prober } from './probe/http.js';
import type { Profile } from './profile.js';
import { failureReport } from './report-exchange.js';
import { type RegisteredTest, testName } from './requirement.js';
import { type Found, notJudged, outcomeOf, overdue, patiently, Rounds } from './rounds.js';
import { Subjects } from './subject.js';
import { Turns } from './turns.js';

const PLACES_UNDER_FLOOD = 8;

/** Runs the tests of a plan; one for each worker. */
export class Run {
  readonly #stage: Stage;
  readonly #subjects: Subjects;
  readonly #turns: Turns;
  readonly #redact: Redactor;
  readonly #rounds: Rounds;

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
    this.#rounds = new Rounds(plan);
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
  test(subject: SubjectPlan, test: RegisteredTest): Promise<Outcome> {
    return this.#rounds.repeated((round) => this.#once(subject, test, round));
  }

  async #once(subject: SubjectPlan, test: RegisteredTest, round: number): Promise<Outcome> {
    const refusal = this.#notAsked(subject, test);
    if (refusal) return this.#outcome(subject, test, refusal);
    return patiently(test.needs.waits === true, (attempt, first) =>
      this.#attempt(subject, test, `${round}${attempt}`, first && test.needs.waits === true),
    );
  }

  #attempt(subject: SubjectPlan, test: RegisteredTest, scope: string, waits: boolean): Promise<Outcome> {
    return this.#turns.take(waits, () =>
      this.#subjects.inTurn(subject, test.needs.alone === true, () => this.#conducted(subject, test, scope)),
    );
  }

  async #conducted(subjectPlan: SubjectPlan, test: RegisteredTest, scope: string): Promise<Outcome> {
    const late = this.#rounds.tooLate();
    if (late) return this.#outcome(subjectPlan, test, late);
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

  #verdictOn(error: unknown, conducted: ReturnType<typeof conduct> | undefined): Found {
    if (error instanceof RequirementBroken) {
      const failure = failureReport(error, conducted?.lastSeen(), this.#stage.dialect, this.plan);
      return { status: 'failed', failure };
    }
    return notJudged(error);
  }

  #notAsked(subject: SubjectPlan, test: RegisteredTest): Found | undefined {
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

  #outcome(subject: SubjectPlan, test: RegisteredTest, found: Found): Outcome {
    return this.#redact.value(outcomeOf(test.id, subject.label, testName(test), found));
  }
}
