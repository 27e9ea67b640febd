import type { CallOptions } from '../client/index.js';
import type { Fields } from './asked.js';
import { isFields, numberOf, textOfField } from './asked.js';
import { Unsupported } from './error-line.js';

/** An operation in flight: the means to abort it, and what became of it. */
export class Running {
  readonly #controller = new AbortController();
  /** The stream's own way to end; calls that do not stream have none. */
  close: (() => void) | undefined;
  /** The client was told to abort. */
  told = false;
  /** The iteration was left early. */
  stopped = false;

  /** What every call of the client gets. */
  get options(): CallOptions {
    return { signal: this.#controller.signal };
  }

  /** Tells the client to abort, and does nothing else. @throws Unsupported for a means that it does not have. */
  abort(how: string | undefined): void {
    if (how !== undefined && how !== 'signal' && how !== 'close') throw new Unsupported('how');
    if (how === 'close' && this.close === undefined) throw new Unsupported('how');
    this.told = true;
    if (how === 'close') this.close?.();
    else this.#controller.abort();
  }

  /** The aborts that the options ask for at once or by the clock. Those by the event are `abortAfter`. */
  abortAsAsked(options: Fields): void {
    const { abort } = options;
    const how = isFields(abort) ? textOfField(abort.how) : undefined;
    const ms = isFields(abort) ? numberOf(abort.after_ms) : undefined;
    if (abort === 'before' || (isFields(abort) && abort.before === true)) this.abort(how);
    if (ms !== undefined) setTimeout(() => this.abort(how), ms);
  }

  /** Aborts if the options ask for it after so many events. */
  abortAfter(events: number, options: Fields): void {
    const { abort } = options;
    if (isFields(abort) && abort.after_events === events) this.abort(textOfField(abort.how));
  }
}
