import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractDialect } from '../../contracts/dialect.js';
import type { RunPlan, SubjectPlan } from '../../suites/plan.js';
import type { Profile } from '../../suites/profile.js';
import type { Needs, RegisteredTest } from '../../suites/requirement.js';
import { Run } from '../../suites/run.js';
import type { Trial } from '../../suites/trial.js';

const SECRET = 'secret-of-the-run-test';
/** A dialect of nobody, with one requirement that the judge always finds broken and one that it never meets. */
const dialect: ContractDialect = {
  name: 'toy',
  title: 'Toy',
  catalogue: { chapters: [], requirements: [], find: () => undefined },
  settings: [{ name: 'mode', type: 'text', default: 'a', meaning: '' }],
  kinds: [],
  secretHeaders: ['X-Secret'],
  secrets: {
    gatewayKeyEnv: 'TOY_KEY',
    gatewayKeyHeader: 'X-Secret',
    gatewayKeyPrefix: 'Key ',
    providerKeyHeaders: {},
    providerKeyEnv: 'TOY_',
  },
  neededKeyHeaders: () => [],
  requestFaults: () => [],
  judge: () => ({
    push() {},
    end: () => ({
      kind: 'toy',
      events: 0,
      bytes: 0,
      findings: [
        { requirement: 'kept', breaches: [], evidence: 'byte 7' },
        {
          requirement: 'broken',
          breaches: [{ requirement: 'broken', message: 'It is broken.', event: 2 }],
          evidence: '',
        },
      ],
    }),
  }),
};
const profiles: Profile[] = [
  { name: 'default', settings: {}, why: '' },
  { name: 'mode-b', settings: { mode: 'b' }, why: '' },
];

let server: Server;
let subject: SubjectPlan;
let requests = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    requests++;
    if (request.url === '/base/silent') return;
    const status = request.url === '/base/busy' && requests % 2 === 1 ? 429 : 200;
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' });
    response.end(JSON.stringify({ url: request.url, headers: request.headers }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  subject = {
    label: 'target',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    desk: null,
    mutant: null,
    settings: {},
    model: { kind: 'none', name: 'm' },
    keys: { gateway: SECRET, spare: null, providers: {} },
    headers: [['X-Usual', '1']],
    only: [],
  };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function outcome(body: (t: Trial) => Promise<void>, needs: Needs = {}, plan: Partial<RunPlan> = {}, id = 'kept') {
  const run = Run.with(
    {
      dialect: 'toy',
      subjects: [subject],
      seed: 1,
      repeat: 1,
      slow: false,
      concurrency: 4,
      bail: 0,
      requestMs: 300,
      testMs: 1_000,
      deadlineAt: Date.now() + 5_000,
      maxRequests: 1,
      secrets: [SECRET],
      ...plan,
    },
    profiles,
    dialect,
  );
  const one: RegisteredTest = { id, needs, body };
  const found = await run.test(subject, one);
  await run.close();
  return found;
}

describe('what becomes of a test', () => {
  test('passed, with what proved it', async () => {
    const found = await outcome(async (t) => t.keeps(await t.send({ path: '/x' })));
    expect(found).toMatchObject({ status: 'passed', evidence: 'byte 7', failure: null });
  });

  test('failed, with the exchange and a curl line that holds no secret', async () => {
    const found = await outcome(async (t) => {
      const answer = await t.send({ path: '/x', json: { a: 1 } });
      t.equal(answer.status, 400, { what: 'The status', in: answer });
    });
    expect(found.status).toBe('failed');
    expect(found.failure).toMatchObject({ expected: '400', actual: '200', exchange: { status: 200 } });
    expect(found.failure?.exchange?.curl).toContain('X-Secret: Key $TOY_KEY');
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });

  test('failed, where the judge says so', async () => {
    const found = await outcome(async (t) => t.keeps(await t.send({ path: '/x' })), {}, {}, 'broken');
    expect(found).toMatchObject({ status: 'failed', failure: { message: 'It is broken.', exchange: { at: 2 } } });
  });

  test('untestable, where the judge never met the rule', async () => {
    const found = await outcome(async (t) => t.keeps(await t.send({ path: '/x' })), {}, {}, 'other');
    expect(found).toMatchObject({ status: 'untestable', reason: 'not-exercised' });
  });

  test('error, where the test itself broke, asserted nothing, or asked for what there is not', async () => {
    expect((await outcome(async () => Promise.reject(new TypeError('oops')))).status).toBe('error');
    expect((await outcome(async () => {})).detail).toContain('asserted anything');
    expect((await outcome(async () => {}, { profile: 'no-such' })).status).toBe('error');
  });

  test('failed, where the subject does not answer in time', async () => {
    const found = await outcome(async (t) => void (await t.send({ path: '/silent' })));
    expect(found).toMatchObject({ status: 'failed', failure: { actual: 'no response head came within 300 ms' } });
  });

  test('untestable, where the run has no time left', async () => {
    const found = await outcome(
      async (t) => void (await t.send({ path: '/silent' })),
      {},
      { deadlineAt: Date.now() + 100 },
    );
    expect(found).toMatchObject({ status: 'untestable', reason: 'deadline' });
    expect(await outcome(async () => {}, {}, { deadlineAt: Date.now() - 1 })).toMatchObject({ reason: 'deadline' });
  });

  test.each([
    [{ slow: true }, 'slow'],
    [{ model: 'scripted' }, 'needs-scripted-model'],
    [{ model: 'any' }, 'needs-scripted-model'],
    [{ profile: 'mode-b' }, 'needs-configuration'],
  ] as const)('skipped, where %j is not given', async (needs, reason) => {
    expect(await outcome(async () => {}, needs)).toMatchObject({ status: 'skipped', reason });
  });

  test('passed, where only a busy machine was late; failed, where it is always so', async () => {
    let asked = 0;
    const late = (t: Trial, times: number) =>
      t.that(++asked > times, { what: 'It', expected: 'in time', actual: 'late' });
    expect((await outcome(async (t) => late(t, 2), { waits: true })).status).toBe('passed');
    asked = 0;
    expect((await outcome(async (t) => late(t, 9), { waits: true })).status).toBe('failed');
    expect(asked).toBe(3);
    asked = 0;
    expect((await outcome(async (t) => late(t, 1))).status).toBe('failed');
  });

  test('failed, where repetitions disagree', async () => {
    let round = 0;
    const found = await outcome(async (t) => t.equal(round++, 0, { what: 'The round' }), {}, { repeat: 3 });
    expect(found.status).toBe('failed');
    expect(found.failure?.message).toContain('passed at first and failed at repetition 2');
  });

  test('that the deadline cuts short among its repetitions is untestable, not unsteady', async () => {
    const deadlineAt = Date.now() + 300;
    const body = async (t: Trial) => {
      await t.send({ path: '/x' });
      t.proved('seen');
      t.equal(1, 1, { what: 'nothing' });
    };
    const found = await outcome(body, {}, { repeat: 1_000_000, deadlineAt });
    expect(found).toMatchObject({ status: 'untestable', reason: 'deadline' });
    expect(found.detail).toMatch(/after \d+ of 1000000 repetitions/);
  });

  test('that compares two long values shows the place where they part', async () => {
    const long = (last: string) => ({ events: [...Array(60).fill({ type: 'delta' }), { type: last }] });
    const found = await outcome(async (t) => t.equal(long('a'), long('b'), { what: 'The stream' }));
    expect(found.failure).toMatchObject({ expected: '"b"', actual: '"a"', path: 'events[60].type' });
  });
});

describe('a trial', () => {
  test('joins paths to the base URL, adds keys and usual headers, and lets a test take them away', async () => {
    await outcome(async (t) => {
      const plain = (await t.send({ path: '/x' })).json();
      expect(plain).toMatchObject({ url: '/base/x', headers: { 'x-usual': '1', 'x-secret': `Key ${SECRET}` } });
      const bare = (await t.send({ path: '/x', headers: { 'x-secret': null, 'X-Usual': '2' } })).json();
      expect(bare).toMatchObject({ headers: { 'x-usual': '2' } });
      expect(JSON.stringify(bare)).not.toContain(SECRET);
      t.proved('seen');
    }).then((found) => expect(found.status).toBe('passed'));
  });

  test('asks again after a 429, except where limits are what it is about', async () => {
    requests = 0;
    expect(
      (await outcome(async (t) => t.equal((await t.send({ path: '/busy' })).status, 200, { what: 's' }))).status,
    ).toBe('passed');
    requests = 0;
    expect(
      (await outcome(async (t) => t.equal((await t.send({ path: '/busy', limits: true })).status, 429, { what: 's' })))
        .status,
    ).toBe('passed');
  });

  test('makes shared things once, and hands their failure to all', async () => {
    let made = 0;
    const found = await outcome(async (t) => {
      const make = () => t.shared('k', async () => ++made);
      expect(await Promise.all([make(), make()])).toEqual([1, 1]);
      t.proved('once');
    });
    expect(found.status).toBe('passed');
  });

  test('reads settings as they are known, else as the contract has them', async () => {
    const found = await outcome(async (t) => t.equal(t.subject.setting('mode'), 'a', { what: 'mode' }));
    expect(found.status).toBe('passed');
  });
});
