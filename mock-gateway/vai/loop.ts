import type {
  ContentBlock,
  GatewayError,
  Message,
  MessageResponse,
  RunOptions,
  RunResult,
  RunStep,
  ToolCall,
  ToolResult,
  Usage,
} from '../../contracts/vai/types.js';
import type { StreamEvent } from '../engine/exchange.js';
import { constant, isConstant } from '../engine/sse.js';
import type { Stop } from '../engine/stop.js';
import { runBatch } from './batch.js';
import { Fold } from './fold.js';
import type { Rules } from './rules.js';
import type { Turn } from './scenario.js';
import { GRACE_OVER } from './streams.js';
import type { TemplateContext } from './template.js';
import type { Toolbox } from './tools/toolbox.js';
import { playTurn, scheduledMs, type TurnEnd, type TurnStage } from './turn.js';

/** What a run works with. */
export interface RunStage extends Pick<TurnStage, 'model' | 'metadata' | 'stop' | 'idleMs' | 'deadline'> {
  readonly options: RunOptions;
  readonly rules: Rules;
  readonly toolbox: Toolbox;
  /** The history that the run begins with. */
  readonly messages: readonly Message[];
  /** The turn of the script that step `index` plays. */
  turn(index: number): Turn;
  context(messages: readonly unknown[]): TemplateContext;
  messageId(index: number): string;
  /** Takes a run event; a promise asks for a pause. Does nothing where no one listens. */
  say(event: StreamEvent): void | Promise<void>;
  /** The answer of the last step as it is given back: with its voice, where one was asked for. Throws `VoiceFailure`. */
  finished(response: MessageResponse): MessageResponse;
  /** Tells how the model's turn failed. */
  failure(end: Extract<TurnEnd, { how: 'error' | 'broken' | 'idle' }>): GatewayError;
  readonly streamed: boolean;
}

/** How a run ended: with its result, with an error, or unheard. */
export type RunEnd = { readonly result: RunResult } | { readonly error: GatewayError } | 'unheard';

/** Defaults of the budgets. */
const MAX_TURNS = 8;
const MAX_TOOL_CALLS = 20;
const TOOL_TIMEOUT_MS = 30_000;

/** The tool loop: the model speaks, its calls are run, their results go back to it, until a turn calls nothing or a budget ends. */
export async function runLoop(stage: RunStage): Promise<RunEnd> {
  const ledger = new Ledger(stage);
  const { rules, options } = stage;
  for (let index = 0; ; index += 1) {
    await stage.say({ type: 'step_start', index });
    const turn = stage.turn(index);
    const context = stage.context(ledger.history);
    const fold = new Fold();
    const end = await playTurn(turn, {
      messageId: stage.messageId(index),
      model: stage.model,
      metadata: index === 0 ? stage.metadata : undefined,
      context,
      stop: stage.stop,
      deadline: stage.deadline,
      idleMs: stage.idleMs,
      say(event) {
        fold.add(event);
        return stage.say(wrapped(event));
      },
    });
    if (end.how === 'stopped' || isStopped(stage.stop)) return broken(stage.stop, ledger);
    if (end.how === 'late') return ledger.close(rules.outOfTime(stage.streamed));
    if (end.how !== 'complete') return { error: stage.failure(end) };

    const step: OpenStep = { index, response: fold.message(), durationMs: scheduledMs(turn, context) };
    const calls = callsOf(step.response, rules);
    ledger.count(step.response.usage);
    if (rules.tokensUsedUp(ledger.spent, options.max_tokens ?? 0)) return ledger.last(step, 'max_tokens');
    if (!rules.runsTools(step.response.stop_reason, calls.length)) {
      return ledger.last({ ...step, response: stage.finished(step.response) }, 'end_turn');
    }
    if (rules.callsExceeded(ledger.calls, calls.length, options.max_tool_calls ?? MAX_TOOL_CALLS)) {
      return ledger.last(step, 'max_tool_calls');
    }
    const late = await ledger.tools(step, calls);
    if (isStopped(stage.stop)) return broken(stage.stop, ledger);
    if (late) return ledger.close(rules.outOfTime(stage.streamed));
    if (rules.turnsUsedUp(index + 1, options.max_turns ?? MAX_TURNS)) return ledger.close('max_turns');
  }
}

/** A run that is stopped from outside: its client is gone, or the gateway ends it and says so. */
function broken(stop: Stop, ledger: Ledger): Promise<RunEnd> | RunEnd {
  return stop.reason === GRACE_OVER ? ledger.close('cancelled') : 'unheard';
}

function isStopped(stop: Stop): boolean {
  return stop.reason !== undefined;
}

interface OpenStep {
  readonly index: number;
  readonly response: MessageResponse;
  readonly durationMs: number;
}

/** What a run has to its account: steps, history, tokens, calls. */
class Ledger {
  readonly history: Message[];
  readonly #stage: RunStage;
  readonly #steps: RunStep[] = [];
  #usage: Usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
  spent = 0;
  calls = 0;

  constructor(stage: RunStage) {
    this.#stage = stage;
    this.history = [...stage.messages];
  }

  count(usage: Usage): void {
    this.#usage = sum(this.#usage, usage);
    this.spent += this.#stage.rules.tokensSpent(usage);
  }

  /** Runs a step's calls and completes it. True where the run's time was up before all had answered. */
  async tools(step: OpenStep, calls: readonly ToolCall[]): Promise<boolean> {
    const { options } = this.#stage;
    const batch = await runBatch(calls, {
      stage: this.#stage,
      parallel: options.parallel_tools ?? true,
      timeoutMs: options.tool_timeout_ms ?? TOOL_TIMEOUT_MS,
    });
    if (batch === undefined) return false;
    this.calls += batch.results.length;
    await this.#complete(step, { tool_calls: calls, tool_results: batch.results });
    return batch.late;
  }

  /** Completes a step that runs no tools, and the run with it. */
  async last(step: OpenStep, stopReason: string): Promise<RunEnd> {
    await this.#complete(step, {});
    return this.close(stopReason);
  }

  /** Ends the run. */
  async close(stopReason: string): Promise<RunEnd> {
    const last = this.#steps.at(-1)?.response;
    const result: RunResult = {
      ...(last !== undefined && this.#stage.rules.keepsResponse(stopReason) ? { response: last } : {}),
      steps: this.#steps,
      tool_call_count: this.calls,
      turn_count: this.#steps.length,
      usage: this.#usage,
      stop_reason: stopReason,
      messages: this.history,
    };
    await this.#stage.say({ type: 'run_complete', result });
    return { result };
  }

  async #complete(step: OpenStep, tools: Pick<RunStep, 'tool_calls' | 'tool_results'>): Promise<void> {
    const { index, response, durationMs } = step;
    this.#steps.push({ index, response, ...tools, duration_ms: durationMs });
    await this.#stage.say({ type: 'step_complete', index, response });
    const append: Message[] = [{ role: 'assistant', content: response.content }];
    if (tools.tool_results !== undefined) append.push({ role: 'user', content: tools.tool_results.map(asBlock) });
    await this.#stage.say({ type: 'history_delta', expected_len: this.history.length, append });
    this.history.push(...append);
  }
}

/** A tool result as the model and the history have it. */
function asBlock({ tool_use_id, content, is_error }: ToolResult): ContentBlock {
  return { type: 'tool_result', tool_use_id, content, ...(is_error === true ? { is_error } : {}) };
}

function callsOf({ content }: MessageResponse, rules: Rules): readonly ToolCall[] {
  return content.flatMap((block) =>
    block.type === 'tool_use' && 'input' in block
      ? [{ id: String(block.id), name: String(block.name), input: rules.inputFor(block.input) }]
      : [],
  );
}

function sum(one: Usage, other: Usage): Usage {
  const total = (usage: Usage) => usage.total_tokens || usage.input_tokens + usage.output_tokens;
  const optional = (name: 'cache_read_tokens' | 'cache_write_tokens') =>
    one[name] === undefined && other[name] === undefined ? {} : { [name]: (one[name] ?? 0) + (other[name] ?? 0) };
  return {
    input_tokens: one.input_tokens + other.input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    total_tokens: total(one) + total(other),
    ...optional('cache_read_tokens'),
    ...optional('cache_write_tokens'),
  };
}

const wrappers = new WeakMap<StreamEvent, StreamEvent>();

/** The run event around a model's event; the same one for the same event, so that it is encoded once. */
function wrapped(event: StreamEvent): StreamEvent {
  const known = wrappers.get(event);
  if (known !== undefined) return known;
  const wrapper = { type: 'stream_event', event };
  if (isConstant(event)) wrappers.set(event, constant(wrapper));
  return wrapper;
}
