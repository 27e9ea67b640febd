import type { JsonObject } from '../../contracts/vai/types.js';
import { now, waitUntil } from '../engine/clock.js';
import type { StreamEvent } from '../engine/exchange.js';
import type { Stop } from '../engine/stop.js';
import type { Turn } from './scenario.js';
import { eventsOf } from './script.js';
import type { TemplateContext } from './template.js';
import type { UpstreamFailure } from './upstream.js';

/** How a turn of the model ended. */
export type TurnEnd =
  | { readonly how: 'complete' }
  /** The provider refused, or reported an error in its stream. */
  | { readonly how: 'error'; readonly failure: UpstreamFailure }
  /** The connection to the provider broke, or its stream ended early. */
  | { readonly how: 'broken' }
  /** Nothing came for the idle limit. */
  | { readonly how: 'idle' }
  /** The deadline came. */
  | { readonly how: 'late' }
  /** No one wants it any more. */
  | { readonly how: 'stopped' };

/** Where and for whom a turn is spoken. */
export interface TurnStage {
  readonly messageId: string;
  /** `provider/name`. */
  readonly model: string;
  readonly metadata: JsonObject | undefined;
  readonly context: TemplateContext;
  /** Takes an event; a promise asks for a pause. */
  say(event: StreamEvent): void | Promise<void>;
  readonly stop: Stop;
  /** When the turn is given up, on the clock of `now()`. */
  readonly deadline: number;
  /** Milliseconds of silence after which the model is given up. */
  readonly idleMs: number;
}

/** Scheduled length of a whole turn in milliseconds, so that the same script gives the same number. */
export function scheduledMs(turn: Turn, context: TemplateContext): number {
  return Math.round((turn.delay_ms ?? 0) + (turn.gap_ms ?? 0) * eventsOf(turn, context).length);
}

/**
 * Speaks one turn, each event at its time counted from the turn's start. A turn without pauses that nobody holds up is
 * over when the function returns, without a promise.
 */
export function playTurn(turn: Turn, stage: TurnStage): TurnEnd | Promise<TurnEnd> {
  const schedule = new Schedule(turn, stage);
  const failsAt = turn.fail === undefined ? Number.POSITIVE_INFINITY : failurePoint(turn.fail.at);
  const events = eventsOf(turn, stage.context);

  const sayFrom = (first: number): TurnEnd | Promise<TurnEnd> => {
    for (let index = first; index <= events.length; index += 1) {
      if (stage.stop.reason !== undefined) return STOPPED;
      const early = schedule.reach(index);
      if (early !== undefined) return early.then((end) => end ?? sayNow(index));
      const end = say(index);
      if (end !== undefined) return end;
    }
    return failsAt === Number.POSITIVE_INFINITY ? COMPLETE : fail(turn, schedule);
  };
  const sayNow = (index: number): TurnEnd | Promise<TurnEnd> => say(index) ?? sayFrom(index + 1);
  /** Says one event; gives the end of the turn, or the rest of it where the listener asks for a pause. */
  const say = (index: number): TurnEnd | Promise<TurnEnd> | undefined => {
    if (index >= failsAt) return fail(turn, schedule);
    const event = index === 0 ? openingOf(turn, stage) : events[index - 1];
    const pause = event === undefined ? undefined : stage.say(event);
    return pause?.then(() => sayFrom(index + 1));
  };
  return sayFrom(0);
}

const COMPLETE: TurnEnd = { how: 'complete' };
const STOPPED: TurnEnd = { how: 'stopped' };

/** The event that begins a turn. */
export function openingOf(
  turn: Turn,
  { messageId, model, metadata }: Pick<TurnStage, 'messageId' | 'model' | 'metadata'>,
): StreamEvent {
  return {
    type: 'message_start',
    message: {
      id: messageId,
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: '',
      usage: { ...turn.usage, output_tokens: 0, total_tokens: turn.usage.input_tokens },
      ...(metadata === undefined ? {} : { metadata }),
    },
  };
}

function failurePoint(at: string): number {
  return at === 'start' ? 0 : Number(at.slice('after:'.length));
}

function fail(turn: Turn, schedule: Schedule): TurnEnd | Promise<TurnEnd> {
  const { how, error } = turn.fail ?? { how: 'eof' };
  if (how === 'silence') return schedule.silence();
  if (how !== 'error') return { how: 'broken' };
  return {
    how: 'error',
    failure: {
      status: error?.status ?? 500,
      ...(error?.type === undefined ? {} : { type: error.type }),
      ...(error?.message === undefined ? {} : { message: error.message }),
      ...(error?.retry_after === undefined ? {} : { retryAfter: error.retry_after }),
    },
  };
}

/** The times of a turn. What ends a wait early is known beforehand, so that no timer but the wait's own is needed. */
class Schedule {
  readonly #start = now();
  readonly #delay: number;
  readonly #gap: number;
  readonly #stage: TurnStage;
  #last = this.#start;

  constructor(turn: Turn, stage: TurnStage) {
    this.#delay = turn.delay_ms ?? 0;
    this.#gap = turn.gap_ms ?? 0;
    this.#stage = stage;
  }

  /** Waits for the time of an event; gives the turn's end where it comes first. `undefined`: no need to wait. */
  reach(index: number): Promise<TurnEnd | undefined> | undefined {
    if (this.#delay === 0 && this.#gap === 0) return undefined;
    return this.#wait(this.#start + this.#delay + index * this.#gap);
  }

  /** Waits for what ends a silence that the model does not end. */
  async silence(): Promise<TurnEnd> {
    return (await this.#wait(Number.POSITIVE_INFINITY)) ?? { how: 'broken' };
  }

  async #wait(due: number): Promise<TurnEnd | undefined> {
    const { deadline, idleMs, stop } = this.#stage;
    const idleAt = this.#last + idleMs;
    const until = Math.min(due, idleAt, deadline);
    if (until === Number.POSITIVE_INFINITY) await new Promise<void>((resolve) => stop.onStop(() => resolve()));
    else if (await waitUntil(until, stop)) {
      if (until === due) {
        this.#last = due;
        return undefined;
      }
      return { how: until === deadline ? 'late' : 'idle' };
    }
    return { how: 'stopped' };
  }
}
