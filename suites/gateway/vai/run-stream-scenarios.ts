/** What a streamed run does in the situations it can be put into: the frames, one by one. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { type Ask, runStreamed } from './scenarios.js';
import { completed, eventsOf, listOf, recordOf, skeleton } from './scenarios-answers.js';
import { said } from './scenarios-said.js';

const scripted = { model: 'scripted' } as const;
const called = ['tool_call_start', 'tool_result'];
const step = (index: number, tools: readonly string[] = []) => [
  `step_start ${index}`,
  ...tools,
  `step_complete ${index}`,
  'history_delta',
];

/** Binds the rule that a scenario gives just these frames (the model's own and pings aside) and this stop reason. */
function frames(id: string, ask: Ask, expected: readonly (readonly string[])[], stopReason: string): void {
  requirement(id, scripted, async (t: Trial) => {
    const { exchange, is } = await completed(t, ask);
    t.equal(skeleton(exchange), ['run_start', ...expected.flat(), 'run_complete'], {
      what: 'the frames',
      in: exchange,
    });
    is('stop_reason', stopReason);
  });
}

frames('VAI-GW-RSC-001', runStreamed('text'), [step(0)], 'end_turn');
frames('VAI-GW-RSC-002', runStreamed('search-once'), [step(0, called), step(1)], 'end_turn');
frames(
  'VAI-GW-RSC-005',
  runStreamed('search-parallel', { run: { parallel_tools: false } }),
  [step(0, [...called, ...called, ...called]), step(1)],
  'end_turn',
);
frames(
  'VAI-GW-RSC-009',
  runStreamed('search-forever', { run: { max_turns: 2 } }),
  [step(0, called), step(1, called)],
  'max_turns',
);
frames('VAI-GW-RSC-011', runStreamed('search-once', { run: { max_tokens: 1 } }), [step(0)], 'max_tokens');
frames('VAI-GW-RSC-014', runStreamed('stop-mismatch-y'), [step(0)], 'end_turn');
frames('VAI-GW-RSC-015', runStreamed('stop-max-tokens-final'), [step(0)], 'end_turn');
frames('VAI-GW-RSC-017', runStreamed('search-steps'), [step(0, called), step(1, called), step(2)], 'end_turn');
frames('VAI-GW-RSC-019', runStreamed('stop-mismatch-x'), [step(0)], 'end_turn');

requirement('VAI-GW-RSC-003', scripted, async (t: Trial) => {
  const { exchange } = await completed(t, runStreamed('search-parallel'));
  const slowest = said.searchParallel[0];
  const slowestResult = eventsOf(exchange, 'tool_result').find(({ data }) => data.id === slowest);
  const starts = eventsOf(exchange, 'tool_call_start');
  t.equal(starts.length, said.searchParallel.length, { what: 'the number of calls started', in: exchange });
  t.that(slowestResult !== undefined && starts.every((start) => start.index < slowestResult.index), {
    what: 'the order of calls that may run at once',
    in: exchange,
    expected: `every tool_call_start before the result of ${slowest}`,
    actual: skeleton(exchange).join(', '),
  });
});

requirement('VAI-GW-RSC-004', scripted, async (t: Trial) => {
  const { exchange, at } = await completed(t, runStreamed('search-parallel'));
  const order = said.searchParallel;
  const about = { in: exchange, hint: 'Keep calls and results in the order in which the model made the calls.' };
  t.equal(ids(at('steps[0].tool_calls'), 'id'), order, { what: 'the calls of the step', ...about });
  t.equal(ids(at('steps[0].tool_results'), 'tool_use_id'), order, { what: 'the results of the step', ...about });
  const delta = eventsOf(exchange, 'history_delta')[0];
  const results = recordOf(listOf(delta?.data.append)[1]).content;
  t.equal(ids(results, 'tool_use_id'), order, { what: 'the results in the history', ...about });
  const finished = eventsOf(exchange, 'tool_result').map(({ data }) => String(data.id));
  t.proved(`finished ${finished.join(', ')}; told ${order.join(', ')}`);
});

requirement('VAI-GW-RSC-005', { ...scripted, variant: 'order' }, async (t: Trial) => {
  const { exchange } = await completed(t, runStreamed('search-parallel', { run: { parallel_tools: false } }));
  const order = exchange.events.filter(({ type }) => called.includes(type)).map(({ data }) => data.id);
  t.equal(
    order,
    said.searchParallel.flatMap((id) => [id, id]),
    { what: 'the ids of calls and results', in: exchange },
  );
});

requirement('VAI-GW-RSC-006', scripted, async (t: Trial) => {
  const exchange = await failedAndWentOn(t, runStreamed('tool-fails'));
  t.equal(recordOf(eventsOf(exchange, 'tool_result')[0]?.data.error).type, 'api_error', {
    what: 'error.type',
    in: exchange,
  });
});

requirement('VAI-GW-RSC-007', { ...scripted, waits: true }, async (t: Trial) => {
  await failedAndWentOn(t, runStreamed('tool-slow', { run: { tool_timeout_ms: 1000 } }));
});

requirement('VAI-GW-RSC-008', scripted, async (t: Trial) => {
  const exchange = await failedAndWentOn(t, runStreamed('tool-unknown'));
  const error = recordOf(eventsOf(exchange, 'tool_result')[0]?.data.error);
  t.equal(error.type, 'invalid_request_error', { what: 'error.type', in: exchange });
  t.equal(error.code, 'unsupported_function_tool', { what: 'error.code', in: exchange });
});

requirement('VAI-GW-RSC-010', scripted, async (t: Trial) => {
  const { exchange, is } = await completed(t, runStreamed('search-batch-then-batch', { run: { max_tool_calls: 3 } }));
  is('stop_reason', 'max_tool_calls');
  is('tool_call_count', 2);
  const second = skeleton(exchange);
  t.equal(second.slice(second.indexOf('step_start 1')), [...step(1), 'run_complete'], {
    what: 'the frames from the second step on',
    in: exchange,
    hint: 'Two calls were run and two more would exceed three: run neither.',
  });
  is('steps[1].tool_results', undefined);
});

requirement('VAI-GW-RSC-012', { ...scripted, waits: true }, async (t: Trial) => {
  const { exchange, at } = await completed(t, runStreamed('turn-slow', { run: { timeout_ms: 1000 } }));
  t.equal(skeleton(exchange), ['run_start', 'step_start 0', 'run_complete'], { what: 'the frames', in: exchange });
  outOfTime(t, exchange, at('stop_reason'));
});

requirement('VAI-GW-RSC-013', { ...scripted, waits: true }, async (t: Trial) => {
  const { exchange, at } = await completed(t, runStreamed('tool-slow', { run: { timeout_ms: 1000 } }));
  // Whether the step that was broken off is completed too is left open.
  const cut = ['run_start', 'step_start 0', ...called, 'run_complete'];
  const completedAsWell = ['run_start', ...step(0, called), 'run_complete'];
  t.oneOf(
    skeleton(exchange).join(', '),
    [cut, completedAsWell].map((frames) => frames.join(', ')),
    {
      what: 'the frames',
      in: exchange,
    },
  );
  t.equal(eventsOf(exchange, 'tool_result')[0]?.data.is_error, true, { what: 'is_error', in: exchange });
  outOfTime(t, exchange, at('stop_reason'));
});

requirement('VAI-GW-RSC-015', { ...scripted, variant: 'inner reason' }, async (t: Trial) => {
  const { is } = await completed(t, runStreamed('stop-max-tokens-final'));
  is('response.stop_reason', 'max_tokens', "The step keeps the model's own stop reason.");
});

requirement('VAI-GW-RSC-016', scripted, async (t: Trial) => {
  const { exchange, is } = await completed(t, runStreamed('bad-tool-json'));
  t.equal(eventsOf(exchange, 'tool_call_start')[0]?.data.input, {}, { what: 'the input of the call', in: exchange });
  t.equal(skeleton(exchange), ['run_start', ...step(0, called), ...step(1), 'run_complete'], {
    what: 'the frames',
    in: exchange,
  });
  is('stop_reason', 'end_turn');
});

requirement('VAI-GW-RSC-018', scripted, async (t: Trial) => {
  const history = [
    { role: 'user', content: 'Hello.' },
    { role: 'assistant', content: 'Hello, skipper.' },
  ];
  const lengths = async (ask: Ask) =>
    eventsOf((await completed(t, ask)).exchange, 'history_delta').map(({ data }) => data.expected_len);
  t.equal(await lengths(runStreamed('search-once')), [1, 3], { what: 'expected_len after one message' });
  t.equal(await lengths(runStreamed('search-once', { history })), [3, 5], {
    what: 'expected_len after three messages',
  });
});

async function failedAndWentOn(t: Trial, ask: Ask): Promise<Exchange> {
  const { exchange, is } = await completed(t, ask);
  const result = eventsOf(exchange, 'tool_result')[0];
  t.equal(result?.data.is_error, true, { what: 'is_error of the tool result', in: exchange });
  t.equal(skeleton(exchange), ['run_start', ...step(0, called), ...step(1), 'run_complete'], {
    what: 'the frames',
    in: exchange,
  });
  is('stop_reason', 'end_turn');
  is('tool_call_count', 1, 'A failed call counts as a call.');
  return exchange;
}

/** Which of the two words is right is asked by a rule of its own. */
function outOfTime(t: Trial, exchange: Exchange, stopReason: unknown): void {
  t.oneOf(stopReason, ['timeout', 'cancelled'], { what: 'result.stop_reason', in: exchange });
  t.that(exchange.endAt >= 1000 - CLOCK_SLACK_MS, {
    what: 'the time the run was given',
    in: exchange,
    expected: 'at least the 1000 ms of run.timeout_ms',
    actual: `${Math.round(exchange.endAt)} ms`,
  });
}

function ids(list: unknown, member: string): readonly unknown[] {
  return listOf(list).map((item) => recordOf(item)[member]);
}

/** Two clocks that count the same second may differ by their resolution. */
const CLOCK_SLACK_MS = 20;
