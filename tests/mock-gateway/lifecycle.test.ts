import { connect } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { HONEST } from '../../mock-gateway/vai/rules.js';
import { messageBody, outline, runBody, Talk } from './talk.js';

const opened: Talk[] = [];
const start = async (...all: Parameters<typeof Talk.with>) => {
  const talk = await Talk.with(...all);
  opened.push(talk);
  return talk;
};
afterAll(async () => {
  await Promise.all(opened.map((talk) => talk.close()));
});

const streamBody = (scenario: string) => messageBody(scenario, { stream: true });

describe.concurrent('rate', () => {
  test('the burst passes, and the next is told when to come back', async () => {
    const talk = await start({ rate_limit_rps: '0.1', rate_limit_burst: '3', api_keys: 'one,two' });
    const first = await Promise.all([1, 2, 3].map(() => talk.message('text')));
    const over = await talk.message('text');
    expect(first.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([over.status, over.json.error.type]).toEqual([429, 'rate_limit_error']);
    expect(over.json.error.retry_after).toBeGreaterThan(5);
    expect(over.headers.get('retry-after')).toBe(String(over.json.error.retry_after));
    expect((await talk.message('text', {}, talk.headers({ Authorization: 'Bearer two' }))).status).toBe(200);
    expect((await talk.send('GET', '/healthz')).status).toBe(200);
    expect((await talk.message('text', {}, { Authorization: 'Bearer nobody' })).status).toBe(401);
  });

  test('what was spent comes back', async () => {
    const talk = await start({ rate_limit_rps: '2', rate_limit_burst: '1' });
    await Promise.all([talk.message('text'), talk.message('text'), talk.message('text')]);
    await expect.poll(async () => (await talk.message('text')).status, { interval: 100, timeout: 5000 }).toBe(200);
  });

  test('waiting is counted up to whole seconds', () => {
    expect(HONEST.retryAfter(0, 0.4)).toBe(3);
    expect(HONEST.retryAfter(0.9, 5)).toBe(1);
    expect(HONEST.refilled(0, 500, 2, 4)).toBe(1);
    expect(HONEST.refilled(3, 60_000, 2, 4)).toBe(4);
  });

  test('requests in flight', async () => {
    const talk = await start({ max_concurrent_requests: '1' });
    const slow = talk.message('turn-slow');
    await expect.poll(() => talk.gateway.journal.count).toBe(1);
    const over = await talk.message('text');
    expect([over.status, over.json.error.retry_after]).toEqual([429, 1]);
    expect((await slow).status).toBe(200);
    expect((await talk.message('text')).status).toBe(200);
  });

  test.each([
    [
      'ends',
      async (_leave: () => void, read: () => Promise<string>) => {
        while ((await read()) !== '') {}
      },
    ],
    ['is left', async (leave: () => void) => leave()],
  ])('streams of both kinds share their places, and one that %s frees its', async (_how, finish) => {
    const talk = await start({ max_streams_per_principal: '1' });
    const held = await talk.open('/v1/messages', streamBody('slow-ticks'));
    await held.next();
    const over = await talk.runStream('text');
    expect([over.status, over.json.error.type, over.json.error.retry_after]).toEqual([429, 'rate_limit_error', 1]);
    expect((await talk.message('text')).status).toBe(200);
    await finish(held.leave, held.next);
    await expect.poll(async () => (await talk.stream('text')).status).toBe(200);
  });
});

describe.concurrent('time', () => {
  test('pings come in silence, also before the first event', async () => {
    const talk = await start({ sse_ping_interval: '100ms' });
    const { frames } = await talk.stream('slow-start');
    expect(frames[0]).toEqual({ type: 'ping' });
    expect(frames.at(-1)?.type).toBe('message_stop');
    const run = await talk.runStream('slow-start');
    expect(run.frames.filter(({ type }) => type === 'ping').length).toBeGreaterThan(0);
    expect(run.frames[0]?.type).toBe('run_start');
  });

  test('a model that falls silent is given up, pings or not', async () => {
    const talk = await start({ stream_idle_timeout: '150ms', sse_ping_interval: '40ms' });
    const [streamed, run] = await Promise.all([talk.stream('silence'), talk.runStream('silence')]);
    for (const { frames } of [streamed, run]) {
      expect(frames.at(-1)).toMatchObject({ type: 'error', error: { type: 'api_error' } });
      expect(frames.some(({ type }) => type === 'ping')).toBe(true);
    }
  });

  test('a stream that lasts too long is cut off', async () => {
    const talk = await start({ sse_max_duration: '150ms' });
    const [streamed, run] = await Promise.all([talk.stream('slow-ticks'), talk.runStream('slow-ticks')]);
    expect(streamed.frames.at(-1)).toMatchObject({
      type: 'error',
      error: { type: 'api_error', message: 'request timeout' },
    });
    expect(run.frames.at(-1)).toMatchObject({ type: 'run_complete', result: { stop_reason: 'timeout' } });
  });

  test('a blocking request that takes too long', async () => {
    const talk = await start({ total_request_timeout: '100ms' });
    const [message, run] = await Promise.all([talk.message('silence'), talk.run('turn-slow')]);
    expect([message.status, message.json.error.type]).toEqual([504, 'api_error']);
    expect([run.status, run.json.result.stop_reason]).toEqual([200, 'timeout']);
  });

  test('senders that take too long', async () => {
    const talk = await start({ read_timeout: '100ms', read_header_timeout: '100ms' });
    const head = `POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${talk.gateway.apiKey}\r\n`;
    expect(await said(talk, `${head}Content-Length: 100\r\n\r\n{`)).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*failed to read request body/,
    );
    expect(await said(talk, head)).toBe('');
  });

  test('events keep a schedule that is counted from the start', async () => {
    const talk = await start();
    await talk.stream('tick-schedule');
    const [entry] = talk.gateway.journal.entries();
    const [first] = entry?.writes ?? [];
    const late = (entry?.writes ?? []).slice(1, 51).map(({ at }, index) => at - (first?.at ?? 0) - 20 * (index + 1));
    expect(late).toHaveLength(50);
    // A busy machine delays single events; what must not be is that the delays add up.
    const sorted = late.map(Math.abs).sort((one, other) => one - other);
    expect(sorted[25]).toBeLessThan(5);
  });
});

describe.concurrent('draining', () => {
  test('not ready, no new streams, everything else goes on', async () => {
    const talk = await start({ draining: 'true' });
    const ready = await talk.send('GET', '/readyz', undefined, {});
    expect([ready.status, ready.json.ok, ready.json.issues]).toEqual([503, false, ['gateway is draining']]);
    for (const answer of [await talk.stream('text'), await talk.runStream('text')]) {
      expect([answer.status, answer.json.error.type, answer.json.error.code]).toEqual([
        529,
        'overloaded_error',
        'draining',
      ]);
    }
    expect((await talk.message('text')).status).toBe(200);
    expect((await talk.run('text')).status).toBe(200);
    expect((await talk.stream('text', { max_tokens: 'x' })).status).toBe(400);
  });

  test('streams that run end with the grace period, and say so', async () => {
    const talk = await start({ shutdown_grace_period: '100ms' });
    const answers = [
      talk.stream('silence'),
      talk.runStream('turn-slow'),
      talk.runStream('tool-slow'),
      talk.stream('text'),
    ];
    await expect.poll(() => talk.gateway.journal.count).toBe(4);
    await expect.poll(() => talk.gateway.journal.entries().filter(({ writeCount }) => writeCount > 0).length).toBe(4);
    await talk.gateway.drain();
    const [message, turn, tool, short] = await Promise.all(answers);
    expect(message?.frames.at(-1)).toMatchObject({ type: 'error', error: { type: 'api_error' } });
    expect(turn?.frames.at(-1)).toMatchObject({ type: 'run_complete', result: { stop_reason: 'cancelled' } });
    expect(outline(tool?.frames ?? [])).toMatch(
      /tool_call_start tool_result step_complete history_delta run_complete$/,
    );
    expect(short?.frames.at(-1)?.type).toBe('message_stop');
  });

  test('closing ends at once', async () => {
    const talk = await start();
    const held = await talk.open('/v1/runs:stream', runBody('turn-slow'));
    await held.next();
    const before = performance.now();
    await talk.close();
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe.concurrent('connections', () => {
  test('a client that has closed its sending side still gets its answer', async () => {
    const talk = await start();
    expect(await said(talk, post(talk, '/v1/messages', messageBody('text')), true)).toMatch(
      /^HTTP\/1\.1 200 [\s\S]*High water/,
    );
    expect(await said(talk, post(talk, '/v1/runs:stream', runBody('text')), true)).toMatch(/run_complete/);
  });

  test('what a refused request leaves unread is no next request', async () => {
    const talk = await start({ max_body_bytes: '100' });
    const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.padEnd(500, ' ');
    const head = `POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${talk.gateway.apiKey}\r\nContent-Length: 500\r\n\r\n`;
    const answer = await said(talk, `${head}${smuggled}GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 401']);
  });

  test('requests on one connection are answered in turn', async () => {
    const talk = await start();
    const two =
      post(talk, '/v1/messages', messageBody('slow-start')) + post(talk, '/v1/messages', messageBody('stop-sequence'));
    const answer = await said(talk, two, true);
    expect(answer.indexOf('stop_sequence":"###')).toBeGreaterThan(answer.indexOf('"end_turn"'));
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  test('coalesced streams hold the same bytes in fewer writes', async () => {
    const [each, merged] = [await start(), await start({}, { chunking: 'coalesced' })];
    const ids = { 'X-Request-ID': 'same' };
    const [one, other] = [
      await each.stream('long-text', {}, each.headers(ids)),
      await merged.stream('long-text', {}, merged.headers(ids)),
    ];
    expect(other.text).toBe(one.text);
    expect(each.gateway.journal.entries()[0]?.writeCount).toBe(one.frames.length);
    expect(merged.gateway.journal.entries()[0]?.writeCount).toBeLessThan(10);
  });

  test('the same seed gives the same bytes', async () => {
    const runs = async (seed: number) => {
      const talk = await start({}, { seed });
      return [(await talk.message('text')).text, (await talk.runStream('search-steps')).text];
    };
    expect(await runs(7)).toEqual(await runs(7));
    expect(await runs(8)).not.toEqual(await runs(7));
  });
});

function post(talk: Talk, path: string, body: unknown): string {
  const json = JSON.stringify(body);
  const headers = Object.entries(talk.headers()).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers.join('')}Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
}

/** Everything that a server says to these bytes until it closes, or for a moment. */
function said(talk: Talk, bytes: string, fin = false): Promise<string> {
  const { hostname, port } = new URL(talk.gateway.baseUrl);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const received: Buffer[] = [];
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(received).toString('utf8'));
    };
    socket.on('data', (piece) => received.push(piece));
    socket.on('end', done);
    socket.on('error', done);
    socket.setTimeout(1500, done);
    if (fin) socket.end(bytes);
    else socket.write(bytes);
  });
}
