import { AudioGate } from './audio-gate.js';
import { ProtocolError } from './errors.js';
import type { Progress } from './event-stream.js';
import { EventStream } from './event-stream.js';
import { MessageFold } from './fold.js';
import type { Call } from './http.js';
import { isObject } from './json.js';
import type { Settings } from './options.js';
import { textOf, thinkingOf } from './text.js';
import type { MessageRequest, MessageResponse, MessageStreamEvent, UnknownEvent } from './types.js';

/** Gateways end the streams of these providers after `message_delta`, without `message_stop`. */
const MAY_END_WITHOUT_STOP: readonly string[] = ['openai', 'oai-resp', 'groq', 'cerebras', 'openrouter'];

/** The events of one message, and the message that they add up to. */
export class MessageStream extends EventStream<MessageStreamEvent> {
  readonly #fold = new MessageFold();
  readonly #audio = new AudioGate();
  readonly #provider: string;
  /** Voice was asked for: audio may still come after the message. */
  readonly #speaks: boolean;
  #messageStopped = false;

  constructor(settings: Settings, call: Call, request: MessageRequest) {
    super(settings, call);
    this.#provider = String(request.model).split('/', 1)[0] ?? '';
    this.#speaks = isObject(request.voice) && isObject(request.voice.output);
  }

  /** The whole message. Reads the stream to its end, whether or not somebody iterates it. */
  async finalMessage(): Promise<MessageResponse> {
    await this.readToEnd();
    if (!this.#fold.started) throw new ProtocolError('stream', 'the stream held no message', this.requestId);
    return this.#fold.message();
  }

  /** The text of the whole message. */
  async text(): Promise<string> {
    return textOf(await this.finalMessage());
  }

  /** The thinking of the whole message. */
  async thinking(): Promise<string> {
    return thinkingOf(await this.finalMessage());
  }

  protected override take(event: UnknownEvent): MessageStreamEvent | undefined {
    this.#fold.add(event);
    if (event.type === 'message_stop') this.#messageStopped = true;
    return this.#audio.admits(event) ? event : undefined;
  }

  protected override progress(): Progress {
    if (this.#messageStopped) return this.#speaks && !this.#audio.over ? 'complete' : 'over';
    const mayEnd = MAY_END_WITHOUT_STOP.includes(this.#provider) && this.#fold.stopReason !== '';
    return mayEnd ? 'may-end' : 'open';
  }
}
