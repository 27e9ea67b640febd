import { AudioGate } from './audio-gate.js';
import { ProtocolError } from './errors.js';
import type { Progress } from './event-stream.js';
import { EventStream } from './event-stream.js';
import type { JsonObject } from './json.js';
import { isObject } from './json.js';
import { textPieceOf } from './text.js';
import type { RunResult, RunStreamEvent, UnknownEvent } from './types.js';

/** The events of one run, and the result that it comes to. */
export class RunStream extends EventStream<RunStreamEvent> {
  readonly #audio = new AudioGate();
  #text = '';
  #result: JsonObject | undefined;
  #completed = false;

  /** What the run came to. Reads the stream to its end, whether or not somebody iterates it. */
  async result(): Promise<RunResult> {
    await this.readToEnd();
    if (this.#result === undefined) throw new ProtocolError('stream', 'the run ended without a result', this.requestId);
    return this.#result;
  }

  /** The text of all messages of the run, in the order in which it came. */
  async text(): Promise<string> {
    await this.readToEnd();
    return this.#text;
  }

  protected override take(event: UnknownEvent): RunStreamEvent | undefined {
    this.#text += textPieceOf(event);
    if (event.type === 'run_complete') this.#complete(event.result);
    return this.#audio.admits(event) ? event : undefined;
  }

  protected override progress(): Progress {
    return this.#completed ? 'over' : 'open';
  }

  #complete(result: unknown): void {
    this.#completed = true;
    if (isObject(result)) this.#result = result;
  }
}
