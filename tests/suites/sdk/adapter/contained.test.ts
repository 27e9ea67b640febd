import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AdapterDied, AdapterFault, AdapterGone, AdapterHung } from '../../../../suites/sdk/adapter/index.js';
import { openBad } from './bad.js';

const CLIENT = { client: { base_url: 'http://127.0.0.1:1' } };
const IMPATIENT = { patience: { beforeRequest: 300, silent: 300, afterScript: 100 } };
/** An operation that is never given up in a test's time. */
const PATIENT = { patience: { beforeRequest: 60_000, silent: 60_000, afterScript: 60_000 } };

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => ({ resolved: value }),
    (error) => error,
  );
}

describe('an adapter that keeps to the protocol', () => {
  test('describes itself; what is unknown is set apart', async () => {
    const { described } = await openBad();
    expect(described.sdk).toEqual({ name: 'bad', version: '1', language: 'JavaScript' });
    expect([...described.features]).toEqual([
      ['abort', 'all'],
      ['final', ['echo']],
    ]);
    expect(described.unknownFeatures).toEqual(['telepathy']);
  });

  test('gets ASCII, and null for what is no number', async () => {
    const link = await openBad();
    const request = { text: 'é\u2028\ud800\u{1f30d}', big: Number.NaN };
    const answer = await link.start('echo', { ...CLIENT, request }).answer;
    expect(answer).toMatchObject({ type: 'result', value: { op: 'echo', request: { ...request, big: null } } });
  });

  test('may write its lines byte by byte, with CR LF and blank lines', async () => {
    const link = await openBad();
    expect(await link.start('pieces', {}).answer).toMatchObject({ text: 'grüße \u2028 \u{1f30d}' });
    expect(link.faults).toEqual([]);
  });

  test('hands over events in order, also to those who wait for them', async () => {
    const link = await openBad('good', PATIENT);
    const operation = link.start('three-events', {});
    const second = operation.event(2);
    const fourth = operation.event(4);
    expect(await second).toMatchObject({ event: { n: 2 } });
    expect(await fourth).toBeUndefined();
    expect(operation.ended).toBe(true);
    expect(operation.events).toHaveLength(3);
    expect(await operation.event(1)).toMatchObject({ event: { n: 1 } });
  });

  test('is told to abort', async () => {
    const link = await openBad('good', PATIENT);
    const operation = link.start('hang-until-abort', {});
    expect(await operation.abort('signal')).toMatchObject({ type: 'result' });
    expect(await operation.answer).toMatchObject({ type: 'error', error: { kind: 'abort' } });
  });

  test('is measured, with its children', async () => {
    const link = await openBad();
    const alone = await link.memory();
    if (process.platform !== 'linux') return;
    await link.start('start-child', {}).answer;
    expect(await link.memory()).toBeGreaterThan((alone ?? Number.POSITIVE_INFINITY) + 1024 * 1024);
  });
});

describe('lines that are wrong', () => {
  test.each([
    ['no-id', 'no id', /request that it answers/],
    ['never-asked', "'999', which was never asked", /Echo the `id`/],
    ['babble', 'no JSON', /stdout belongs to the protocol/],
    ['babble-instead', 'no JSON', /Python dict/],
    ['glued', 'no JSON', /two lines without a line feed/],
    ['latin1', 'no UTF-8', /Write ASCII/],
    ['long-line', 'longer than 16 MiB', /End each line/],
  ])('%s is a fault that quotes the line', async (op, what, hint) => {
    const link = await openBad('good', IMPATIENT);
    const operation = link.start(op, {});
    const error = await rejection(operation.answer);
    expect(link.faults[0]).toBeInstanceOf(AdapterFault);
    expect(link.faults[0]?.what).toContain(what);
    expect(link.faults[0]?.message).toMatch(hint);
    expect(link.faults[0]?.line).toBeTruthy();
    // Where nothing else came, it is the adapter that failed, and not the SDK that hung.
    if (op !== 'babble') expect(error).toBeInstanceOf(AdapterFault);
  });

  test.each([
    ['number-id', 'an id that is no text'],
    ['wrong-event', 'event must be object'],
    ['wrong-error', 'error.kind must be one of'],
  ])('%s fails the operation that it answers', async (op, what) => {
    const link = await openBad('good', PATIENT);
    const error = await rejection(link.start(op, {}).answer);
    expect(error).toBeInstanceOf(AdapterFault);
    expect(String(error)).toContain(what);
  });

  test('a second final answer, and an event after it, are faults', async () => {
    const link = await openBad();
    await link.start('twice', {}).answer;
    await link.start('event-after-end', {}).answer;
    await link.start('echo', {}).answer;
    expect(link.faults.map(({ what }) => what)).toEqual([
      expect.stringMatching(/answered twice/),
      expect.stringMatching(/came after its final answer/),
    ]);
  });

  test('a flood of events ends its operation, and the next one is answered', async () => {
    const link = await openBad('good', PATIENT);
    const operation = link.start('flood', {});
    const error = await rejection(operation.answer);
    expect(error).toBeInstanceOf(AdapterFault);
    expect(String(error)).toMatch(/flood/);
    await expect(rejection(link.start('echo', {}).answer)).resolves.toBeDefined();
  });

  test('babble without end makes an adapter useless', async () => {
    const link = await openBad('good', PATIENT);
    const error = await rejection(link.start('babble-without-end', {}).answer);
    expect(error).toBeInstanceOf(AdapterGone);
    expect(link.faults.length).toBeLessThan(100);
    expect(await rejection(link.start('echo', {}).answer)).toBeInstanceOf(AdapterGone);
  });
});

describe('silence', () => {
  test('is a hang; an adapter that aborts the operation lives on', async () => {
    const link = await openBad('good', IMPATIENT);
    const error = await rejection(link.start('hang', {}).answer);
    expect(error).toBeInstanceOf(AdapterHung);
    expect(String(error)).toMatch(/hang has not ended: no event/);
    expect(await link.start('echo', {}).answer).toMatchObject({ type: 'result' });
    expect(link.restarts).toBe(0);
    expect(link.faults).toEqual([]);
  });

  test('after an abort too: the process is killed, and started anew', async () => {
    const link = await openBad('ignores-abort', { patience: { ...PATIENT.patience, silent: 100 } });
    const beside = link.start('hang', {});
    const hung = link.start('hang', {});
    hung.requestArrived();
    expect(await rejection(hung.answer)).toBeInstanceOf(AdapterHung);
    expect(await rejection(beside.answer)).toBeInstanceOf(AdapterDied);
    expect(await link.start('echo', {}).answer).toMatchObject({ type: 'result' });
    expect(link.restarts).toBe(1);
  });

  test('is counted from the request, and from the end of the script', async () => {
    const link = await openBad('good', { patience: { beforeRequest: 60_000, silent: 100, afterScript: 60_000 } });
    const operation = link.start('hang', {});
    operation.requestArrived();
    expect(String(await rejection(operation.answer))).toMatch(/after its first request/);
    const other = await openBad('good', { patience: { beforeRequest: 60_000, silent: 60_000, afterScript: 100 } });
    const ended = other.start('one-event', {});
    await ended.event(1);
    ended.scriptEnded();
    expect(String(await rejection(ended.answer))).toMatch(/1 event,.*though the server has ended/);
  });
});

describe('a process that dies', () => {
  test('takes its operations with it, tells why, and is started anew', async () => {
    const link = await openBad('good', PATIENT);
    const beside = link.start('hang', {});
    const error = await rejection(link.start('die', {}).answer);
    expect(error).toBeInstanceOf(AdapterDied);
    expect(error).toMatchObject({ exit: 3, signal: null, stderr: expect.stringContaining('out of cheese') });
    expect(await rejection(beside.answer)).toBe(error);
    expect(await link.start('echo', {}).answer).toMatchObject({ type: 'result' });
    expect(link.restarts).toBe(1);
    expect(link.stderr()).toContain('out of cheese');
  });

  test('may do so as often as operations ask for it', async () => {
    const link = await openBad();
    for (let n = 0; n < 4; n++) expect(await rejection(link.start('die', {}).answer)).toBeInstanceOf(AdapterDied);
    expect(await link.start('echo', {}).answer).toMatchObject({ type: 'result' });
  });

  test.runIf(process.platform === 'linux')('three times with nothing in flight is useless', async () => {
    const link = await openBad('good', PATIENT);
    let error: unknown;
    for (let n = 0; n < 20 && !(error instanceof AdapterGone); n++) {
      error = await rejection(link.start('answer-and-die', {}).answer);
      // The link sees the death a moment after it; what is sent in between dies in flight, and that does not count.
      await expect.poll(() => link.memory(), { timeout: 10_000 }).toBeNull();
    }
    expect(error).toBeInstanceOf(AdapterGone);
    expect(String(error)).toMatch(/ended 3 times/);
  });

  test('has to describe itself as before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'adapter-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const link = await openBad('changes', {}, join(folder, 'starts'));
    await rejection(link.start('die', {}).answer);
    const error = await rejection(link.start('echo', {}).answer);
    expect(error).toBeInstanceOf(AdapterGone);
    expect(String(error)).toMatch(/differently after a restart: env/);
  });
});
