import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listRecordings, type Recording, readRecording, recordingsFolder } from '../../fixtures/recording.js';
import { type MockGateway, startMockGateway } from '../../mock-gateway/index.js';
import { rawExchange, requestBytes } from './raw-http.js';

const folder = recordingsFolder('vai');
const recordings = await Promise.all(listRecordings(folder).map(readRecording));
const byName = (name: string): Recording => {
  const found = recordings.find(({ meta }) => meta.name === name);
  if (found === undefined) throw new Error(`no recording ${name}`);
  return found;
};
const asked = ({ request }: Recording, more: readonly (readonly [string, string])[] = []) =>
  requestBytes(request.method, request.path, [...request.headers, ...more], request.body);

describe('replay', () => {
  let gateway: MockGateway;
  beforeAll(async () => {
    gateway = await startMockGateway({ replayDir: folder, speed: 0 });
  });
  afterAll(() => gateway.close());

  test.each(recordings.map((recording) => [recording.meta.name, recording] as const))(
    '%s comes back with its bytes, its chunks and its headers',
    async (name, recording) => {
      const got = await rawExchange(gateway.baseUrl, asked(recording, [['X-Recording', name]]));
      const { response, pieces, end } = recording;
      expect(got.statusLine).toBe(`HTTP/1.1 ${response?.status} ${response?.reason}`);
      expect(got.headers).toEqual(response?.headers);
      const sent = pieces.map((piece) => Buffer.from(piece.bytes));
      const chunked = response?.headers.some(([header]) => header === 'Transfer-Encoding') === true;
      expect(got.chunks.map(String)).toEqual(
        chunked ? sent.map(String) : sent.length === 0 ? [] : [String(Buffer.concat(sent))],
      );
      expect(Buffer.concat(got.chunks).equals(Buffer.concat(sent))).toBe(true);
      expect(got.end).toBe(end.how === 'complete' ? 'complete' : 'truncated');
    },
  );

  test.each(recordings.map((recording) => [recording.meta.name, recording] as const))(
    '%s is found by its request alone, or another with the same request is',
    async (_name, recording) => {
      const got = await rawExchange(gateway.baseUrl, asked(recording));
      const alike = recordings.filter(
        ({ request }) =>
          request.method === recording.request.method &&
          request.path === recording.request.path &&
          String(request.body) === String(recording.request.body) &&
          JSON.stringify(request.headers.slice(1)) === JSON.stringify(recording.request.headers.slice(1)),
      );
      const bodies = alike.map(({ pieces }) => String(Buffer.concat(pieces.map(({ bytes }) => bytes))));
      expect(bodies).toContain(String(Buffer.concat(got.chunks)));
    },
  );

  test('a request that nothing was recorded for is answered by the gateway behind', async () => {
    const body = { model: 'anthropic/claude-sonnet-4', messages: [{ role: 'user', content: 'never recorded' }] };
    const headers = { authorization: `Bearer ${gateway.apiKey}`, 'x-provider-key-anthropic': 'k' };
    const got = await fetch(`${gateway.baseUrl}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(await got.json()).toMatchObject({ content: [{ type: 'text', text: 'Hello from the mock gateway.' }] });
  });
});

describe('replay in time', () => {
  test('keeps the recorded distances, divided by the speed', async () => {
    const recording = byName('messages-stream-text');
    const speed = 4;
    const gateway = await startMockGateway({ replayDir: folder, speed });
    const got = await fetch(`${gateway.baseUrl}${recording.request.path}`, {
      method: 'POST',
      headers: { 'X-Recording': recording.meta.name },
      ...(recording.request.body === undefined ? {} : { body: Buffer.from(recording.request.body) }),
    });
    await got.text();
    const [entry] = gateway.journal.entries();
    await gateway.close();
    expect(entry?.writeCount).toBe(recording.pieces.length);
    const late = (entry?.writes ?? []).map((write, at) => write.at - (recording.pieces[at]?.at ?? 0) / speed);
    // Counted from the request's arrival, so reading it and finding the recording is in every one of them alike. A busy
    // machine delays single writes, a chain of relative sleeps would delay all that follow.
    const [earliest = 0, ...rest] = late.sort((one, other) => one - other);
    expect(earliest).toBeGreaterThanOrEqual(0);
    expect((rest[rest.length >> 1] ?? 0) - earliest).toBeLessThan(25);
  });
});
