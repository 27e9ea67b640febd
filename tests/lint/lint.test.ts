import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { type LintOptions, lint } from '../../cli/commands/lint.js';
import { packageRoot, readPackageJson } from '../../contracts/package-root.js';
import type { Results } from '../../contracts/results.js';
import {
  answer,
  ask,
  chunk,
  close,
  conclude,
  failed,
  frame,
  open,
  REQUEST_ID,
  response,
  type Said,
  say,
  start,
  stop,
} from '../judge/synthetic.js';

const folder = mkdtempSync(join(tmpdir(), 'lint-'));
const recordings = join(packageRoot, 'fixtures', 'vai', 'recordings');
const recording = (name: string) => join(recordings, `${name}.exchange.jsonl`);

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

class Text extends Writable {
  text = '';
  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.text += piece.toString();
    done();
  }
}

async function linted(
  options: Partial<LintOptions> & { readonly files: readonly string[] },
  stdin: AsyncIterable<Uint8Array> = Readable.from([]),
) {
  const [stdout, stderr] = [new Text(), new Text()];
  const code = await lint(options, { stdout, stderr, stdin });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

const stream = (events: readonly Said[]) => events.map(frame).join('');
const late = stream([...answer, chunk({ is_final: true })]);

describe('what can be read', () => {
  test('a stream in order is 0', async () => {
    const { code, stdout } = await linted({ files: [file('ok.sse', stream(answer))] });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /ok\.sse \(message-stream, 7 events, \d+ bytes\): \d+ rules kept\n1 file judged: no rule broken/,
    );
  });

  test('a broken MUST is 1, with rule, place, excerpt and hint', async () => {
    const { code, stdout } = await linted({ files: [file('late.sse', late)] });
    expect(code).toBe(1);
    expect(stdout).toContain('MUST VAI-GW-MST-016');
    expect(stdout).toContain('(known: D-03)');
    expect(stdout).toContain(
      `event 7, byte ${Buffer.byteLength(stream(answer))}, type: An audio frame after message_stop.`,
    );
    expect(stdout).toMatch(/bytes {2}"type":"audio_chunk"/);
    expect(stdout).toMatch(/fix {4}Give audio before message_stop in type\. .*explain VAI-GW-MST-016/);
  });

  test('a broken SHOULD is 0, and 1 where it counts', async () => {
    const bare = stream([{ ...start, message: { ...(start.message as object), model: 'claude' } }, ...answer.slice(1)]);
    const files = [file('bare.sse', bare)];
    expect((await linted({ files })).code).toBe(0);
    expect((await linted({ files, strict: true })).code).toBe(1);
  });

  test('stdin is read as it comes', async () => {
    const { code, stdout } = await linted(
      { files: ['-'] },
      Readable.from(Array.from(Buffer.from(late), (byte) => Uint8Array.of(byte))),
    );
    expect(code).toBe(1);
    expect(stdout).toContain('stdin (message-stream, 8 events');
  });

  test('several files are judged each for itself', async () => {
    const { code, stdout } = await linted({
      files: [recording('messages-stream-voice'), recording('messages-stream-upstream-429')],
    });
    expect(code).toBe(1);
    expect(stdout).toContain('2 files judged: 1 MUST broken, 3 SHOULD broken');
  });

  test('a file is what it holds, whatever it is called', async () => {
    const body = readFileSync(recording('runs-json-timeout'));
    expect((await linted({ files: [file('recording.txt', body)] })).stdout).toContain('(run, POST /v1/runs,');
    expect((await linted({ files: [file('answer.sse', JSON.stringify(response()))] })).stdout).toContain('(message, ');
    const error = { error: { type: 'api_error', message: 'x' } };
    expect((await linted({ files: [file('error.txt', JSON.stringify(error))] })).stdout).toContain('(error, ');
    expect(
      (
        await linted({
          files: [file('run.txt', stream([{ type: 'ping' }, { type: 'run_start', model: 'a/b' }, failed()]))],
        })
      ).stdout,
    ).toContain('(run-stream, 3 events');
  });

  test('the kind can be told', async () => {
    const files = [file('ping.sse', stream([{ type: 'ping' }]))];
    expect((await linted({ files, kind: 'run-stream' })).stdout).toContain('RST-005');
    await expect(linted({ files, kind: 'run-steam' })).rejects.toThrow('there is no such kind');
  });

  test('a body that is neither events nor JSON is judged where its kind is told, and fits', async () => {
    const files = [file('probe.txt', 'ok\n')];
    expect((await linted({ files, kind: 'health' })).code).toBe(0);
    expect((await linted({ files })).code).toBe(2);
    const { code, stderr } = await linted({ files: [file('told-wrong.sse', late)], kind: 'message' });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'told-wrong.sse: cannot be read as message: it holds neither events nor JSON of that kind.',
    );
  });

  test('a JSON body that breaks a rule is 1', async () => {
    const { code, stdout } = await linted({ files: [file('null.json', JSON.stringify(response(null)))] });
    expect(code).toBe(1);
    expect(stdout).toContain('content: The body does not have its shape.');
  });
});

describe('what cannot be read is 2, and says why', () => {
  const head = '{"exchange":1,"name":"x","dialect":"vai"}\n';
  test.each([
    ['a missing file', () => join(folder, 'nowhere'), /nowhere: cannot be read \(.*ENOENT/],
    ['a folder', () => folder, /is a folder\. Name the files in it/],
    ['an empty file', () => file('empty', ''), /is empty/],
    ['white space', () => file('blank', '\n\n'), /is empty/],
    ['binary', () => file('binary', Buffer.from([1, 2, 0, 3])), /is binary \(a NUL byte at 2\)/],
    ['gzip', () => file('gzip', Buffer.from([0x1f, 0x8b, 8, 0])), /is compressed/],
    ['prose', () => file('prose', 'hello\n'), /holds no event.*begins with "hello/],
    [
      'broken JSON',
      () => file('broken', '{"error": {"type": "x",\n "message" 1}}'),
      /broken:2:12: is not JSON: expected a colon, came "1}}"/,
    ],
    [
      'JSON that is cut off',
      () => file('cut', '{"error": {'),
      /cut:1:12: is not JSON: expected a name in double quotes, came the end of the file/,
    ],
    [
      'a recording with a broken line',
      () => file('line', `${head}{"request":{"method":"GET" "path":"/"}}\n`),
      /line:2: .*column 28 expected a comma or }/,
    ],
    [
      'a recording that is cut off',
      () => file('short', head),
      /short:1: the recording is cut off: expected request next/,
    ],
    [
      'a recording of a dialect that nobody knows',
      () => file('other', head.replace('vai', 'zzz')),
      /is of dialect 'zzz', which is not known\. Known: vai/,
    ],
  ])('%s', async (_, path, message) => {
    const { code, stderr } = await linted({ files: [path()] });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('the other files are judged all the same', async () => {
    const { code, stdout } = await linted({ files: [join(folder, 'nowhere'), file('late2.sse', late)] });
    expect(code).toBe(2);
    expect(stdout).toContain('MST-016');
    expect(stdout).toContain('1 file could not be read');
  });
});

describe('the results document', () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
    readPackageJson('contracts/results.schema.json') as object,
  );

  test('goes to stdout, people read stderr; failed requirements show their deviations', async () => {
    const { code, stdout, stderr } = await linted({
      files: [recording('messages-stream-voice'), file('late3.sse', late)],
      report: ['json'],
    });
    const results = JSON.parse(stdout) as Results;
    expect(code).toBe(1);
    expect(validate(results), JSON.stringify(validate.errors)).toBe(true);
    expect(stderr).toContain('2 files judged');
    expect(results.subject).toMatchObject({ kind: 'capture', dialect: 'vai' });
    expect(results.summary).toMatchObject({ failed: 4, verdict: 'non-conformant' });
    const broken = results.requirements.filter(({ status }) => status === 'failed');
    expect([...new Set(broken.flatMap(({ deviations }) => deviations))].sort()).toEqual(['D-03', 'D-12', 'D-21']);
    const [audio] = broken.filter(({ id }) => id === 'VAI-GW-MST-016');
    expect(audio?.tests.map(({ name }) => name)).toContainEqual(expect.stringContaining('late3.sse: event 7'));
    expect(results.requirements.find(({ id }) => id === 'VAI-GW-MST-001')?.tests[0]?.evidence).toBe(
      'event 0 message_start',
    );
  });

  test('goes to a file', async () => {
    const path = join(folder, 'results.json');
    const { stdout } = await linted({ files: [file('ok2.sse', stream(answer))], report: [`json=${path}`] });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ summary: { failed: 0, verdict: 'partial' } });
    expect(stdout).toContain('1 file judged');
  });
});

test('secrets of a recording that were not blotted out are written nowhere', async () => {
  const key = 'sk-canary-7f3e9b';
  const lines = [
    { exchange: 1, name: 'leak', dialect: 'vai' },
    {
      request: {
        method: 'POST',
        path: '/v1/messages',
        headers: [['Authorization', `Bearer ${key}`]],
        json: { ...ask, stream: true },
      },
    },
    {
      at: 1,
      response: {
        status: 200,
        reason: 'OK',
        httpVersion: '1.1',
        headers: [
          ['Content-Type', 'text/event-stream'],
          ['X-Request-Id', REQUEST_ID],
        ],
      },
    },
    { at: 2, text: stream([start, open(0), say(0, key), close(0), conclude(''), stop]) },
    { at: 2, text: stream([failed('api_error', { message: `no ${key}` })]) },
    { at: 3, end: 'complete' },
  ];
  const path = file('leak.exchange.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));
  const { stdout, stderr } = await linted({ files: [path], report: ['json'] });
  expect(stdout).toContain('VAI-GW-SEC-001');
  expect(`${stdout}${stderr}`).not.toContain(key);
});

test('a long stream is judged in little memory', async () => {
  const deltas = Buffer.from(stream(Array.from({ length: 1000 }, () => say(0, 'word after word after word '))));
  const begin = Buffer.from(stream([start, open(0)]));
  async function* long(times: number) {
    yield begin;
    for (let i = 0; i < times; i += 1) yield deltas;
    yield Buffer.from(stream([close(0), conclude(), stop]));
  }
  await linted({ files: ['-'] }, long(50));
  const before = process.memoryUsage().rss;
  const { code, stdout } = await linted({ files: ['-'] }, long(600));
  expect(code).toBe(0);
  expect(stdout).toContain('600005 events');
  // 90 MB went by; a heap's own slack is allowed, the stream is not.
  expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
});
