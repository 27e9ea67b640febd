import { NotAsked } from './assertions.js';
import type { Outcome, RunTerms } from './plan.js';

/** How often a test about time has to fail before the subject is blamed. */
const ATTEMPTS_WITH_TIME = 3;

/** What one attempt at a test found. */
export type Found = Partial<Omit<Outcome, 'requirement' | 'subject' | 'name'>>;

/** Repeats tests as a run asks for it, and knows when the run is over. */
export class Rounds {
  #failures = 0;

  constructor(private readonly terms: RunTerms) {}

  /** Runs a test as often as the run says; verdicts that differ are a failure or an error by themselves. */
  async repeated(once: (round: number) => Promise<Outcome>): Promise<Outcome> {
    const startedAt = performance.now();
    let outcome: Outcome | undefined;
    for (let round = 0; round < this.terms.repeat; round++) {
      const next = await once(round);
      if (outcome !== undefined && (next.reason === 'deadline' || next.reason === 'bail')) {
        // The run's end says nothing about this test: what was found so far stands, but for a pass it was too little.
        if (outcome.status === 'passed') outcome = { ...next, detail: this.#tooFew(next, round) };
        break;
      }
      if (outcome !== undefined && outcome.status !== next.status) {
        outcome = disagreement(outcome, next, round);
        break;
      }
      outcome = next;
    }
    if (outcome === undefined) throw new Error('A plan repeats each test at least once.');
    if (outcome.status === 'failed') this.#failures++;
    // Where a test knows how long it took itself, it does not count the time that it waited for its place.
    const durationMs = outcome.durationMs > 0 ? outcome.durationMs : Math.round(performance.now() - startedAt);
    return { ...outcome, durationMs };
  }

  /** Why nothing more is asked; `undefined` while the run goes on. */
  tooLate(): Found | undefined {
    const { deadlineAt, bail } = this.terms;
    if (Date.now() >= deadlineAt)
      return { status: 'untestable', reason: 'deadline', detail: "the run's deadline was reached" };
    if (bail > 0 && this.#failures >= bail)
      return { status: 'untestable', reason: 'bail', detail: 'the run was ended by --bail' };
    return undefined;
  }

  #tooFew(next: Outcome, round: number): string {
    return `${next.detail} after ${round} of ${this.terms.repeat} repetitions, all passed`;
  }
}

/**
 * Makes the first attempt, and further ones where a test about time failed: a machine that is busy with everything else
 * can be what was late. `attempt` names the further ones.
 */
export async function patiently(
  aboutTime: boolean,
  make: (attempt: string, first: boolean) => Promise<Outcome>,
): Promise<Outcome> {
  const first = await make('', true);
  if (first.status !== 'failed' || !aboutTime) return first;
  for (let again = 1; again < ATTEMPTS_WITH_TIME; again++) {
    const next = await make(`.${again}`, false);
    if (next.status === 'passed') return next;
  }
  return first;
}

/** An outcome of which only what was found is told. */
export function outcomeOf(requirement: string, subject: string, name: string, found: Found): Outcome {
  const nothing = { reason: null, detail: null, evidence: null, failure: null, durationMs: 0 };
  return { requirement, subject, name, status: 'error', ...nothing, ...found };
}

/** What an error says that is no broken requirement. */
export function notJudged(error: unknown): Found {
  if (error instanceof NotAsked) return { status: error.status, reason: error.reason, detail: error.detail };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 'error', reason: 'suite', detail: text.split('\n').slice(0, 6).join('\n') };
}

/** Rejects when the signal is aborted; `own` tells whether the test's own time was up or the whole run's. */
export function overdue(signal: AbortSignal, own: boolean): Promise<never> {
  return new Promise((_resolve, reject) => {
    // Whatever else listens to the same signal was asked first: what that throws says more than this does.
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

function disagreement(first: Outcome, second: Outcome, round: number): Outcome {
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
