/** How much one client may have in flight: requests, and open streams. */
import { setTimeout as pause } from 'node:timers/promises';
import { requirement } from '../../requirement.js';
import type { OpenExchange, ProbeRequest, Trial } from '../../trial.js';
import { addressed } from './bodies.js';
import { MESSAGES, RUNS_STREAM, saying } from './client.js';
import { assertLetIn, showing } from './let-in.js';
import { assertLimited, assertRetryAfter } from './refusal-kinds.js';

const concurrency = { profile: 'concurrency', model: 'scripted', alone: true } as const;
const streams = { profile: 'streams', model: 'scripted', alone: true } as const;

/** A place is free again within this time: a loopback gateway notices within a few milliseconds that a client left. */
const FREED_WITHIN_MS = 3_000;
const ASK_AGAIN_MS = 25;

/** A stream that stays open until its client leaves: one that ends by itself frees its place on a busy machine too soon. */
const held = saying('silence');
/** What is asked for one too many ends by itself where it is let in. */
const passing = saying('hello');
const messageStream = (t: Trial, text = held): ProbeRequest => ({
  path: MESSAGES,
  json: addressed(t, { ...text, stream: true }),
  limits: true,
});
const runStream = (t: Trial, text = held): ProbeRequest => ({
  path: RUNS_STREAM,
  json: addressed(t, { request: text }),
  limits: true,
});

/** Opens a stream that goes on for a while, and waits until it has begun. */
async function begun(t: Trial, request: ProbeRequest): Promise<OpenExchange> {
  const stream = await t.open({ ...request, spends: true });
  const first = stream.status === 200 ? await stream.next() : null;
  if (first === null) {
    const answer = await stream.finish();
    t.broken('A stream within the limit did not begin.', {
      expected: 'events',
      actual: `status ${answer.status}`,
      in: answer,
    });
  }
  return stream;
}

/** While these streams are open, does something. */
async function whileOpen(t: Trial, requests: readonly ProbeRequest[], then: () => Promise<void>): Promise<void> {
  const open: OpenExchange[] = [];
  try {
    for (const request of requests) open.push(await begun(t, request));
    await then();
  } finally {
    for (const stream of open) stream.close();
  }
}

/** As many requests as the setting lets in, alternating between the kinds. */
function upTo(t: Trial, setting: string, kinds: readonly ((t: Trial) => ProbeRequest)[]): ProbeRequest[] {
  const count = t.subject.settingNumber(setting);
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length]?.(t) ?? messageStream(t));
}

requirement('VAI-GW-RATE-008', concurrency, async (t) => {
  await whileOpen(t, upTo(t, 'max_concurrent_requests', [messageStream]), async () => {
    const answer = await t.send({ ...showing(t), limits: true });
    assertLimited(t, answer);
    assertRetryAfter(t, answer);
  });
  await eventually(t, 'A request after the others were left', async () => {
    const answer = await t.send({ ...showing(t), limits: true });
    if (answer.status !== 429) assertLetIn(t, answer);
    return answer.status;
  });
});

requirement('VAI-GW-RATE-009', streams, async (t) => {
  await whileOpen(t, upTo(t, 'max_streams_per_principal', [messageStream]), async () => {
    const answer = await t.send(messageStream(t, passing));
    assertLimited(t, answer);
    assertRetryAfter(t, answer);
  });
});
requirement('VAI-GW-RATE-010', streams, async (t) => {
  await whileOpen(t, upTo(t, 'max_streams_per_principal', [messageStream, runStream]), async () => {
    for (const request of [messageStream(t, passing), runStream(t, passing)]) assertLimited(t, await t.send(request));
  });
});
requirement('VAI-GW-RATE-011', streams, async (t) => {
  const json = addressed(t, { ...saying('hello'), stream: true });
  for (let i = 0; i <= t.subject.settingNumber('max_streams_per_principal'); i++) {
    await eventually(t, `Stream ${i + 1} after the others ended`, async () => {
      const answer = await t.send({ path: MESSAGES, json, limits: true });
      if (answer.status !== 429)
        t.equal(answer.events.at(-1)?.type, 'message_stop', { what: 'The last event', in: answer });
      return answer.status;
    });
  }
});
requirement('VAI-GW-RATE-012', streams, async (t) => {
  await whileOpen(t, upTo(t, 'max_streams_per_principal', [messageStream]), async () => {
    assertLimited(t, await t.send(messageStream(t, passing)));
  });
  await eventually(t, 'A stream after the others were left', async () => {
    const stream = await t.open(messageStream(t));
    const first = stream.status === 200 ? await stream.next() : null;
    stream.close();
    return first === null ? stream.status : 200;
  });
});

/** Asks until the status is another than 429, for as long as a gateway may take to see that a place is free. */
async function eventually(t: Trial, what: string, ask: () => Promise<number>): Promise<void> {
  const deadline = performance.now() + FREED_WITHIN_MS;
  for (;;) {
    const status = await ask();
    if (status === 200 || status === 400) return t.proved(`${what}: ${status}`);
    t.that(status === 429 && performance.now() < deadline, {
      what,
      expected: `let in within ${FREED_WITHIN_MS} ms`,
      actual: `status ${status}`,
    });
    await pause(ASK_AGAIN_MS, undefined, { signal: t.signal });
  }
}
