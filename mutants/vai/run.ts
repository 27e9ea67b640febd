import { isObject, type JsonObject, listOf, misreadsBody, objectOf, parsed, retells, retellsJson } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { bends } from './bends.js';
import * as lies from './lies.js';

/** Retells the result of blocking runs; refusals stay as they are. */
const results = (lie: (result: JsonObject, asked: JsonObject) => JsonObject) =>
  retellsJson(lies.blockingRun, (json, ask) =>
    isObject(json.result) ? { ...json, result: lie(json.result, ask.body) } : json,
  );
const steps = (lie: (step: JsonObject) => JsonObject) =>
  results((result) => ({ ...result, steps: listOf(result.steps).map((step) => lie(objectOf(step))) }));
const historyOf = (asked: JsonObject) => listOf(objectOf(asked.request).messages).length;
const lastOf = (list: unknown) => objectOf(listOf(list).at(-1));
const nativeContent = ['server_tool_use', 'web_search_tool_result', 'redacted_thinking'];

export const run = mutantsOf('VAI-GW-RUN', [
  [
    '001',
    'results-count-no-turns',
    'Leaves the number of turns out of a result.',
    results(({ turn_count: _gone, ...result }) => result),
  ],
  [
    '002',
    'counts-the-result-as-a-turn',
    'Counts a turn more than there were.',
    results((result) => ({ ...result, turn_count: Number(result.turn_count) + 1 })),
  ],
  [
    '003',
    'merges-steps',
    'Tells only the last of several steps.',
    results((result) => ({ ...result, steps: listOf(result.steps).slice(-1) })),
  ],
  [
    '004',
    'results-in-the-order-they-came',
    'Gives the results of a step in an order of its own.',
    steps((step) =>
      Array.isArray(step.tool_results) ? { ...step, tool_results: [...step.tool_results].reverse() } : step,
    ),
  ],
  [
    '005',
    'forgets-the-history',
    'Leaves the history of the request out of the result.',
    results((result, asked) => ({ ...result, messages: listOf(result.messages).slice(historyOf(asked)) })),
  ],
  [
    '006',
    'loses-a-token-of-the-run',
    'Counts an output token less than the steps have.',
    results((result) => ({
      ...result,
      usage: {
        ...objectOf(result.usage),
        output_tokens: Number(objectOf(objectOf(lastOf(result.steps).response).usage).output_tokens) - 1,
      },
    })),
  ],
  [
    '007',
    'empties-the-response',
    'Gives the response of a run without its content.',
    results((result) =>
      isObject(result.response) ? { ...result, response: { ...result.response, content: [] } } : result,
    ),
  ],
  [
    '008',
    'counts-a-call-more',
    'Counts a call more than there were.',
    results((result) => ({ ...result, tool_call_count: Number(result.tool_call_count) + 1 })),
  ],
  [
    '009',
    'refuses-its-own-native-history',
    'Refuses provider-native content that a run returned.',
    lies.refuses(
      (ask) => lies.blocksOf(ask).some(({ type }) => nativeContent.includes(String(type))),
      'request.messages[1].content[0].type',
    ),
    { source: 'D-24' },
  ],
  [
    '010',
    'history-loses-call-ids',
    'Names the results in the history by ids that no call has.',
    results((result) => ({ ...result, messages: listOf(result.messages).map(losesIds) })),
  ],
  [
    '011',
    'failed-tools-look-well',
    'Does not mark failed tools.',
    steps((step) =>
      Array.isArray(step.tool_results)
        ? {
            ...step,
            tool_results: step.tool_results.map((each) => {
              const { is_error: _e, error: _f, ...rest } = objectOf(each);
              return rest;
            }),
          }
        : step,
    ),
  ],
]);

export const bud = mutantsOf('VAI-GW-BUD', [
  [
    '001',
    'takes-a-turn-too-many',
    'Counts turns from 0, and takes one too many.',
    bends({ turnsUsedUp: (turns, budget) => turns > budget }),
  ],
  ['002', 'knows-no-budget-of-calls', 'Runs as many tools as the model wants.', bends({ callsExceeded: () => false })],
  [
    '003',
    'knows-no-budget-of-tokens',
    'Spends as many tokens as the model wants.',
    bends({ tokensUsedUp: () => false }),
  ],
  [
    '004',
    'run-timeout-is-504',
    'Answers a run that ran out of time with an error.',
    retells(lies.blockingRun, (reply, ask) =>
      stopOf(reply) === 'timeout' ? lies.refusal(ask, 504, { type: 'api_error', message: 'request timeout' }) : reply,
    ),
  ],
  [
    '005',
    'spent-tokens-look-finished',
    'Says `end_turn` where the tokens were used up at the end.',
    results((result) =>
      result.stop_reason === 'max_tokens' && objectOf(result.response).stop_reason === 'end_turn'
        ? { ...result, stop_reason: 'end_turn' }
        : result,
    ),
  ],
  [
    '006',
    'leaves-one-call-unused',
    'Does not run a batch that uses its budget up exactly.',
    bends({ callsExceeded: (done, batch, budget) => done + batch >= budget }),
    { source: 'D-49' },
  ],
  [
    '007',
    'stops-after-five-turns',
    'Gives a run five turns where it names no number.',
    misreadsBody(lies.anyRun, (body) => ({ ...body, run: { max_turns: 5, ...objectOf(body.run) } })),
  ],
]);

function stopOf(reply: { readonly body: unknown }): unknown {
  if (!(reply.body instanceof Uint8Array)) return undefined;
  return objectOf(objectOf(parsed(reply.body)).result).stop_reason;
}

function losesIds(message: unknown): unknown {
  const { content, ...rest } = objectOf(message);
  if (!Array.isArray(content)) return message;
  return {
    ...rest,
    content: content.map((block) =>
      objectOf(block).type === 'tool_result' ? { ...objectOf(block), tool_use_id: 'call_unknown' } : block,
    ),
  };
}
