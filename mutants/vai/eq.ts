import type { StreamEvent } from '../../mock-gateway/engine/exchange.js';
import { type JsonObject, listOf, misreadsBody, objectOf } from '../edge.js';
import { mutantsOf } from '../mutant.js';
import { retellsEvents, retellsFirst } from '../streams.js';
import * as lies from './lies.js';

const deltaOf = (type: string) => (event: StreamEvent) => objectOf(event.delta).type === type;
const result = (lie: (result: JsonObject) => JsonObject) =>
  retellsEvents('run_complete', (event) => [{ ...event, result: lie(objectOf(event.result)) }], lies.runStream);
const steps = (lie: (step: JsonObject) => JsonObject) =>
  result((was) => ({ ...was, steps: listOf(was.steps).map((step) => lie(objectOf(step))) }));
const reversed = (value: unknown) => (Array.isArray(value) ? [...value].reverse() : value);

export const eq = mutantsOf('VAI-GW-EQ', [
  [
    '001',
    'streams-the-first-words-twice',
    'Streams the first piece of a text twice.',
    retellsFirst(deltaOf('text_delta'), (event) => [event, event], lies.messages),
    { source: 'MSG-03' },
  ],
  [
    '002',
    'streams-calls-without-input',
    'Streams tool calls without their input.',
    retellsEvents(deltaOf('input_json_delta'), () => [], lies.messages),
    { source: 'MSG-19' },
  ],
  [
    '003',
    'streams-no-thinking',
    'Keeps the words of thinking out of the stream.',
    retellsEvents(deltaOf('thinking_delta'), () => [], lies.messages),
  ],
  [
    '004',
    'streamed-results-have-no-history',
    'Leaves the history out of a streamed result.',
    result(({ messages: _gone, ...was }) => was),
  ],
  [
    '005',
    'streamed-steps-have-no-calls',
    'Leaves the calls out of a streamed result.',
    steps(({ tool_calls: _gone, ...step }) => step),
  ],
  [
    '006',
    'streamed-steps-in-another-order',
    'Gives the calls of a streamed result in another order.',
    steps((step) => ({ ...step, tool_calls: reversed(step.tool_calls), tool_results: reversed(step.tool_results) })),
  ],
  [
    '007',
    'runs-swallow-the-end-of-messages',
    'Keeps `message_stop` out of runs.',
    retellsEvents(
      (event) => event.type === 'stream_event' && objectOf(event.event).type === 'message_stop',
      () => [],
      lies.runStream,
    ),
  ],
  [
    '008',
    'streams-count-other-tokens',
    'Counts one token more where it streams.',
    retellsEvents('message_delta', (event) => [{ ...event, usage: oneMore(objectOf(event.usage)) }], lies.messages),
    { source: 'D-21' },
  ],
  [
    '009',
    'streamed-runs-know-no-token-budget',
    'Counts only a part of the tokens where it streams.',
    misreadsBody(lies.runStream, (body) => ({ ...body, run: { ...objectOf(body.run), max_tokens: 0 } })),
    { source: 'D-58' },
  ],
]);

function oneMore(usage: JsonObject): JsonObject {
  return { ...usage, output_tokens: Number(usage.output_tokens) + 1, total_tokens: Number(usage.total_tokens) + 1 };
}
