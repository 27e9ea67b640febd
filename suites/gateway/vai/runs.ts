/** What a blocking run answers. */
import { requirement } from '../../requirement.js';
import type { Trial } from '../../trial.js';
import { replayed } from './runs-replay.js';
import { run } from './scenarios.js';
import { answered, listOf, recordOf } from './scenarios-answers.js';
import { law } from './scenarios-laws.js';
import { said } from './scenarios-said.js';

const scripted = { model: 'scripted' } as const;
const history = [
  { role: 'user', content: 'Hello.' },
  { role: 'assistant', content: 'Hello, skipper.' },
];
const text = run('text');
const once = run('search-once', { history });
const runs = [text, once, run('search-parallel'), run('search-steps'), run('tool-fails'), run('empty')];
const budgets = [
  run('search-forever', { run: { max_turns: 2 } }),
  run('search-batch-then-batch', { run: { max_tool_calls: 3 } }),
  run('search-once', { run: { max_tokens: 1 } }),
];

law('VAI-GW-RUN-001', [...runs, ...budgets]);
law('VAI-GW-RUN-005', [...runs, ...budgets]);
law('VAI-GW-RUN-006', [...runs, ...budgets, run('search-usage')]);
law('VAI-GW-RUN-007', [...runs, ...budgets]);
law('VAI-GW-RUN-008', [...runs, ...budgets]);

requirement('VAI-GW-RUN-002', { model: 'any' }, async (t: Trial) => {
  const answer = await answered(t, text);
  t.equal(listOf(answer.at('steps')).length, 1, { what: 'the number of steps', in: answer.exchange });
  answer.is('turn_count', 1);
  answer.is('tool_call_count', 0);
});

requirement('VAI-GW-RUN-003', scripted, async (t: Trial) => {
  const answer = await answered(t, run('search-once'));
  t.equal(listOf(answer.at('steps')).length, 2, { what: 'the number of steps', in: answer.exchange });
  answer.is('turn_count', 2);
  answer.is('tool_call_count', 1);
  answer.is('stop_reason', 'end_turn');
  answer.lists('steps[0].tool_calls', [said.searchOnce]);
  answer.is('steps[0].tool_results[0].tool_use_id', said.searchOnce.id);
});

requirement('VAI-GW-RUN-004', scripted, async (t: Trial) => {
  const answer = await answered(t, run('search-parallel'));
  const order = said.searchParallel;
  t.equal(
    listOf(answer.at('steps[0].tool_calls')).map((call) => recordOf(call).id),
    order,
    { what: 'the order of the calls', in: answer.exchange, path: 'steps[0].tool_calls' },
  );
  t.equal(
    listOf(answer.at('steps[0].tool_results')).map((result) => recordOf(result).tool_use_id),
    order,
    { what: 'the order of the results', in: answer.exchange, path: 'steps[0].tool_results' },
  );
});

replayed('VAI-GW-RUN-009', [run('web-search-native'), run('redacted-thinking'), run('native-deltas')]);
replayed('VAI-GW-RUN-010', [once, run('search-parallel'), run('tool-fails')]);

requirement('VAI-GW-RUN-011', scripted, async (t: Trial) => {
  const answer = await answered(t, run('tool-fails'));
  answer.is('steps[0].tool_results[0].is_error', true);
  t.equal(listOf(answer.at('steps')).length, 2, {
    what: 'the number of steps',
    in: answer.exchange,
    hint: 'Tell the model of the failure, and go on.',
  });
  answer.is('stop_reason', 'end_turn');
});
