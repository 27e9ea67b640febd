/** What nobody knows yet passes through unchanged. */
import { requirement } from '../../requirement.js';
import type { Exchange, Trial } from '../../trial.js';
import { asked, message, requestFor, streamed } from './scenarios.js';
import { answered, eventsOf, listOf, recordOf } from './scenarios-answers.js';
import { said } from './scenarios-said.js';

const scripted = { model: 'scripted' } as const;

requirement('VAI-GW-FWD-001', scripted, async (t: Trial) => {
  const exchange = await asked(t, streamed('unknown-block'));
  const starts = eventsOf(exchange, 'content_block_start').map(({ data }) => data.content_block);
  t.equal(
    starts.find((block) => recordOf(block).type === said.unknownBlock.type),
    said.unknownBlock,
    {
      what: 'the block of unknown type',
      in: exchange,
      hint: 'Pass on every member of a block that you do not know.',
    },
  );
});

requirement('VAI-GW-FWD-002', scripted, async (t: Trial) => {
  const exchange = await asked(t, streamed('unknown-block'));
  const deltas = eventsOf(exchange, 'content_block_delta').map(({ data }) => data.delta);
  t.equal(
    deltas.filter((delta) => recordOf(delta).type === said.unknownDeltas[0].type),
    said.unknownDeltas,
    { what: 'the deltas of unknown type', in: exchange },
  );
});

requirement('VAI-GW-FWD-003', scripted, async (t: Trial) => {
  const exchange = await asked(t, streamed('unknown-event'));
  for (const event of said.unknownEvents) {
    const seen = eventsOf(exchange, event.type);
    t.equal(
      seen.map(({ data }) => data),
      [event],
      { what: `the events of type ${event.type}`, in: exchange },
    );
    t.equal(seen[0]?.event, event.type, {
      what: 'the event: line',
      in: exchange,
      ...(seen[0] ? { at: seen[0].index } : {}),
    });
  }
  t.equal(exchange.events.at(-1)?.type, 'message_stop', { what: 'the last frame', in: exchange });
});

requirement('VAI-GW-FWD-004', scripted, async (t: Trial) => {
  (await answered(t, message('unknown-stop-reason'))).is('stop_reason', said.unknownStopReason);
  const exchange = await asked(t, streamed('unknown-stop-reason'));
  t.equal(recordOf(eventsOf(exchange, 'message_delta')[0]?.data.delta).stop_reason, said.unknownStopReason, {
    what: 'stop_reason in the stream',
    in: exchange,
  });
});

requirement('VAI-GW-FWD-005', scripted, async (t: Trial) => {
  const answer = await answered(t, message('unknown-block'));
  const block = listOf(answer.at('content')).find((one) => recordOf(one).type === said.unknownBlock.type);
  t.equal(block, said.unknownBlock, { what: 'the block of unknown type', in: answer.exchange });
});

requirement('VAI-GW-FWD-006', { model: 'any' }, async (t: Trial) => {
  const headers = {
    'X-Nobody-Knows-This': 'at all',
    'X-VAI-Session-ID': 'sess_1',
    'Idempotency-Key': 'once',
  };
  await unchanged(t, await t.send({ ...requestFor(t, message('text', { headers })) }));
});

requirement('VAI-GW-FWD-007', scripted, async (t: Trial) => {
  const anything = { nobody: { knows: ['this', 1, null, { at: 'all' }] } };
  // Extensions are keyed by provider: one that is not in play must be left alone.
  const request = { metadata: anything, extensions: { 'vai-conformance': anything } };
  await unchanged(t, await asked(t, message('text', { request })));
});

/** The answer is the one that is given without the addition; of a model that is no script only its form is. */
async function unchanged(t: Trial, exchange: Exchange): Promise<void> {
  t.equal(exchange.status, 200, { what: 'the status', in: exchange });
  const control = await answered(t, message('text'));
  const content = listOf(recordOf(exchange.json()).content);
  t.that(content.length > 0, { what: 'content', in: exchange, expected: 'at least one block', actual: exchange.text });
  if (t.subject.model.kind === 'live') return;
  t.equal(content, control.at('content'), { what: 'the content', in: exchange });
}

requirement('VAI-GW-FWD-008', scripted, async (t: Trial) => {
  const answer = await answered(t, message('thinking-tool'));
  answer.is('content[0].type', 'thinking');
  answer.is('content[0].signature', said.thinkingSignature);
});
