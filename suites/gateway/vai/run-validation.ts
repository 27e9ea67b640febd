/** What a run must have, the bounds of its options, and how its faults are named. */
import { requirement } from '../../requirement.js';
import { acceptedRun } from './acceptance.js';
import { addressed, clockTool, dialogue, hello, helloRun, pdf, UNCURATED, userSaid } from './bodies.js';
import { ABSENT, changed } from './change.js';
import { RUNS, RUNS_STREAM } from './client.js';
import { assertRefused, passes } from './control.js';
import { runRefusal } from './refusal.js';
import { assertIssues, assertRefusedPlainly } from './refusal-kinds.js';

runRefusal('VAI-GW-RVAL-001', helloRun, [{ zeal: 1 }, { messages: [] }, { max_turns: 1 }]);
runRefusal('VAI-GW-RVAL-002', helloRun, { request: ABSENT });
runRefusal('VAI-GW-RVAL-003', helloRun, { request: null });
runRefusal('VAI-GW-RVAL-004', helloRun, [{ request: 'hello' }, { request: 5 }, { request: [] }], {
  param: [null, 'request'],
});
runRefusal('VAI-GW-RVAL-005', helloRun, { 'request.stream': true });
acceptedRun('VAI-GW-RVAL-054', { request: { ...hello, stream: false } });

/** An integer option with bounds: one below and one above are refused by name, both bounds are accepted. */
function bounded(
  option: string,
  [low, lowId]: [number, string],
  [high, highId]: [number, string],
  acceptedId: string,
): void {
  const path = `run.${option}`;
  const valid = { ...helloRun, run: { [option]: low } };
  runRefusal(lowId, valid, [{ [path]: low - 1 }, { [path]: -1 }]);
  runRefusal(highId, valid, [{ [path]: high + 1 }, { [path]: high * 1000 }]);
  for (const edge of [low, high])
    acceptedRun(acceptedId, { ...helloRun, run: { [option]: edge } }, { variant: String(edge) });
}

bounded('max_turns', [1, 'VAI-GW-RVAL-006'], [64, 'VAI-GW-RVAL-007'], 'VAI-GW-RVAL-008');
bounded('max_tool_calls', [1, 'VAI-GW-RVAL-009'], [256, 'VAI-GW-RVAL-010'], 'VAI-GW-RVAL-011');
bounded('timeout_ms', [1000, 'VAI-GW-RVAL-012'], [300_000, 'VAI-GW-RVAL-013'], 'VAI-GW-RVAL-014');
bounded('tool_timeout_ms', [1000, 'VAI-GW-RVAL-015'], [60_000, 'VAI-GW-RVAL-016'], 'VAI-GW-RVAL-017');

const limited = { ...helloRun, run: { max_turns: 2, parallel_tools: true } };
runRefusal('VAI-GW-RVAL-018', limited, { 'run.zeal': 1 }, { param: 'run' });
runRefusal(
  'VAI-GW-RVAL-019',
  limited,
  [{ 'run.max_turns': '2' }, { 'run.max_turns': 1.5 }, { 'run.parallel_tools': 'no' }, { run: [] }, { run: 5 }],
  { param: 'run' },
);
acceptedRun('VAI-GW-RVAL-020', { ...helloRun, run: null });

const withClock = { 'request.tools': [clockTool] };
runRefusal('VAI-GW-RVAL-041', helloRun, withClock, {
  code: 'unsupported_function_tool',
  param: ['tools[0].name', 'request.tools[0].name'],
});
runRefusal('VAI-GW-RVAL-042', helloRun, withClock, {
  code: 'unsupported_function_tool',
  param: 'request.tools[0].name',
});
runRefusal('VAI-GW-RVAL-043', helloRun, [
  { 'request.messages[0].role': 'system' },
  { 'request.messages[0].content': 5 },
]);
runRefusal('VAI-GW-RVAL-044', helloRun, { 'request.zeal': 1 });
runRefusal(
  'VAI-GW-RVAL-044',
  helloRun,
  { 'request.messages[0].zeal': 1 },
  { param: ['request.messages[0].zeal', 'request.messages[0]'] },
  { variant: 'message' },
);
/** On the stream's route: refused before there is a stream, so as JSON with a status of its own. */
requirement('VAI-GW-RVAL-045', {}, async (t) => {
  await passes(t, { path: RUNS_STREAM, json: addressed(t, helloRun), spends: true });
  for (const change of [{ 'request.messages[0].role': 'system' }, { zeal: 1 }]) {
    const answer = await t.send({ path: RUNS_STREAM, json: changed(addressed(t, helloRun), change) });
    assertRefusedPlainly(t, answer, { param: Object.keys(change)[0] });
  }
  const unknown = { ...addressed(t, helloRun), server_tools: ['vai_hologram'] };
  assertRefusedPlainly(t, await t.send({ path: RUNS_STREAM, json: unknown }), { code: 'unsupported_server_tool' });
});

const full = { profile: 'small-limits' };
requirement('VAI-GW-RVAL-046', full, async (t) => {
  const most = t.subject.settingNumber('max_messages');
  const run = (count: number) => ({
    path: RUNS,
    json: addressed(t, { request: { messages: dialogue(count) } }),
    spends: true,
  });
  await passes(t, run(most));
  assertRefused(t, await t.send(run(most + 1)), { param: 'request.messages' });
});

requirement('VAI-GW-RVAL-047', {}, async (t) => {
  const run = (model: string) => ({
    path: RUNS,
    json: addressed(t, { request: { ...userSaid(pdf), model } }),
    spends: true,
  });
  await passes(t, run(UNCURATED), { lenient: true });
  const issue = { code: 'unsupported_content_block', param: 'request.messages[0].content[0]' };
  assertIssues(t, await t.send(run('openai/gpt-4o')), [issue]);
});

runRefusal('VAI-GW-RVAL-048', helloRun, [{ 'request.model': ABSENT }, { 'request.model': ' ' }]);
runRefusal('VAI-GW-RVAL-049', helloRun, [{ 'request.messages': ABSENT }, { 'request.messages': [] }]);
runRefusal(
  'VAI-GW-RVAL-050',
  helloRun,
  { 'request.model': 'openai/gpt-4o-mini' },
  { status: 403, type: 'permission_error' },
  { profile: 'allowlist' },
);
runRefusal('VAI-GW-RVAL-051', helloRun, [
  { 'request.model': 'nobody/claude-sonnet-4' },
  { 'request.model': 'Anthropic/claude-sonnet-4' },
]);
