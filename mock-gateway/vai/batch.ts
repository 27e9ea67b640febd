import type { ToolCall, ToolResult } from '../../contracts/vai/types.js';
import { now } from '../engine/clock.js';
import type { Stop } from '../engine/stop.js';
import type { RunStage } from './loop.js';
import { GRACE_OVER } from './streams.js';

/** How a batch is run. */
export interface BatchTerms {
  readonly stage: Pick<RunStage, 'toolbox' | 'say' | 'stop' | 'rules' | 'deadline'>;
  readonly parallel: boolean;
  readonly timeoutMs: number;
}

/** What a batch gave, in the model's order. */
export interface BatchEnd {
  readonly results: readonly ToolResult[];
  /** The run's deadline came before all calls had answered. */
  readonly late: boolean;
}

/** Runs the calls of one turn, all at once or one after the other; `undefined` where no one listens any more. */
export async function runBatch(calls: readonly ToolCall[], terms: BatchTerms): Promise<BatchEnd | undefined> {
  const { stage, timeoutMs } = terms;
  const { rules, stop, deadline } = stage;
  const results = new Map<string, ToolResult>();
  const key = (position: number) => `${position} ${calls[position]?.id}`;
  const waiting = [...rules.startOrder(calls.map(({ id }, position) => ({ id, position })))];

  const one = async ({ position }: { readonly position: number }): Promise<void> => {
    const call = calls[position];
    if (call === undefined) return;
    await stage.say({ type: 'tool_call_start', id: call.id, name: call.name, input: call.input });
    const { content, error } = await stage.toolbox.call(call, stop, timeoutMs, deadline);
    if (unheard(stop)) return;
    const failure = error === undefined ? {} : { is_error: true, error };
    await stage.say({ type: 'tool_result', id: call.id, name: call.name, content, ...failure });
    results.set(key(position), { tool_use_id: call.id, content, ...failure });
  };
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !unheard(stop); next = waiting.shift()) await one(next);
  };
  const width = Math.max(1, rules.width(calls.length, terms.parallel));
  await Promise.all(Array.from({ length: Math.min(width, calls.length) }, lane));

  if (unheard(stop)) return undefined;
  const order = rules.historyOrder(
    calls.map((_, position) => key(position)),
    [...results.keys()],
  );
  return {
    results: order.flatMap((each) => results.get(each) ?? []),
    late: now() >= deadline,
  };
}

/** A gateway that ends still tells what became of the calls; a client that is gone hears nothing. */
function unheard(stop: Stop): boolean {
  return stop.reason !== undefined && stop.reason !== GRACE_OVER;
}
