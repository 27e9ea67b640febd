import type { SdkSubjectPlan } from './plan.js';
import { Session, type SessionTerms } from './session.js';

interface Seat {
  readonly session: Promise<Session>;
  /** Tests that are not over yet. */
  left: number;
  readonly over: Promise<void>;
  readonly leave: () => void;
}

/** The sessions of a run: each is opened when its first test asks for it, and closed after its last. */
export class Sessions {
  readonly #seats = new Map<string, Seat>();
  readonly #expected = new Map<string, number>();
  readonly #queue: (() => void)[] = [];
  #places: number;

  /** @param places how many sessions are open at the same time. */
  constructor(
    private readonly terms: SessionTerms,
    places: number,
  ) {
    this.#places = places;
  }

  /** How many tests the subject will be asked. */
  expect({ label }: SdkSubjectPlan, tests: number): void {
    this.#expected.set(label, tests);
  }

  /** The subject's session. Rejects where the adapter would not start, each time. */
  of(subject: SdkSubjectPlan): Promise<Session> {
    return this.#seat(subject).session;
  }

  /** One test of the subject is over. */
  done(subject: SdkSubjectPlan): void {
    const seat = this.#seat(subject);
    seat.left--;
    if (seat.left <= 0) seat.leave();
  }

  /** The subject's session, closed, after its last test. */
  async over(subject: SdkSubjectPlan): Promise<Session> {
    const seat = this.#seat(subject);
    await seat.over;
    return seat.session;
  }

  /** Closes what is still open. */
  async close(): Promise<void> {
    for (const { leave } of this.#seats.values()) leave();
    await Promise.all([...this.#seats.values()].map((seat) => seat.over));
  }

  #seat(subject: SdkSubjectPlan): Seat {
    const { label } = subject;
    const known = this.#seats.get(label);
    if (known !== undefined) return known;
    const { promise: leaving, resolve: leave } = settled();
    const session = this.#open(subject);
    const over = leaving.then(() => this.#close(session));
    const seat = { session, left: this.#expected.get(label) ?? 0, over, leave };
    if (seat.left === 0) leave();
    this.#seats.set(label, seat);
    return seat;
  }

  async #open(subject: SdkSubjectPlan): Promise<Session> {
    if (this.#places > 0) this.#places--;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    return Session.open(this.terms, subject.adapter);
  }

  async #close(session: Promise<Session>): Promise<void> {
    try {
      await (await session).close();
    } catch {
      // It did not start: whoever asks for the session is told.
    }
    const next = this.#queue.shift();
    if (next) next();
    else this.#places++;
  }
}

function settled(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
