import type { GatewayError, JsonObject, Message, MessageRequest } from '../../contracts/vai/types.js';
import type { Exchange } from './answer.js';
import { type Conversation, isObject } from './conversation.js';
import type { ScenarioLibrary } from './library.js';
import { modelKey, providerKeys } from './providers.js';
import type { Rules } from './rules.js';
import { type Scenario, type Turn, turnOf } from './scenario.js';
import type { TemplateContext } from './template.js';
import { fill } from './template.js';
import type { TurnEnd } from './turn.js';

/** Header that names a scenario where no directive does. */
const SCENARIO_HEADER = 'x-vai-scenario';

/** The scenario that a conversation asks for. Throws `ScenarioError` where there is no such one. */
export function scenarioOf(exchange: Exchange, { scenario }: Conversation, library: ScenarioLibrary): Scenario {
  return library.get(scenario ?? exchange.request.header(SCENARIO_HEADER) ?? library.chosen);
}

/** The scripted model behind one request. */
export class ScriptedModel {
  readonly #exchange: Exchange;
  readonly #rules: Rules;
  readonly #key: string;

  constructor(
    readonly scenario: Scenario,
    readonly request: MessageRequest,
    /** The history as the model gets it. */
    readonly messages: readonly Message[],
    readonly transcript: string,
    /** How many turns of the script the history holds already. */
    private readonly played: number,
    exchange: Exchange,
    rules: Rules,
  ) {
    this.#exchange = exchange;
    this.#rules = rules;
    this.#key = modelKey(String(request.model), exchange.request.header);
  }

  /** The turn that comes `index` turns after those that the history holds already. */
  turn(index: number): Turn {
    return turnOf(this.scenario, this.played + index);
  }

  context(
    messages: readonly unknown[] = this.messages,
    tools: readonly unknown[] | undefined = undefined,
  ): TemplateContext {
    return { request: this.request, messages, tools, providerKey: this.#key, transcript: this.transcript };
  }

  /** What is added to the message because audio was transcribed. */
  get metadata(): JsonObject | undefined {
    return this.transcript === '' ? undefined : { user_transcript: this.transcript };
  }

  /** How a failed turn is told, without any key that was quoted. */
  failure(end: Extract<TurnEnd, { how: 'error' | 'broken' | 'idle' }>): GatewayError {
    if (end.how === 'idle') return { type: 'api_error', message: 'upstream stream idle timeout' };
    if (end.how === 'broken') return { type: 'api_error', message: 'the connection to the model provider broke' };
    const { message } = end.failure;
    const said = message === undefined ? end.failure : { ...end.failure, message: fill(message, this.context()) };
    const secrets = providerKeys(this.#exchange.request.header);
    const clean = redacted(this.#rules.upstreamError(said), (text) => this.#rules.redact(text, secrets));
    return clean;
  }
}

function redacted(error: GatewayError, redact: (text: string) => string): GatewayError {
  const { provider_error: provider } = error;
  const inner = isObject(provider)
    ? Object.fromEntries(
        Object.entries(provider).map(([name, value]) => [name, typeof value === 'string' ? redact(value) : value]),
      )
    : provider;
  return { ...error, message: redact(error.message), ...(inner === undefined ? {} : { provider_error: inner }) };
}
