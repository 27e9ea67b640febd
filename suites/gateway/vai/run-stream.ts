/** The order and the sums of a run stream: which scenarios put which rule to the test. */

import { replayed } from './runs-replay.js';
import { runStreamed } from './scenarios.js';
import { law } from './scenarios-laws.js';

const HISTORY = [
  { role: 'user', content: 'Hello.' },
  { role: 'assistant', content: 'Hello, skipper.' },
];

const text = runStreamed('text');
const once = runStreamed('search-once', { history: HISTORY });
const parallel = runStreamed('search-parallel');
const sequential = runStreamed('search-parallel', { run: { parallel_tools: false } });
const steps = runStreamed('search-steps');
const failing = [runStreamed('tool-fails'), runStreamed('tool-bad-input'), runStreamed('tool-unknown')];
const withTools = [once, parallel, sequential, steps, ...failing];
const ordinary = [text, runStreamed('empty'), ...withTools];

const maxTurns = runStreamed('search-forever', { run: { max_turns: 2 } });
const maxToolCalls = runStreamed('search-batch-then-batch', { run: { max_tool_calls: 3 } });
const maxTokens = runStreamed('search-once', { run: { max_tokens: 1 } });
const budgets = [maxTurns, maxToolCalls, maxTokens];
const otherStops = [
  runStreamed('stop-mismatch-x'),
  runStreamed('stop-mismatch-y'),
  runStreamed('stop-max-tokens-final'),
];

const refusedByModel = runStreamed('upstream-429');
const brokenOff = [runStreamed('cut-reset'), runStreamed('cut-eof')];
const reported = [runStreamed('error-mid'), runStreamed('error-first')];
const failures = [refusedByModel, runStreamed('error-second-turn'), ...reported, ...brokenOff];

const outOfTime = runStreamed('turn-slow', { run: { timeout_ms: 1000 } });
const outOfTimeInTool = runStreamed('tool-slow', { run: { timeout_ms: 1000 } });
const outOfTimeLater = runStreamed('second-turn-slow', { run: { timeout_ms: 1000 } });
const timeouts = [outOfTime, outOfTimeInTool, outOfTimeLater];
const waits = { waits: true } as const;

const native = [
  runStreamed('web-search-native'),
  runStreamed('redacted-thinking'),
  runStreamed('native-deltas'),
  steps,
];
const spoken = runStreamed('voice');

law('VAI-GW-RST-001', [...ordinary, ...failures]);
law('VAI-GW-RST-002', [...ordinary, ...failures]);
law('VAI-GW-RST-003', [text, once]);
law('VAI-GW-RST-004', [text]);
law('VAI-GW-RST-005', [...ordinary, ...budgets, ...failures, runStreamed('stt-fails')]);
law('VAI-GW-RST-006', [...ordinary, ...budgets, ...failures]);
law('VAI-GW-RST-007', ordinary);
law('VAI-GW-RST-008', [...ordinary, ...budgets]);
law('VAI-GW-RST-009', [...ordinary, ...budgets]);
law('VAI-GW-RST-010', [...ordinary, ...budgets]);
law('VAI-GW-RST-011', [...ordinary, ...budgets]);
law('VAI-GW-RST-012', [...ordinary, ...budgets]);
law('VAI-GW-RST-013', [...withTools, maxTurns]);
law('VAI-GW-RST-014', withTools);
law('VAI-GW-RST-015', withTools);
law('VAI-GW-RST-016', withTools);
law('VAI-GW-RST-017', withTools);
law('VAI-GW-RST-018', [sequential, runStreamed('search-sequential', { run: { parallel_tools: false } })]);
law('VAI-GW-RST-019', [...ordinary, ...otherStops, runStreamed('thinking-tool'), runStreamed('unknown-block')]);
law('VAI-GW-RST-020', [...ordinary, ...native, runStreamed('unknown-block')]);
law('VAI-GW-RST-021', [text, runStreamed('empty')]);
law('VAI-GW-RST-022', [...ordinary, ...budgets]);
law('VAI-GW-RST-023', [...ordinary, ...budgets]);
law('VAI-GW-RST-024', [...ordinary, ...budgets]);
law('VAI-GW-RST-025', [...ordinary, ...budgets]);
law('VAI-GW-RST-026', [...ordinary, ...budgets, runStreamed('search-usage')]);
law('VAI-GW-RST-027', [...ordinary, ...budgets]);
law('VAI-GW-RST-028', [...ordinary, maxToolCalls, maxTokens, ...otherStops]);
law('VAI-GW-RST-029', [maxTurns]);
law('VAI-GW-RST-030', withTools);
law('VAI-GW-RST-031', [...withTools, runStreamed('image-once'), runStreamed('fetch-once')]);
law('VAI-GW-RST-032', withTools);
law('VAI-GW-RST-036', [spoken]);
law('VAI-GW-RST-037', native);
replayed('VAI-GW-RST-037', native, { variant: 'sent back' });
law('VAI-GW-RST-038', timeouts, waits);
law('VAI-GW-RST-039', [...timeouts, ...failures], waits);
law('VAI-GW-RST-041', [...ordinary, ...budgets, ...failures]);
law('VAI-GW-RST-042', withTools);
law('VAI-GW-RST-043', [...withTools, ...otherStops]);
law('VAI-GW-RST-044', [...ordinary, ...budgets]);
law('VAI-GW-RST-045', [...ordinary, maxToolCalls, maxTokens, ...otherStops]);
law('VAI-GW-RST-046', [...ordinary, ...budgets]);
law('VAI-GW-RST-047', [maxTokens]);
