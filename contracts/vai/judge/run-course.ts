import type { AutomatonRun } from '../../judge/automaton.js';
import { digest } from '../../judge/digest.js';
import { toolIds } from './block.js';
import type { Known } from './facts.js';
import { MessageTurn } from './message-turn.js';
import { type Call, resultPrint, type StepPrint } from './run-step.js';
import { countOf, type Fields, fieldsOf, isFields, listOf, type WireEvent } from './values.js';

/** Steps, messages and calls that are kept in mind; a run has at most a few dozen. */
const MOST_KEPT = 10_000;

/** What the course of a run needs from the judge that it belongs to. */
export interface RunParts {
  /** Starts the automaton of a turn. */
  begin(turn: MessageTurn): AutomatonRun<MessageTurn, WireEvent>;
  /** Judges an event of the model's stream, outside of its order. */
  inner(event: WireEvent): void;
  /** Judges the result of the whole run. */
  result(result: unknown): void;
}

/** What is known of a streamed run while it comes; the guards and actions of its automaton read and write it. */
export class RunCourse {
  readonly known: Known;
  readonly #parts: RunParts;
  turn = new MessageTurn(true);
  #turnRun: AutomatonRun<MessageTurn, WireEvent>;
  /** A turn was ever started. */
  #started = false;
  #nextIndex = 0;
  #index: unknown;
  calls: Call[] = [];
  readonly steps: StepPrint[] = [];
  innerError = false;
  /** Length of the history; unknown until the request or the first delta tells. */
  historyLength: number | undefined;
  /** Fingerprints of what the deltas appended. */
  readonly appended: string[] = [];
  resultFrames = 0;
  /** Tokens of all completed turns, as the model reported them. */
  spent = 0;
  emptyTurns = 0;

  constructor(known: Known, parts: RunParts) {
    this.known = known;
    this.#parts = parts;
    this.#turnRun = parts.begin(this.turn);
    const messages = known.messageRequest?.messages;
    this.historyLength = Array.isArray(messages) ? messages.length : undefined;
  }

  get nextIndex(): number {
    return this.#nextIndex;
  }

  get lastStep(): StepPrint | undefined {
    return this.steps.at(-1);
  }

  get hasTurn(): boolean {
    return this.#started;
  }

  completes(index: unknown): boolean {
    return index === this.#index;
  }

  startStep(event: Fields): void {
    this.#started = true;
    this.#index = event.index;
    this.#nextIndex = countOf(event.index) + 1;
    this.calls = [];
    this.turn = new MessageTurn(true);
    this.#turnRun = this.#parts.begin(this.turn);
  }

  hear(event: Fields): void {
    const inner = event.event;
    if (!isFields(inner) || typeof inner.type !== 'string') return;
    const said: WireEvent = { ...inner, type: inner.type };
    this.#parts.inner(said);
    this.#turnRun.step(said);
    this.innerError ||= this.turn.failed;
  }

  /** The step is completed, so the model's turn has to be. */
  closeTurn(): void {
    this.#turnRun.over('close');
    this.turn.settle();
    this.spent += this.turn.tokens;
  }

  startCall(event: Fields): void {
    if (this.calls.length < MOST_KEPT)
      this.calls.push({ id: event.id, name: event.name, input: digest(event.input ?? {}), result: undefined });
  }

  /** The call that a result answers: of several with one id, the first without a result. */
  callFor(id: unknown): Call | undefined {
    return (
      this.calls.find((call) => call.id === id && call.result === undefined) ??
      this.calls.find((call) => call.id === id)
    );
  }

  answerCall(event: Fields): void {
    this.resultFrames += 1;
    const call = this.callFor(event.id);
    if (call !== undefined && call.result === undefined) call.result = resultPrint(event);
  }

  completeStep(event: Fields): void {
    if (this.#started && !this.turn.begun && !this.turn.failed) this.emptyTurns += 1;
    if (this.steps.length >= MOST_KEPT) return;
    const response = fieldsOf(event.response);
    this.steps.push({
      index: event.index,
      response: digest(event.response),
      content: digest(response.content),
      tools: toolIds(response.content),
      calls: this.calls,
    });
  }

  growHistory(event: Fields): void {
    const added = listOf(event.append);
    this.historyLength = countOf(event.expected_len) + added.length;
    for (const message of added) if (this.appended.length < MOST_KEPT) this.appended.push(digest(message));
  }

  complete(event: Fields): void {
    this.#parts.result(event.result);
  }
}
