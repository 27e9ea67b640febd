/** Stop reasons and budgets of blocking runs. */
import { requirement } from '../../requirement.js';
import type { Trial } from '../../trial.js';
import { run } from './scenarios.js';
import { type Answer, answered, listOf } from './scenarios-answers.js';

const scripted = { model: 'scripted' } as const;

requirement('VAI-GW-BUD-001', scripted, async (t: Trial) => {
  for (const turns of [1, 2]) {
    const answer = await answered(t, run('search-forever', { run: { max_turns: turns } }));
    stopped(answer, 'max_turns', { turn_count: turns });
    t.equal(listOf(answer.at('steps')).length, turns, { what: 'the number of steps', in: answer.exchange });
  }
});

requirement('VAI-GW-BUD-002', scripted, async (t: Trial) => {
  const answer = await answered(t, run('search-batch-then-batch', { run: { max_tool_calls: 3 } }));
  stopped(answer, 'max_tool_calls', {});
  t.oneOf(answer.at('tool_call_count'), [2, 3], { what: 'tool_call_count', in: answer.exchange });
});

requirement('VAI-GW-BUD-003', scripted, async (t: Trial) => {
  const answer = await answered(t, run('search-once', { run: { max_tokens: 1 } }));
  stopped(answer, 'max_tokens', { turn_count: 1 });
});

requirement('VAI-GW-BUD-004', { ...scripted, waits: true }, async (t: Trial) => {
  const answer = await answered(t, run('turn-slow', { run: { timeout_ms: 1000 } }));
  stopped(answer, 'timeout', {});
});

requirement('VAI-GW-BUD-005', scripted, async (t: Trial) => {
  stopped(await answered(t, run('text', { run: { max_tokens: 1 } })), 'max_tokens', { turn_count: 1 });
  stopped(await answered(t, run('text', { run: { max_tokens: 1_000_000 } })), 'end_turn', { turn_count: 1 });
});

requirement('VAI-GW-BUD-006', scripted, async (t: Trial) => {
  const used = await answered(t, run('search-batch-then-batch', { run: { max_tool_calls: 2 } }));
  stopped(used, 'max_tool_calls', { tool_call_count: 2 });
  const enough = await answered(t, run('search-batch-then-batch', { run: { max_tool_calls: 4 } }));
  enough.is('tool_call_count', 4);
});

requirement('VAI-GW-BUD-007', scripted, async (t: Trial) => {
  stopped(await answered(t, run('search-forever')), 'max_turns', { turn_count: 8 });
});

requirement('VAI-GW-RVAL-053', scripted, async (t: Trial) => {
  stopped(await answered(t, run('search-once', { run: { max_tokens: 0 } })), 'end_turn', { turn_count: 2 });
});

function stopped(answer: Answer, reason: string, counts: Readonly<Record<string, number>>): void {
  answer.is('stop_reason', reason);
  for (const [name, count] of Object.entries(counts)) answer.is(name, count);
}
