/** Streaming and blocking say the same. */
import { requirement } from '../../requirement.js';
import type { Trial } from '../../trial.js';
import { comparable, fold } from './equality-fold.js';
import { asked, type Extras, message, run, runStreamed, streamed } from './scenarios.js';
import { answered, completed, innerEvents, recordOf } from './scenarios-answers.js';

const scripted = { model: 'scripted' } as const;

/** Members of a message and its blocks that have rules of their own. */
const OWN_RULES = ['model', 'usage', 'signature', 'citations'];

/** What the contract has both answers tell; a gateway may put more into either of them. */
const MESSAGE = ['type', 'role', 'content', 'stop_reason'];
const RESULT = ['response', 'steps', 'tool_call_count', 'turn_count', 'stop_reason', 'messages'];

function told(value: unknown, members: readonly string[]): unknown {
  const kept = Object.entries(recordOf(value)).filter(([name]) => members.includes(name));
  return comparable(Object.fromEntries(kept), OWN_RULES);
}

function sameMessage(id: string, scenario: string): void {
  requirement(id, scripted, async (t: Trial) => {
    const exchange = await asked(t, streamed(scenario));
    const folded = fold(exchange.events.map(({ data }) => data));
    const blocking = await answered(t, message(scenario));
    t.equal(told(folded, MESSAGE), told(blocking.at(''), MESSAGE), {
      what: `the fold of '${scenario}', streamed, held against the blocking answer`,
      in: exchange,
    });
    t.proved(`${exchange.events.length} events fold to ${JSON.stringify(folded.content).slice(0, 80)}`);
  });
}

sameMessage('VAI-GW-EQ-001', 'text');
sameMessage('VAI-GW-EQ-002', 'client-tools-parallel');
sameMessage('VAI-GW-EQ-003', 'thinking-tool');

function sameRun(id: string, scenario: string, extras: Extras = {}): void {
  requirement(id, scripted, async (t: Trial) => {
    const [stream, blocking] = await Promise.all([
      completed(t, runStreamed(scenario, extras)),
      answered(t, run(scenario, extras)),
    ]);
    t.equal(told(stream.at(''), RESULT), told(blocking.at(''), RESULT), {
      what: `the result of '${scenario}', streamed, held against the blocking one`,
      in: stream.exchange,
    });
  });
}

sameRun('VAI-GW-EQ-004', 'text');
sameRun('VAI-GW-EQ-005', 'search-once');
sameRun('VAI-GW-EQ-006', 'search-parallel');

requirement('VAI-GW-EQ-007', scripted, async (t: Trial) => {
  for (const scenario of ['text', 'unknown-block', 'unknown-event']) {
    const inRun = (await completed(t, runStreamed(scenario))).exchange;
    const alone = await asked(t, streamed(scenario));
    const events = alone.events.filter(({ type }) => type !== 'ping').map(({ data }) => data);
    t.equal(comparable(innerEvents(inRun)), comparable(events), {
      what: `the events of '${scenario}' inside a run, held against the message stream`,
      in: inRun,
      hint: 'Put the events of the model into stream_event as they are.',
    });
  }
});

requirement('VAI-GW-EQ-008', scripted, async (t: Trial) => {
  for (const scenario of ['text', 'client-tool']) {
    const exchange = await asked(t, streamed(scenario));
    const blocking = await answered(t, message(scenario));
    t.that(Number(blocking.at('usage.output_tokens')) > 0, {
      what: 'usage.output_tokens',
      in: blocking.exchange,
      expected: 'tokens counted',
      actual: blocking.exchange.text,
    });
    t.equal(fold(exchange.events.map(({ data }) => data)).usage, blocking.at('usage'), {
      what: `the usage of '${scenario}', streamed, held against the blocking answer`,
      in: exchange,
    });
  }
});

requirement('VAI-GW-EQ-009', scripted, async (t: Trial) => {
  const [stream, blocking] = await twoRuns(t);
  t.equal(stream.at('turn_count'), blocking.at('turn_count'), {
    what: 'the turns of a streamed run with a token budget, held against the blocking one',
    in: stream.exchange,
    hint: 'Count the same tokens in both.',
  });
  stream.is('stop_reason', 'max_tokens');
  blocking.is('stop_reason', 'max_tokens');
});

/** The budget is that of the first turn, input and output together: a gateway that counts output alone goes on. */
async function twoRuns(t: Trial) {
  const first = await answered(t, run('search-steps'));
  const usage = recordOf(first.at('steps[0].response.usage'));
  const extras = { run: { max_tokens: Number(usage.input_tokens) + Number(usage.output_tokens) } };
  return Promise.all([completed(t, runStreamed('search-steps', extras)), answered(t, run('search-steps', extras))]);
}
