import { afterAll, beforeAll, expect, test } from 'vitest';
import { outline, Talk } from './talk.js';

let talk: Talk;
beforeAll(async () => {
  talk = await Talk.with();
});
afterAll(() => talk.close());

const voice = { output: { voice: 'harbour-master' } };
const speech = {
  messages: [
    {
      role: 'user',
      content: [
        { type: 'audio_stt', source: { type: 'base64', media_type: 'audio/wav', data: 'UklGRg==' } },
        { type: 'text', text: '[[scenario:stt]]' },
      ],
    },
  ],
};
const failing = {
  messages: [
    { role: 'user', content: [speech.messages[0]?.content[0], { type: 'text', text: '[[scenario:stt-fails]]' }] },
  ],
};

test.each([
  ['wav', 'audio/wav', 'RIFF'],
  ['pcm', 'audio/pcm', ''],
  ['mp3', 'audio/mpeg', '\xff\xfb'],
])('a blocking answer is spoken as %s', async (format, media_type, magic) => {
  const { json } = await talk.message('voice', { voice: { output: { ...voice.output, format } } });
  const block = json.content.at(-1);
  expect(block).toMatchObject({
    type: 'audio',
    source: { type: 'base64', media_type },
    transcript: json.content[0].text,
  });
  expect(Buffer.from(block.source.data, 'base64').toString('latin1').startsWith(magic)).toBe(true);
});

test('a stream is spoken along, and its voice ends before its message', async () => {
  const { frames } = await talk.stream('voice', { voice: { output: { ...voice.output, sample_rate: 8000 } } });
  const chunks = frames.filter(({ type }) => type === 'audio_chunk');
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.map(({ is_final }) => is_final)).toEqual([...chunks.slice(1).map(() => undefined), true]);
  for (const chunk of chunks) expect([chunk.format, chunk.sample_rate_hz]).toEqual(['pcm_s16le', 8000]);
  expect(outline(frames)).toMatch(/audio_chunk message_delta message_stop$/);
});

test('a voice that breaks leaves the text alone', async () => {
  const { frames } = await talk.stream('voice-fails', { voice });
  expect(frames.filter(({ type }) => type === 'audio_unavailable')).toMatchObject([{ reason: 'tts_failed' }]);
  const broke = frames.findIndex(({ type }) => type === 'audio_unavailable');
  expect(frames.slice(broke).some(({ type }) => type === 'audio_chunk')).toBe(false);
  expect(frames.at(-1)?.type).toBe('message_stop');
  expect((await talk.message('voice-fails', { voice })).status).toBe(500);
});

test('a run is spoken once, in its last answer', async () => {
  const { frames } = await talk.runStream('voice', {}, { voice });
  expect(frames.some(({ type }) => type.startsWith('audio'))).toBe(false);
  const step = frames.find(({ type }) => type === 'step_complete');
  expect(step?.response.content.map(({ type }: { type: string }) => type)).toEqual(['text', 'audio']);
  expect(frames.at(-1)?.result.messages.at(-1).content).toEqual(step?.response.content);
});

test('audio reaches the model as text', async () => {
  const blocking = await talk.message('stt', speech);
  expect(blocking.json.content[0].text).toBe('You said: When is high water?');
  expect(blocking.json.metadata).toEqual({ user_transcript: 'When is high water?' });
  const streamed = await talk.stream('stt', speech);
  expect(streamed.frames[0]?.message.metadata).toEqual({ user_transcript: 'When is high water?' });
  const run = await talk.run('stt', {}, speech);
  expect(run.json.result.messages[0].content[0]).toEqual({ type: 'text', text: 'When is high water?' });
});

test('audio that cannot be transcribed ends everything with an error', async () => {
  expect((await talk.message('stt-fails', failing)).status).toBe(500);
  expect((await talk.run('stt-fails', {}, failing)).status).toBe(500);
  expect(outline((await talk.runStream('stt-fails', {}, failing)).frames)).toBe('run_start error');
});

test('the key for it is asked for', async () => {
  const headers = talk.headers();
  Reflect.deleteProperty(headers, 'X-Provider-Key-Cartesia');
  const { status, json } = await talk.message('voice', { voice }, headers);
  expect([status, json.error.param]).toEqual([401, 'X-Provider-Key-Cartesia']);
});
