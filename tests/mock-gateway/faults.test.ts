import { afterAll, describe, expect, test } from 'vitest';
import { type MockGateway, startMockGateway } from '../../mock-gateway/index.js';
import { rawExchange, requestBytes } from './raw-http.js';
import { type RawStream, rawMessage, rawStream } from './raw-stream.js';
import { Talk } from './talk.js';

const opened: MockGateway[] = [];
const QUIET = { sse_ping_interval: '1h', rate_limit_rps: '0' };
const faulty = async (...faults: string[]) => {
  const gateway = await startMockGateway({ faults, settings: QUIET });
  opened.push(gateway);
  return gateway;
};
afterAll(() => Promise.all(opened.map((gateway) => gateway.close())));

const finished = async (stream: RawStream) => {
  const end = await stream.over;
  return { end, head: stream.head(), body: stream.body() };
};
const dechunked = async (gateway: MockGateway, more: Record<string, unknown> = {}) => {
  const stream = rawMessage(gateway, 'text', more);
  const { end, body } = await finished(stream);
  let text = '';
  let rest = Buffer.from(body);
  while (rest.length > 0) {
    const line = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.subarray(0, line).toString(), 16);
    if (!(size > 0)) break;
    text += rest.subarray(line + 2, line + 2 + size).toString();
    rest = rest.subarray(line + 2 + size + 2);
  }
  return { end, text, frames: text.split(/(?<=\n\n)/), whole: body.endsWith('0\r\n\r\n') };
};
const names = (frames: readonly string[]) => frames.map((frame) => /^event: (.*)$/m.exec(frame)?.[1]);
const fired = (gateway: MockGateway) =>
  expect.poll(() => gateway.journal.entries()[0]?.injected?.[0]?.firedAt).toBeTypeOf('number');

const clean = await faulty();
const honest = (await dechunked(clean)).frames;
const HONEST = names(honest);

describe.concurrent('before the answer', () => {
  test('status is an error of the dialect, with the time to wait, as often as was asked', async () => {
    const talk = await Talk.with(
      { cors_origins: 'https://a.example' },
      { faults: ['status=429,retry-after=2,times=2'] },
    );
    opened.push(talk.gateway);
    const ask = () => talk.message('text', {}, talk.headers({ Origin: 'https://a.example', 'X-Request-Id': 'mine' }));
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect([first.status, second.status, third.status]).toEqual([429, 429, 200]);
    expect(first.json).toEqual({
      error: { type: 'rate_limit_error', message: 'rate limit exceeded', retry_after: 2, request_id: 'mine' },
    });
    expect(first.headers.get('retry-after')).toBe('2');
    expect(first.headers.get('access-control-allow-origin')).toBe('https://a.example');
  });

  test.each([
    [503, 'overloaded_error'],
    [500, 'api_error'],
    [418, 'invalid_request_error'],
    [401, 'authentication_error'],
  ])('status %i', async (status, type) => {
    const talk = await Talk.with({}, { faults: [`status=${status}`] });
    opened.push(talk.gateway);
    const { json, headers, ...answer } = await talk.message('text');
    expect([answer.status, json.error.type, headers.get('retry-after')]).toEqual([status, type, null]);
    expect([...headers.keys()].sort()).toEqual([...(await talk.send('GET', '/nowhere')).headers.keys()].sort());
  });

  test('refuse resets the connection without a byte', async () => {
    const gateway = await faulty('refuse');
    const stream = rawMessage(gateway);
    expect(await stream.over).toBe('reset');
    expect(stream.bytes()).toHaveLength(0);
    expect(gateway.journal.entries()[0]).toMatchObject({ end: 'reset', injected: [{ fault: 'refuse' }] });
  });

  test('refuse-connection resets before there is a request', async () => {
    const gateway = await faulty('refuse-connection,times=1');
    const stream = rawMessage(gateway);
    expect(await stream.over).toBe('reset');
    expect(stream.bytes()).toHaveLength(0);
    expect((await dechunked(gateway)).frames).toHaveLength(honest.length);
    expect(gateway.journal.entries().map(({ method, end }) => [method, end])).toEqual([
      ['', 'reset'],
      ['POST', 'complete'],
    ]);
  });

  test('silence answers nothing, and ends when the client leaves', async () => {
    const gateway = await faulty('silence');
    const stream = rawMessage(gateway);
    await fired(gateway);
    expect((await fetch(`${gateway.baseUrl}/healthz`)).status).toBe(200);
    expect([stream.bytes().length, stream.isOver()]).toEqual([0, false]);
    stream.leave();
    await expect.poll(() => gateway.journal.entries()[0]?.end).toBe('client-left');
  });

  test('delay only comes first', async () => {
    const gateway = await faulty('status=503', 'delay=150ms');
    const { head } = await finished(rawMessage(gateway));
    const [entry] = gateway.journal.entries();
    expect(head).toMatch(/^HTTP\/1.1 503 /);
    expect(entry?.injected?.map(({ fault }) => fault)).toEqual(['delay=150ms', 'status=503']);
    expect(entry?.writes[0]?.at).toBeGreaterThanOrEqual(150);
  });
});

describe.concurrent('in the body', () => {
  test.each([
    ['reset@event:3', 'reset'],
    ['truncate@event:3', 'closed'],
  ])('%s comes after three whole events', async (fault, end) => {
    const got = await dechunked(await faulty(fault));
    expect([got.end, got.whole, names(got.frames)]).toEqual([end, false, HONEST.slice(0, 3)]);
  });

  test.each(['reset@byte:20', 'truncate@byte:20'])('%s comes after twenty bytes, of JSON too', async (fault) => {
    const got = await dechunked(await faulty(fault));
    expect(Buffer.byteLength(got.text)).toBe(20);
    const { head, body } = await finished(rawMessage(await faulty(fault), 'text', { stream: false }));
    expect(Buffer.byteLength(body)).toBe(20);
    expect(Number(/^Content-Length: (\d+)/im.exec(head)?.[1])).toBeGreaterThan(20);
  });

  test('reset@event:0 comes between head and body', async () => {
    const { end, head, body } = await finished(rawMessage(await faulty('reset@event:0')));
    expect([end, head.split('\r\n')[0], body]).toEqual(['reset', 'HTTP/1.1 200 OK', '']);
  });

  test('a fault that names an event leaves other answers alone, and is not used up by them', async () => {
    const gateway = await faulty('reset@event:3,times=1');
    expect((await finished(rawMessage(gateway, 'text', { stream: false }))).end).toBe('closed');
    expect((await dechunked(gateway)).end).toBe('reset');
    expect((await dechunked(gateway)).whole).toBe(true);
    expect(gateway.journal.entries().map(({ injected }) => injected?.length)).toEqual([undefined, 1, undefined]);
  });

  test('stall for ever, until the client leaves', async () => {
    const gateway = await faulty('stall@event:3');
    const stream = rawMessage(gateway);
    await fired(gateway);
    await expect.poll(() => stream.body().split('event: ').length - 1).toBe(3);
    expect((await fetch(`${gateway.baseUrl}/healthz`)).status).toBe(200);
    expect([stream.body().split('event: ').length - 1, stream.isOver()]).toEqual([3, false]);
    stream.leave();
    await expect.poll(() => gateway.journal.entries()[0]?.end).toBe('client-left');
  });

  test('stall with a time goes on after it', async () => {
    const gateway = await faulty('stall=200ms@event:3');
    const got = await dechunked(gateway);
    expect([got.frames, got.whole]).toEqual([honest.map((_frame, at) => got.frames[at]), true]);
    const [third, fourth] = (gateway.journal.entries()[0]?.writes ?? []).slice(2);
    expect((fourth?.at ?? 0) - (third?.at ?? 0)).toBeGreaterThanOrEqual(199);
  });

  test.each([
    ['drop@event:2', [...HONEST.slice(0, 1), ...HONEST.slice(2)]],
    ['duplicate@event:2', [...HONEST.slice(0, 2), ...HONEST.slice(1)]],
    ['reorder@event:1', [HONEST[1], HONEST[0], ...HONEST.slice(2)]],
    [`reorder@event:${HONEST.length}`, HONEST],
    ['no-end', HONEST.slice(0, -1)],
    ['junk@event:2', [...HONEST.slice(0, 2), ...HONEST.slice(1)]],
    ['drop@event:99', HONEST],
  ])('%s', async (fault, expected) => {
    const got = await dechunked(await faulty(fault));
    expect([names(got.frames), got.whole]).toEqual([expected, true]);
  });

  test('garble and junk are no JSON, and leave the framing of events whole', async () => {
    const got = await dechunked(await faulty('garble@event:2', 'junk@event:3'));
    const data = got.frames.map((frame) => /^event: \S+\ndata: (.*)\n\n$/.exec(frame)?.[1] ?? 'no frame');
    const broken = data.map((text) => {
      try {
        JSON.parse(text);
        return '';
      } catch {
        return text;
      }
    });
    expect(broken.filter((text) => text !== '')).toEqual([broken[1], 'this is not JSON']);
    expect(honest[1]).toContain(broken[1]);
  });

  test('keep-alives are no events', async () => {
    const gateway = await startMockGateway({
      faults: ['drop@event:1'],
      settings: { ...QUIET, sse_ping_interval: '100ms' },
    });
    opened.push(gateway);
    const { body } = await finished(rawMessage(gateway, 'slow-start'));
    expect(body).toContain('event: ping');
    expect(body).not.toContain('event: message_start');
  });
});

describe.concurrent('framing', () => {
  test('crlf ends every line of a stream, and bom begins it', async () => {
    const { text, whole } = await dechunked(await faulty('bom', 'crlf'));
    expect(text.startsWith('\ufeffevent: ')).toBe(true);
    expect([/[^\r]\n/.test(text), text.includes('\r\r'), whole]).toEqual([false, false, true]);
    expect(names(text.slice(1).split('\r\n\r\n').slice(0, -1))).toEqual(HONEST);
  });

  test('split=1 is one byte per chunk, and one byte per write of a plain body', async () => {
    const gateway = await faulty('split=1');
    const stream = rawMessage(gateway);
    await stream.over;
    expect(stream.bytes().toString('latin1')).toMatch(/\r\n\r\n(1\r\n[\s\S]\r\n)+0\r\n\r\n$/);
    await finished(rawMessage(gateway, 'text', { stream: false }));
    const [, plain] = gateway.journal.entries();
    expect(plain?.writeCount).toBe(plain?.bytesWritten);
  });

  test.each([
    ['length-lie', 16, 'truncated'],
    ['length-lie=-5', -5, 'complete'],
  ])('%s of a plain body', async (fault, difference, end) => {
    const gateway = await faulty(fault);
    const { head, body } = await finished(rawMessage(gateway, 'text', { stream: false }));
    expect(Number(/^Content-Length: (\d+)/im.exec(head)?.[1])).toBe(Buffer.byteLength(body) + difference);
    expect(JSON.parse(body)).toHaveProperty('content');
    expect(gateway.journal.entries()[0]?.end).toBe(end);
  });

  test('length-lie of a stream claims what never comes', async () => {
    const { head, body } = await finished(rawMessage(await faulty('length-lie')));
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(Number(/^Content-Length: (\d+)/im.exec(head)?.[1])).toBeGreaterThan(Buffer.byteLength(body));
    expect(names(body.split(/(?<=\n\n)/))).toEqual(HONEST);
  });

  test.each([true, false])('bad-chunk (stream: %s)', async (stream) => {
    const { head, body } = await finished(rawMessage(await faulty('bad-chunk'), 'text', { stream }));
    expect([/transfer-encoding: chunked/i.test(head), body.startsWith('xyz\r\n')]).toEqual([true, true]);
    expect(head).not.toMatch(/content-length/i);
    const later = await finished(rawMessage(await faulty('bad-chunk@event:2'), 'text'));
    expect(
      names(
        later.body
          .split('xyz\r\n')[0]
          ?.split(/(?=event: )/)
          .slice(1) ?? [],
      ),
    ).toEqual(HONEST.slice(0, 2));
  });
});

describe.concurrent('which requests', () => {
  const get = (gateway: MockGateway, path: string) =>
    rawExchange(gateway.baseUrl, requestBytes('GET', path, [['Authorization', `Bearer ${gateway.apiKey}`]]));
  const status = async (gateway: MockGateway, path: string) => (await get(gateway, path)).statusLine.split(' ')[1];

  test('health probes are spared unless path= names them', async () => {
    const all = await faulty('status=503');
    expect([await status(all, '/healthz'), await status(all, '/readyz'), await status(all, '/v1/models')]).toEqual([
      '200',
      '200',
      '503',
    ]);
    const probes = await faulty('status=503,path=/*z');
    expect([await status(probes, '/readyz'), await status(probes, '/v1/models')]).toEqual(['503', '200']);
  });

  test('preflights are always answered', async () => {
    const gateway = await faulty('refuse');
    const headers = [
      ['Origin', 'https://a.example'],
      ['Access-Control-Request-Method', 'POST'],
    ] as const;
    const stream = rawStream(gateway, requestBytes('OPTIONS', '/v1/messages', [...headers, ['Connection', 'close']]));
    await stream.over;
    expect(stream.head()).toMatch(/^HTTP\/1.1 (204|403) /);
  });

  test('rate depends on the seed and the number of the request alone', async () => {
    const pattern = async (seed: number) => {
      const gateway = await startMockGateway({ faults: ['status=503,rate=0.3'], seed, settings: QUIET });
      opened.push(gateway);
      const seen: (string | undefined)[] = [];
      for (let n = 0; n < 40; n += 1) seen.push(await status(gateway, '/v1/models'));
      return seen.map((each) => (each === '503' ? 'x' : '.')).join('');
    };
    const [one, same, other] = [await pattern(1), await pattern(1), await pattern(2)];
    expect(same).toBe(one);
    expect(other).not.toBe(one);
    const share = [...one, ...other].filter((each) => each === 'x').length / 80;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.45);
  });

  test('no header tells of a fault', async () => {
    const bent = await finished(rawMessage(await faulty('drop@event:2', 'split=9', 'crlf', 'delay=1ms')));
    const plain = await finished(rawMessage(clean));
    const fields = (head: string) => head.split('\r\n').map((line) => line.split(':')[0]);
    expect(fields(bent.head)).toEqual(fields(plain.head));
  });

  test('recordings are hit as well', async () => {
    const replayDir = 'fixtures/vai/recordings';
    const gateway = await startMockGateway({ replayDir, speed: 0, faults: ['drop@event:1', 'truncate@event:2'] });
    opened.push(gateway);
    const got = await fetch(`${gateway.baseUrl}/v1/messages`, {
      method: 'POST',
      headers: { 'X-Recording': 'messages-stream-text' },
      body: '{}',
    });
    const reading = got.text();
    await expect(reading).rejects.toThrow();
    expect(gateway.journal.entries()[0]).toMatchObject({
      end: 'truncated',
      injected: [{ fault: 'drop@event:1' }, { fault: 'truncate@event:2' }],
    });
  });
});
