import type { Mutation } from '../../../mock-gateway/engine/mutation.js';
import { HONEST } from '../../../mock-gateway/vai/rules.js';
import { isObject, type JsonObject, listOf, objectOf, retellsJson } from '../../edge.js';
import { mutantsOf } from '../../mutant.js';
import { bends } from '../bends.js';
import * as lies from '../lies.js';

const reversed = (value: unknown): unknown => (Array.isArray(value) ? [...value].reverse() : value);
const without = (object: unknown, name: string): JsonObject =>
  Object.fromEntries(Object.entries(objectOf(object)).filter(([each]) => each !== name));

const blocking = (lie: (result: JsonObject) => JsonObject): Mutation =>
  retellsJson(lies.blockingRun, (json) => (isObject(json.result) ? { ...json, result: lie(json.result) } : json));

/** Told of blocking runs, of budgets and of tools. */
export const seldomRun = mutantsOf('VAI-GW-RUN', [
  ['001', 'results-have-no-steps', 'Leaves the steps out of a result.', blocking((each) => without(each, 'steps'))],
  [
    '004',
    'calls-in-reverse',
    'Gives the calls of a step in reverse.',
    blocking((each) => ({
      ...each,
      steps: listOf(each.steps).map((step) => ({ ...objectOf(step), tool_calls: reversed(objectOf(step).tool_calls) })),
    })),
  ],
  [
    '006',
    'totals-are-not-added',
    'Gives a total of 0 for a blocking run.',
    blocking((each) => ({ ...each, usage: { ...objectOf(each.usage), total_tokens: 0 } })),
  ],
  [
    '007',
    'blocking-runs-have-no-response',
    'Leaves the response of a blocking run out.',
    blocking((each) => without(each, 'response')),
  ],
  [
    '008',
    'turns-are-not-steps',
    'Counts a turn less than there are steps.',
    blocking((each) => ({ ...each, turn_count: Number(each.turn_count) - 1 })),
  ],
]);

export const seldomRsc = mutantsOf('VAI-GW-RSC', [
  ['005', 'runs-calls-backwards', 'Runs the last call first.', bends({ startOrder: (batch) => [...batch].reverse() })],
  [
    '010',
    'runs-one-batch-too-many',
    'Looks at the budget only after a batch.',
    bends({ callsExceeded: (done, _batch, budget) => done > budget }),
  ],
  ['011', 'counts-no-tokens', 'Counts no tokens against the budget.', bends({ tokensSpent: () => 0 })],
  [
    '016',
    'guesses-tool-input',
    "Makes up input where a tool's input is not JSON.",
    bends({
      inputFor: (parsed) => (isObject(parsed) && Object.keys(parsed).length > 0 ? parsed : { query: 'anything' }),
    }),
  ],
]);

export const seldomTool = mutantsOf('VAI-GW-TOOL', [
  [
    '010',
    'fetches-from-itself-by-name',
    'Keeps away from addresses, not from `localhost`.',
    bends({ addressBlocked: (host) => host !== 'localhost' && HONEST.addressBlocked(host) }),
  ],
  [
    '010',
    'fetches-from-its-network',
    'Keeps away from loopback addresses only.',
    bends({ addressBlocked: (host) => /^(127\.|localhost$|\[?::1)/.test(host) }),
  ],
  [
    '010',
    'fetches-from-itself-by-ipv6',
    'Keeps away from IPv4 addresses only.',
    bends({ addressBlocked: (host) => !host.includes(':') && HONEST.addressBlocked(host) }),
  ],
]);
