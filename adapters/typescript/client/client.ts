import { ProtocolError } from './errors.js';
import type { Call, JsonAnswer } from './http.js';
import { fetchJson, operationOf } from './http.js';
import type { JsonObject } from './json.js';
import { isObject } from './json.js';
import { MessageStream } from './message-stream.js';
import type { CallOptions, ClientOptions, Settings } from './options.js';
import { resolveOptions } from './options.js';
import { messageKeyHeaders, runKeyHeaders } from './provider-keys.js';
import { messageBody, runBody } from './request-body.js';
import { withRetries } from './retry.js';
import { RunStream } from './run-stream.js';
import { CallScope } from './scope.js';
import type { MessageRequest, MessageResponse, ModelInfo, RunRequest, RunResult } from './types.js';

const NO_KEYS: ReadonlyMap<string, string> = new Map();
/** Beside the answers instead of in them: an answer has the members that the gateway gave it, and no others. */
const requestIds = new WeakMap<object, string>();

/** The gateway's id for the request that a returned value answers; undefined where the gateway gave none. */
export function requestIdOf(answer: object): string | undefined {
  return requestIds.get(answer);
}

/**
 * A client of one gateway. It holds no connection and may be shared; its keys are private members, which no printed
 * form shows.
 *
 * @throws UsageError from the constructor, for options that cannot be used.
 */
export class VaiClient {
  readonly #settings: Settings;
  readonly messages: Messages;
  readonly runs: Runs;
  readonly models: Models;

  constructor(options: ClientOptions = {}) {
    this.#settings = resolveOptions(options);
    this.messages = new Messages(this.#settings);
    this.runs = new Runs(this.#settings);
    this.models = new Models(this.#settings);
  }

  /** Where requests go: the base URL without a slash at its end, and without `/v1`. */
  get baseUrl(): string {
    return this.#settings.baseUrl;
  }
}

/** Messages: one answer of a model. */
class Messages {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Asks for a message, and waits until it is whole. Never sent twice. */
  async create(request: MessageRequest, options: CallOptions = {}): Promise<MessageResponse> {
    const { requestId, value } = await callOnce(this.#settings, this.#call(request, false, options));
    return remember(value, requestId);
  }

  /** Asks for a message in pieces. Nothing is sent before the stream is read. */
  stream(request: MessageRequest, options: CallOptions = {}): MessageStream {
    return new MessageStream(this.#settings, this.#call(request, true, options), request);
  }

  #call(request: MessageRequest, streams: boolean, options: CallOptions): Call {
    return {
      endpoint: 'messages',
      answerMember: 'content',
      method: 'POST',
      body: messageBody(request, streams),
      streams,
      providerKeys: messageKeyHeaders(request, this.#settings.providerKeys),
      options,
    };
  }
}

/** Runs: a model that calls the gateway's tools until it has its answer. */
class Runs {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Starts a run, and waits until it is over. Never sent twice. */
  async create(run: RunRequest, options: CallOptions = {}): Promise<RunResult> {
    const { requestId, value } = await callOnce(this.#settings, this.#call(run, false, options));
    if (!isObject(value.result)) throw new ProtocolError('response', 'the answer holds no result', requestId);
    return remember(value.result, requestId);
  }

  /** Starts a run, and follows it. Nothing is sent before the stream is read. @throws UsageError for function tools. */
  stream(run: RunRequest, options: CallOptions = {}): RunStream {
    return new RunStream(this.#settings, this.#call(run, true, options));
  }

  #call(run: RunRequest, streams: boolean, options: CallOptions): Call {
    return {
      endpoint: streams ? 'runStream' : 'runs',
      answerMember: 'result',
      method: 'POST',
      body: runBody(run),
      streams,
      providerKeys: runKeyHeaders(run, this.#settings.providerKeys),
      options,
    };
  }
}

/** The models that the gateway offers. */
class Models {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Lists them. Asked again, up to `maxRetries` times, after failures that may pass. */
  async list(options: CallOptions = {}): Promise<readonly ModelInfo[]> {
    const call: Call = {
      endpoint: 'models',
      answerMember: 'models',
      method: 'GET',
      streams: false,
      providerKeys: NO_KEYS,
      options,
    };
    const { requestId, value } = await inScope(this.#settings, call, (scope) =>
      withRetries(this.#settings.maxRetries, scope, () => fetchJson(this.#settings, call, scope)),
    );
    if (!Array.isArray(value.models)) throw new ProtocolError('response', 'the answer holds no models', requestId);
    return remember(value.models.filter(isObject), requestId);
  }
}

function callOnce(settings: Settings, call: Call): Promise<JsonAnswer> {
  return inScope(settings, call, (scope) => fetchJson(settings, call, scope));
}

/** Does a call that does not stream, within its deadline. */
async function inScope<T>(settings: Settings, call: Call, work: (scope: CallScope) => Promise<T>): Promise<T> {
  const scope = new CallScope(operationOf(settings, call), call.options.signal);
  scope.begin(call.options.timeoutMs ?? settings.timeoutMs);
  try {
    return await work(scope);
  } finally {
    scope.end();
  }
}

function remember<T extends JsonObject | readonly JsonObject[]>(value: T, requestId: string | undefined): T {
  if (requestId !== undefined) requestIds.set(value, requestId);
  return value;
}
