import { setMaxListeners } from 'node:events';
import { writeSync } from 'node:fs';
import { loadContractDialect } from '../../contracts/dialects.js';
import { createRedactor, type Redactor } from '../../contracts/redact.js';
import { brokenBecause, RequirementBroken } from '../assertions.js';
import type { Outcome } from '../plan.js';
import { type Found, notJudged, outcomeOf, overdue, patiently, Rounds } from '../rounds.js';
import { seedOf } from '../seed.js';
import {
  AdapterDied,
  AdapterFault,
  AdapterGone,
  AdapterHung,
  type AdapterLink,
  type AdapterSpec,
  AdapterWouldNotStart,
  openAdapter,
} from './adapter/index.js';
import { hung } from './calls.js';
import { type ConductedTrial, conduct } from './conduct.js';
import type { SdkDialect } from './dialect.js';
import { Keeping } from './keeping.js';
import type { AdapterNews, SdkRunPlan, SdkSubjectPlan } from './plan.js';
import { failureReport } from './report-call.js';
import { type RegisteredSdkTest, sdkTestName } from './requirement.js';
import type { Session } from './session.js';
import { Sessions } from './sessions.js';

/** File descriptor. */
const STDERR = 2;

/** Runs the tests of a plan; one for each worker. */
export class SdkRun {
  readonly #redact: Redactor;
  readonly #rounds: Rounds;
  readonly #sessions: Sessions;

  private constructor(
    readonly plan: SdkRunPlan,
    sessions: Sessions,
    redact: Redactor,
  ) {
    this.#sessions = sessions;
    this.#redact = redact;
    this.#rounds = new Rounds(plan);
  }

  /** Makes the canaries and opens nothing yet: an adapter is started with its subject's first test. */
  static async of(plan: SdkRunPlan, dialect: SdkDialect, open = opener(plan)): Promise<SdkRun> {
    const canaries = dialect.canaries((name) => `canary-${name}-${plan.canary}`);
    const { secretHeaders } = await loadContractDialect(plan.dialect);
    const redact = createRedactor(secretHeaders, [...plan.secrets, ...Object.values(canaries.keys), plan.canary]);
    const { concurrency } = plan;
    const keeping = new Keeping(plan, redact);
    const terms = { dialect, canaries, open, concurrency, keeping };
    return new SdkRun(plan, new Sessions(terms, plan.adapters), redact);
  }

  /** How many tests a subject is asked; its adapter is closed after the last. */
  expect(subject: SdkSubjectPlan, tests: number): void {
    this.#sessions.expect(subject, tests);
  }

  /** Starts a subject's adapter, and tells what it is. Never throws. */
  async meet(subject: SdkSubjectPlan): Promise<AdapterNews> {
    try {
      const { sdk, runtime } = (await this.#sessions.of(subject)).described;
      return { subject: subject.label, sdk: { ...sdk, runtime }, trouble: null, notes: [] };
    } catch (error) {
      return this.#trouble(subject, error);
    }
  }

  /** Waits until a subject's last test is over, and tells what else there was to see. Never throws. */
  async part(subject: SdkSubjectPlan): Promise<AdapterNews> {
    try {
      const session = await this.#sessions.over(subject);
      const { sdk, runtime } = session.described;
      const notes = this.#redact.value([...session.notes()]);
      const trouble = session.gone === null ? null : this.#redact.text(session.gone);
      return { subject: subject.label, sdk: { ...sdk, runtime }, trouble, notes };
    } catch (error) {
      return this.#trouble(subject, error);
    }
  }

  /** Runs one test against one subject as often as the plan says. Never throws: what went wrong is the outcome. */
  async test(subject: SdkSubjectPlan, test: RegisteredSdkTest): Promise<Outcome> {
    try {
      return await this.#rounds.repeated((round) =>
        patiently(test.needs.waits === true, (attempt) => this.#once(subject, test, `${round}`, attempt)),
      );
    } finally {
      this.#sessions.done(subject);
    }
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }

  async #once(subject: SdkSubjectPlan, test: RegisteredSdkTest, round: string, attempt: string): Promise<Outcome> {
    let session: Session;
    try {
      session = await this.#sessions.of(subject);
    } catch (error) {
      return this.#outcome(subject, test, this.#verdictOn(error, undefined, test));
    }
    const refusal = this.#notAsked(session, test);
    if (refusal) return this.#outcome(subject, test, refusal);
    const alone = test.needs.alone === true;
    const scope = round + attempt;
    const first = await session.gate.pass(alone, () => this.#conducted(session, subject, test, scope));
    if (!('died' in first)) return first;
    // The process took all that was in flight with it: each is asked again with no other beside it.
    const second = await session.gate.pass(true, () => this.#conducted(session, subject, test, `${scope} again`));
    if (!('died' in second)) return second;
    const { died, conducted } = second;
    const error = brokenBecause('The process of the SDK died, twice at the same test.', {
      expected: 'an error that can be caught',
      actual: died.message,
      hint: 'Look at the end of its stderr.',
    });
    return this.#outcome(subject, test, this.#verdictOn(error, conducted, test));
  }

  async #conducted(
    session: Session,
    subject: SdkSubjectPlan,
    test: RegisteredSdkTest,
    scope: string,
  ): Promise<Outcome | { readonly died: AdapterDied; readonly conducted: ConductedTrial }> {
    const late = this.#rounds.tooLate();
    if (late) return this.#outcome(subject, test, late);
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    const left = this.plan.deadlineAt - Date.now();
    const limit = Math.min(this.plan.testMs, left);
    const timer = setTimeout(() => stop.abort(), limit);
    const { id, needs } = test;
    const seed = seedOf(`${this.plan.seed}\0${scope}\0${id}`);
    const operations = claimed(session, test);
    const conducted = conduct(session, { id, needs, operations, seed, signal: stop.signal, scope });
    const { log, trial } = conducted;
    const startedAt = performance.now();
    let found: Found;
    try {
      await Promise.race([test.body(trial), overdue(stop.signal, limit < left)]);
      if (log.scriptError !== undefined) throw log.scriptError;
      if (!conducted.asserted()) throw new Error('The test ended without having asserted anything.');
      found = { status: 'passed', evidence: conducted.evidence() };
    } catch (error) {
      found = this.#verdictOn(log.scriptError ?? error, conducted, test);
      // Of what tests share, the operation may have been another's.
      if (error instanceof AdapterDied) log.died ??= error;
      if (error instanceof AdapterGone) session.gone = error.message;
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
    await conducted.end();
    const durationMs = Math.max(1, Math.round(performance.now() - startedAt));
    return log.died === undefined
      ? this.#outcome(subject, test, { ...found, durationMs })
      : { died: log.died, conducted };
  }

  #verdictOn(thrown: unknown, conducted: ConductedTrial | undefined, test: RegisteredSdkTest): Found {
    const error = thrown instanceof AdapterHung ? hung(thrown) : thrown;
    if (error instanceof RequirementBroken) {
      const again = this.plan.again.join(` --only ${test.id} `);
      return { status: 'failed', failure: failureReport(error, conducted?.log.last, again) };
    }
    if (error instanceof AdapterFault || error instanceof AdapterWouldNotStart)
      return { status: 'error', reason: 'adapter', detail: error.message };
    return notJudged(error);
  }

  #notAsked(session: Session, test: RegisteredSdkTest): Found | undefined {
    const { slow, inBrowser, operations, features = [], errorFields = [], resultFields = [] } = test.needs;
    const { described } = session;
    if (slow && !this.plan.slow) return { status: 'skipped', reason: 'slow', detail: 'asked with --slow' };
    const missing = (what: string): Found => ({ status: 'skipped', reason: 'capability-not-declared', detail: what });
    if (inBrowser === false && described.runtime === 'browser') return missing('cannot be seen of a browser');
    for (const feature of features)
      if (!session.has(feature)) return missing(`the feature '${feature}' is not declared`);
    if (operations !== undefined && claimed(session, test).length === 0)
      return missing(
        `none of ${operations.join(', ')} is declared${features.length > 0 ? ` with ${features.join(', ')}` : ''}`,
      );
    const field =
      errorFields.find((one) => !described.errorFields.has(one)) ??
      resultFields.find((one) => !described.resultFields.has(one));
    return field === undefined ? undefined : missing(`the field '${field}' is not declared`);
  }

  #trouble(subject: SdkSubjectPlan, error: unknown): AdapterNews {
    const trouble = error instanceof Error ? error.message : String(error);
    return { subject: subject.label, sdk: null, trouble: this.#redact.text(trouble), notes: [] };
  }

  #outcome(subject: SdkSubjectPlan, test: RegisteredSdkTest, found: Found): Outcome {
    return this.#redact.value(outcomeOf(test.id, subject.label, sdkTestName(test), found));
  }
}

/** Starts adapters by the plan's terms. */
function opener({ dialect, startTimeoutMs }: SdkRunPlan): (spec: AdapterSpec) => Promise<AdapterLink> {
  // The worker's own streams are not shown: what a person has to do is written past them.
  const announce = (text: string) => writeSync(STDERR, `${text}\n`);
  return (spec) => {
    const patience = spec.kind === 'command' ? (spec.patience ?? {}) : {};
    return openAdapter(spec, { dialect, startTimeoutMs, announce, patience });
  };
}

/** The operations of a test's needs that the SDK claims, with every feature that the test needs. */
function claimed(session: Session, { needs }: RegisteredSdkTest): readonly string[] {
  const { operations = [], features = [] } = needs;
  return operations.filter(
    (op) => session.described.operations.includes(op) && features.every((feature) => session.has(feature, op)),
  );
}
